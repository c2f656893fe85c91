"""Two installations for all the stories, each with public site, desk and worker really running."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests import running


@pytest.fixture(scope="package")
def nietpluis(tmp_path_factory) -> Iterator[running.Installation]:
    """The people of the stories and nothing else: what happens here, they do themselves."""
    with running.installation(tmp_path_factory.mktemp("stories"), demo=False) as made:
        inside(made, "tests.stories.people")
        made.work()  # publishes what the public site may show
        yield made


@pytest.fixture(scope="package")
def demo(tmp_path_factory) -> Iterator[tuple[running.Installation, dict[str, Any]]]:
    """The demonstration, with every page of the desk and a session for everybody in it."""
    with running.installation(tmp_path_factory.mktemp("demo")) as made:
        yield made, json.loads(inside(made, "tests.stories.pages"))


def inside(made: running.Installation, module: str) -> str:
    """Run a module on the desk's side of an installation; returns what it prints."""
    desk = made.environment | {"DJANGO_SETTINGS_MODULE": "nietpluis.config.settings_desk"}
    run = [sys.executable, "-m", module]
    done = subprocess.run(run, env=desk, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
