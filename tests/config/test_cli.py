import re
from pathlib import Path

import pytest
from django.utils import timezone

from nietpluis.accounts import appointing
from nietpluis.accounts.models import User
from nietpluis.accounts.roles import Permission, Role
from nietpluis.audit import log
from nietpluis.audit.models import Line
from nietpluis.config import cli, first_people
from nietpluis.partners import packs
from nietpluis.partners.models import Kind, Municipality, Organisation
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


def test_the_first_administrator_of_an_organisation_is_appointed_and_chooses_a_password(
    capsys, client
):
    make.partner("gemeente-helmond")
    whom = ["eerste@helmond.example", "--name", "Eerste Beheerder", "--at", "gemeente-helmond"]
    assert cli.main(["appoint", *whom]) == 0
    said = capsys.readouterr().out
    [path] = re.findall(r"/wachtwoord/\S+", said)
    assert "Functioneel beheerder, Gemeente Helmond" in said

    form = client.get(path, follow=True)
    chosen = dict.fromkeys(("new_password1", "new_password2"), "een zin van een paar woorden")
    client.post(form.redirect_chain[-1][0], chosen)
    first = User.objects.get(email="eerste@helmond.example")
    assert first.check_password("een zin van een paar woorden")
    assert first.may(Permission.PEOPLE_MANAGE, now=timezone.now())
    [made] = Line.objects.filter(what="appointment.made")
    assert (made.by, made.origin) == (log.SYSTEM, "command")

    assert cli.main(["appoint", *whom, "--role", "PRIVACY_OFFICER"]) == 0
    assert "Logs in as before." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (["--at", "gemeente-helmnd"], "Did you mean: gemeente-helmond"),
        (["--at", "gemeente-helmond", "--role", "INVESTIGATOR"], "past niet bij"),
        (["--at", "gemeente-helmond", "--role", "OFFICIAL"], "Kies de functie"),
        (["--at", "gemeente-helmond", "--name", ""], "--name"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused_with_its_reason(capsys, more, reason):
    make.partner("gemeente-helmond")
    whom = ["appoint", "eerste@helmond.example", "--name", "Eerste Beheerder"]
    assert cli.main([*whom, *more]) == 1
    said = capsys.readouterr().err
    assert reason in said and "Nothing was changed." in said
    assert not User.objects.exists()


def test_an_address_that_is_none_is_refused(capsys):
    assert cli.main(["appoint", "eerste", "--name", "Eerste", "--at", "gemeente-helmond"]) == 1
    assert "not an e-mail address" in capsys.readouterr().err


def test_whoever_is_locked_out_gets_a_new_link(capsys):
    administrator = make.user(Role.ADMINISTRATOR)
    assert cli.main(["password", administrator.email.upper()]) == 0
    assert "/wachtwoord/" in capsys.readouterr().out
    assert Line.objects.filter(what="account.link_made", about=administrator.pk).exists()
    assert cli.main(["password", "niemand@helmond.example"]) == 1


def test_every_role_that_can_be_appointed_can_be_named_on_the_command_line():
    at_some_kind = {role for kind in Kind for role in appointing.roles_at(kind)}
    assert set(first_people.ROLES) == {role.value for role in at_some_kind}
