"""What the documents say of the code is still so: links, paths, tests, sources and settings."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import nietpluis

ROOT = Path(nietpluis.__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CODE = [path for kind in ("py", "toml", "html") for path in ROOT.glob(f"nietpluis/**/*.{kind}")]
ROOMS = sorted(path.name for path in (ROOT / "nietpluis").iterdir() if path.is_dir())
OURS = tuple(f"{name}/" for name in ("nietpluis", "tests", "tools", "bench", "docs", *ROOMS))
ROOTS = [
    ROOT,
    ROOT / "nietpluis",
    *ROOT.glob("nietpluis/*/templates"),
    *ROOT.glob("nietpluis/*/static"),
]
SOURCE = re.compile(r"\b([ACF])(\d{1,2})\b")
pytestmark = pytest.mark.once


def text_of(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def links(page: Path) -> Iterator[str]:
    for link in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if not re.match(r"https?:|mailto:", link):
            yield link


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"(?m)^#+ (.+)$", text_of(page))
    return {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}


def paths_named(page: Path) -> Iterator[str]:
    for word in re.findall(r"`([^`\s]+)`", text_of(page)):
        if word.startswith(OURS) and "…" not in word and "<" not in word and "*" not in word:
            yield word


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_every_path_that_a_page_names_exists(page: Path) -> None:
    broken = [path for path in paths_named(page) if not any((r / path).exists() for r in ROOTS)]
    for link in links(page):
        path, _, anchor = link.partition("#")
        goal = (page.parent / path).resolve() if path else page
        if not goal.exists() or (anchor and anchor not in anchors(goal)):
            broken.append(link)
    assert broken == []


def test_every_test_that_a_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", text_of(*PAGES)))
    there = set(re.findall(r"def (test_\w+)", text_of(*ROOT.glob("tests/**/*.py"))))
    assert named and sorted(named - there) == []


def test_every_source_that_the_code_cites_is_explained() -> None:
    page = text_of(ROOT / "docs/policy/sources.md")
    explained = {f"{letter}{int(number)}" for letter, number in SOURCE.findall(page)}
    for first, last in re.findall(r"A(\d\d)–A(\d\d)", page):
        explained |= {f"A{number}" for number in range(int(first), int(last) + 1)}
    cited = {f"{letter}{int(number)}" for letter, number in SOURCE.findall(text_of(*CODE))}
    assert cited and sorted(cited - explained) == []


def test_every_setting_of_the_environment_stands_in_the_readme() -> None:
    variable = re.compile(r"\bNIETPLUIS_[A-Z]+(?:_[A-Z]+)*\b")
    used = set(variable.findall(text_of(*ROOT.glob("nietpluis/config/*.py"))))
    assert used and sorted(used - set(variable.findall(text_of(ROOT / "README.md")))) == []


def test_every_decision_stands_in_the_list_of_decisions() -> None:
    listed = set(links(ROOT / "docs/adr/README.md"))
    assert listed == {path.name for path in ROOT.glob("docs/adr/0*.md")}


def test_publiccode_says_what_its_standard_asks() -> None:
    told = yaml.safe_load(text_of(ROOT / "publiccode.yml"))
    assert told["publiccodeYmlVersion"] == "0.4"
    asked = "name url platforms developmentStatus softwareType description legal maintenance"
    assert [key for key in f"{asked} localisation categories".split() if not told.get(key)] == []
    assert told["legal"]["license"] == "EUPL-1.2"
    for words in told["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]


def test_the_licence_is_whole() -> None:
    licence = text_of(ROOT / "LICENSE")
    assert [n for n in range(1, 16) if not re.search(rf"(?m)^{n}\. [A-Z]", licence)] == []
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in licence and "Appendix" in licence
