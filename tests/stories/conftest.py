"""One installation for all the stories: public site, desk and worker really run."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests import running


@pytest.fixture(scope="package")
def nietpluis(tmp_path_factory) -> Iterator[running.Installation]:
    with running.installation(tmp_path_factory.mktemp("stories"), demo=False) as made:
        desk = made.environment | {"DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_desk"}
        subprocess.run([sys.executable, "-m", "tests.stories.people"], env=desk, check=True)
        made.work()  # publishes what the public site may show
        yield made
