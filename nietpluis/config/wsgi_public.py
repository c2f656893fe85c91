import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "nietpluis.config.settings_public"
application = get_wsgi_application()
