"""What every page of both processes keeps to: nothing inline, nothing from elsewhere, no raw text.

The content security policy is `default-src 'self'` (house rule); a page that needs more is wrong.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.house import source

pytestmark = pytest.mark.once
# The quick way out leads to a page that says nothing (A08), and a drawing names what it is
ELSEWHERE = {"https://www.knmi.nl/nederland-nu/weer", "http://www.w3.org/2000/svg"}
# What an e-mail may say: who writes, the reference by which they know it, and whether it is again
IN_MAIL = {"sender", "reference", "reminder"}

# What a line of the log may be filled with: ids and codes, kinds of error, and messages of our own
# that name a field or a reason and never what was in it
IN_A_LOG = {
    *("about", "envelope.pk", "pk", "thing", "what", "place.code", "job.name", "kind.lower()"),
    *("type(error).__name__", "reason", "wrong", "refused"),
}

LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}


def pages() -> list[Path]:
    return [path for path in source.templates() if path.suffix == ".html"]


def text(path: Path) -> str:
    """A template without its comments, which nobody receives."""
    raw = path.read_text(encoding="utf-8")
    raw = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", raw, flags=re.DOTALL)
    return re.sub(r"{#.*?#}", "", raw)


def with_match(pattern: str) -> dict[str, list[str]]:
    found = {source.name(p): re.findall(pattern, text(p), re.IGNORECASE) for p in pages()}
    return {path: matches for path, matches in found.items() if matches}


def test_there_are_templates() -> None:
    assert len(pages()) > 60


def test_no_page_has_a_style_of_its_own() -> None:
    letters = {"nietpluis/desk/templates/desk/package_letter.html"}  # paper, drawn by WeasyPrint
    assert set(with_match(r"\sstyle\s*=")) == set()
    assert set(with_match(r"<style")) <= letters


def test_no_page_has_a_script_of_its_own() -> None:
    assert with_match(r"<script(?![^>]*\ssrc=)") == {}
    assert with_match(r"\son[a-z]+\s*=\s*[\"']") == {}
    assert with_match(r"javascript:") == {}
    assert with_match(r"\shx-(?:on|vals)[:=-]") == {}


def test_no_page_takes_anything_from_elsewhere() -> None:
    named = {url for urls in with_match(r"https?://[^\s\"'<>{}]+").values() for url in urls}
    assert named <= ELSEWHERE
    assert with_match(r"(?:src|action|srcset|data|poster)\s*=\s*[\"'](?:https?:)?//") == {}
    assert with_match(r"url\(\s*[\"']?(?:https?:)?//") == {}


def test_no_text_is_shown_as_markup() -> None:
    assert with_match(r"\|\s*safe(?:seq)?\b") == {}
    assert with_match(r"autoescape\s+off") == {}
    marked = [
        (source.name(path), word)
        for path in source.code("nietpluis")
        for word in source.words(source.tree(path))
        if word.split(".")[-1] in {"mark_safe", "SafeText"}
    ]
    assert [where for where, _ in marked if not where.startswith("nietpluis/core/")] == []


def test_no_markup_is_built_from_texts_in_a_view() -> None:
    for path in source.code("nietpluis/desk/views", "nietpluis/desk"):
        assert "format_html" not in path.read_text(encoding="utf-8"), path


def test_every_form_that_changes_something_carries_its_token() -> None:
    """A form that posts is followed by its token before it ends; the public site has no cookie."""
    bare = []
    for path in pages():
        if "/website/" in source.name(path) or path.name == "base_public.html":
            continue
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text(path), re.DOTALL):
            if "csrf_token" not in form:
                bare.append(source.name(path))
    assert bare == []


def test_the_public_site_has_no_token_and_no_cookie_to_hold_it() -> None:
    website = [path for path in pages() if "/website/" in source.name(path)]
    assert [path for path in website if "csrf" in text(path)] == []


def test_a_mail_says_that_there_is_something_and_never_what() -> None:
    mails = [path for path in source.templates() if path.suffix == ".txt"]
    said = {
        variable.split(".")[0].split("|")[0].strip()
        for path in mails
        for variable in re.findall(r"{{(.*?)}}", path.read_text(encoding="utf-8"))
    }
    assert mails and said <= IN_MAIL


def test_a_log_line_is_filled_with_ids_and_kinds_of_error_only() -> None:
    """No text of a row, form or report is ever handed to a logger; what is, is named above."""
    told = set()
    for path in source.code("nietpluis"):
        for node in ast.walk(source.tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if ast.unparse(node.func.value) in {"log", "logger"} and node.func.attr in LEVELS:
                told |= {ast.unparse(one) for one in node.args[1:]}
                assert node.func.attr != "exception" and not node.keywords, path  # no traceback
                assert isinstance(node.args[0], ast.Constant), path
    assert told <= IN_A_LOG


def test_nothing_of_the_product_prints_but_its_commands() -> None:
    prints = {
        source.name(path)
        for path in source.code("nietpluis")
        if "print" in source.words(source.tree(path))
        and 'if __name__ == "__main__"' not in path.read_text(encoding="utf-8")
    }
    assert {path for path in prints if not path.startswith("nietpluis/config/")} == set()
