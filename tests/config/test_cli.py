from pathlib import Path

import pytest

from nietpluis.audit import log
from nietpluis.audit.models import Line
from nietpluis.config import cli
from nietpluis.partners import packs
from nietpluis.partners.models import Municipality, Organisation
from tests import make

PACK = Path(packs.SHIPPED) / "oost-brabant.toml"
NATIONAL = Path(packs.SHIPPED) / f"{packs.NATIONAL}.toml"
pytestmark = make.every_store


def test_a_region_is_loaded_from_its_file_and_again_without_change(capsys):
    assert cli.main(["region", "load", str(NATIONAL)]) == 0
    assert cli.main(["region", "load", str(PACK)]) == 0
    assert Municipality.objects.filter(slug="helmond").exists()
    before = Organisation.objects.count()
    capsys.readouterr()

    assert cli.main(["region", "load", str(PACK)]) == 0
    assert "added         0" in capsys.readouterr().out
    assert Organisation.objects.count() == before


def test_a_wrong_file_gives_line_field_and_reason_and_changes_nothing(capsys, tmp_path):
    wrong = tmp_path / "wrong.toml"
    text = PACK.read_text()
    wrong.write_text(text.replace("valid_from = ", 'valid_from = "ooit" #', 1))
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith("valid_from"))

    assert cli.main(["region", "load", str(wrong)]) == 1
    said = capsys.readouterr().err
    assert f"line {line}, municipality" in said and "valid_from" in said
    assert "Nothing was changed." in said
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("name", ["nowhere.toml", "."])
def test_a_file_that_cannot_be_read_is_said_so(capsys, tmp_path, name):
    assert cli.main(["region", "load", str(tmp_path / name)]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_audit_verify_proves_the_chain_or_names_its_first_broken_link(capsys):
    organisation = make.partner("gemeente-helmond").pk
    for _ in range(3):
        log.record("signal.read", about=organisation, organisation=organisation,
                   by=log.SYSTEM, now=make.NOW)  # fmt: skip
    assert cli.main(["audit", "verify"]) == 0
    assert f"{organisation}  3 lines  whole" in capsys.readouterr().out

    Line.objects.filter(organisation=organisation, number=2).update(what="signal.closed")
    assert cli.main(["audit", "verify"]) == 1
    assert "broken at line 2" in capsys.readouterr().out
