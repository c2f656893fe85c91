import json
import re

import pytest

from tools import assets
from tools.postgres import ROOT


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_python_package_is_pinned_with_its_digests_and_names_no_source(name):
    text = (ROOT / name).read_text()
    pinned = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    assert pinned and all(re.match(r"[a-z0-9._-]+==\S+( ; .+)? \\$", line) for line in pinned)
    assert len(re.findall(r"^[a-z0-9].*\\\n    --hash=sha256:", text, re.M)) == len(pinned)
    assert not re.search(r"://|--index|--find-links|--trusted", text)


def test_what_is_tested_with_is_what_the_product_runs_on():
    def versions(name):
        return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / name).read_text(), re.M))

    product, dev = versions("requirements.lock"), versions("requirements-dev.lock")
    assert {name: dev.get(name) for name in product} == product


def test_every_front_end_package_is_pinned_with_its_digest_and_names_no_source():
    wanted = json.loads((ROOT / "package.json").read_text())
    for version in [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    text = (ROOT / "package-lock.json").read_text()
    assert not re.search(r"resolved|://", text)
    packages = json.loads(text)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_every_vendor_file_that_a_page_names_is_copied_from_a_package():
    pages = (ROOT / "nietpluis").rglob("*.html")
    named = {
        name for page in pages for name in re.findall(r"""['"]vendor/([^'"]+)""", page.read_text())
    }
    assert named and named <= set(assets.FILES)
