import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ["DJANGO_SETTINGS_MODULE"] = "nietpluis.config.settings_desk"
application = get_wsgi_application()
# Read every URL and view now: what is broken stops the start, not the first visitor.
get_resolver().check()
