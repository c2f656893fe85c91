"""The public site as an onion service, and how it is offered. Policy: A01, A08; docs/onion.md."""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from nietpluis.config import base
from tests.inbox import example

ONION = "a" * 55 + "d.onion"
DOCS = Path(base.ROOT) / "docs" / "onion.md"


@pytest.fixture
def offered(public_site, settings):
    """The public site over HTTPS, with an onion address."""
    settings.ONION = ONION
    settings.ALLOWED_HOSTS = ["meldpunt.example.nl", ONION]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 3600
    example.publish()
    return public_site


OVER_HTTPS = {"HTTP_HOST": "meldpunt.example.nl", "HTTP_X_FORWARDED_PROTO": "https"}
OVER_TOR = {"HTTP_HOST": ONION}
needs_store = pytest.mark.django_db(databases=["public"])


@needs_store
def test_a_page_over_https_offers_its_own_onion_address(offered):
    for path in ("/", "/voorbeeldstad/", "/ar/voorbeeldstad/hulp/"):
        if path.startswith("/ar/"):
            path = path.replace("/ar/", "/en/")
        response = offered.get(path, **OVER_HTTPS)
        assert response["Onion-Location"] == f"http://{ONION}{path}"


@needs_store
def test_an_answer_to_a_form_is_not_offered_elsewhere_so_no_word_is_lost(offered):
    response = offered.post("/voorbeeldstad/melden/", {"story": "x"}, **OVER_HTTPS)
    assert response.status_code == 200 and "Onion-Location" not in response


@needs_store
def test_the_onion_address_is_not_sent_on_to_https_and_offers_nothing(offered):
    response = offered.get("/voorbeeldstad/hulp/", **OVER_TOR)
    assert response.status_code in (200, 203)
    assert "Onion-Location" not in response and "Strict-Transport-Security" not in response
    plain = offered.get("/voorbeeldstad/", HTTP_HOST="meldpunt.example.nl")
    assert plain.status_code == 301 and "Onion-Location" not in plain


@needs_store
def test_without_an_address_nothing_is_offered(offered, settings):
    settings.ONION = ""
    assert "Onion-Location" not in offered.get("/voorbeeldstad/", **OVER_HTTPS)
    assert ".onion" not in offered.get("/voorbeeldstad/privacy/", **OVER_HTTPS).content.decode()


@needs_store
def test_the_privacy_page_names_the_address(offered):
    page = offered.get("/voorbeeldstad/privacy/", **OVER_HTTPS).content.decode()
    assert f'href="http://{ONION}/"' in page


@pytest.mark.parametrize("wrong", ["http://" + ONION, "meldpunt.nl", "a.onion", ONION + ":80"])
def test_an_address_that_is_none_stops_the_start(monkeypatch, wrong):
    monkeypatch.setenv("NIETPLUIS_ONION", wrong)
    with pytest.raises(ImproperlyConfigured):
        base.onion()
    monkeypatch.setenv("NIETPLUIS_ONION", f" {ONION.upper()} ")
    assert base.onion() == ONION


@pytest.mark.needs("tor")
@pytest.mark.once
def test_the_example_in_the_docs_makes_an_onion_service_of_a_real_tor(tmp_path, monkeypatch):
    """Tor verifies it, starts without a network, and writes the address that the site offers."""
    example_of_docs = re.search(r"```torrc\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert example_of_docs
    service, data = tmp_path / "service", tmp_path / "data"
    for folder in (service, data):
        folder.mkdir(mode=0o700)
    torrc = tmp_path / "torrc"
    torrc.write_text(
        example_of_docs[1].replace("/var/lib/tor/nietpluis", str(service))
        + f"\nDataDirectory {data}\nDisableNetwork 1\n"
    )
    tor = ["tor", "-f", str(torrc), "--ignore-missing-torrc", "--defaults-torrc", os.devnull]
    verified = subprocess.run([*tor, "--verify-config"], capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout
    process = subprocess.Popen(tor, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        written = service / "hostname"
        until = time.monotonic() + 30
        while not written.exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        monkeypatch.setenv("NIETPLUIS_ONION", written.read_text())
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert base.onion() == written.read_text().strip()
