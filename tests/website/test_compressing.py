"""A page is light on a slow network. Policy: A05, everybody can read it."""

import gzip

import pytest

from nietpluis.website import compressing
from nietpluis.website.compressing import gzipped
from tests import make

pytestmark = [make.every_store, pytest.mark.once]


def test_what_is_compressed_reads_as_before_and_its_length_does_not_tell():
    page = "Zes mensen in een busje. дім 😱 ".encode() * 100
    made = {len(gzipped(page)) for _ in range(60)}
    assert gzip.decompress(gzipped(page)) == page
    assert len(made) > 10 and max(made) - min(made) <= compressing.MOST_PADDING


def test_a_page_goes_compressed_only_to_who_asks_for_it(town):
    plain = town.get("/voorbeeldstad/")
    small = town.get("/voorbeeldstad/", headers={"accept-encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers and small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    assert int(small["Content-Length"]) == len(small.content) < len(plain.content) / 2
    assert "Accept-Encoding" in plain["Vary"] and "Accept-Encoding" in small["Vary"]
