import pytest

from tests.inbox import example
from tests.website.visitor import Visitor


@pytest.fixture
def town(public_site):
    """A client of the public site, with one municipality that has a form."""
    example.publish()
    return public_site


@pytest.fixture
def visitor(town):
    return Visitor(town)
