"""Who a mail is from, and for whom. Policy: A14; A20, feedback goes to a colleague who is sure."""

from uuid import uuid4

import pytest

from nietpluis.accounts.models import Function
from nietpluis.accounts.roles import Permission, Role
from nietpluis.desk import mail, unopened
from nietpluis.desk.models import Notice, Report, ReporterKind, Unopened
from tests import make
from tests.desk.mails import TO, message, opened, raw, took

pytestmark = make.every_store
PASSED = "mx.helmond.example; dmarc=pass (p=reject) header.from={domain}; spf=pass"


def test_a_sender_that_our_own_mail_server_checked_is_the_colleague_it_says():
    colleague = make.user(Role.OFFICIAL, function=Function.BOA)
    domain = colleague.email.rpartition("@")[2]
    checked = PASSED.format(domain=domain)
    report = took(message(sender=f"B. Boa <{colleague.email}>", Authentication_Results=checked))
    assert (report.reporter, report.function) == (colleague, Function.BOA)
    assert report.reporter_kind == ReporterKind.OFFICIAL
    assert not report.unverified and opened(report, "contact") == ""


@pytest.mark.parametrize(
    "checks",
    [
        "",
        "mx.helmond.example; dmarc=fail header.from=example.nl",
        "mx.helmond.example; spf=pass smtp.mailfrom=example.nl",
        "mx.helmond.example; dmarc=pass header.from=elders.example",
        "elders.example; dmarc=pass header.from=example.nl",
        "mx.helmond.example (dmarc=pass header.from=example.nl); none",
    ],
)
def test_a_sender_that_was_not_checked_may_be_anybody_and_is_only_somewhere_to_answer(checks):
    colleague = make.user(Role.OFFICIAL)
    headers = {"Authentication_Results": checks} if checks else {}
    report = took(message(sender=colleague.email, **headers))
    assert report.reporter is None and report.reporter_kind == ReporterKind.UNKNOWN
    assert report.unverified and opened(report, "contact") == colleague.email


def test_a_check_that_the_sender_wrote_below_our_own_does_not_count():
    colleague = make.user(Role.OFFICIAL)
    ours = "Authentication-Results: mx.helmond.example; dmarc=fail header.from=example.nl\r\n"
    theirs = "Authentication-Results: mx.helmond.example; dmarc=pass header.from=example.nl\r\n"
    content = (ours + theirs).encode() + message(sender=colleague.email)
    assert took(content).reporter is None


@pytest.mark.parametrize(
    "sender",
    ["test1@example.nl, kwaad@elders.example", "=?utf-8?q?test1=40example=2Enl=2C?= <k@e.example>"],
)
def test_two_senders_or_one_dressed_up_as_another_are_nobody(sender):
    make.user(Role.OFFICIAL)
    checked = PASSED.format(domain="example.nl")
    report = took(raw(b"hoi", From=sender, Authentication_Results=checked))
    assert report.reporter is None


def test_whoever_is_no_longer_appointed_is_no_colleague():
    former = make.user(Role.OFFICIAL, until=make.NOW)
    checked = PASSED.format(domain="example.nl")
    assert took(message(sender=former.email, Authentication_Results=checked)).reporter is None


def test_it_goes_to_the_municipality_whose_address_it_was_delivered_to():
    eindhoven = make.place("eindhoven")
    eindhoven.reporting_address = "Meldpunt@Eindhoven.example"
    eindhoven.save()
    both = f"{TO}, meldpunt+1@eindhoven.example"
    report = took(message(to=both, Delivered_To="meldpunt@eindhoven.example"))
    assert report.municipality == eindhoven and Report.objects.count() == 1


def test_a_mail_to_two_municipalities_is_a_report_for_each():
    eindhoven = make.place("eindhoven")
    eindhoven.reporting_address = "meldpunt@eindhoven.example"
    eindhoven.save()
    for _ in range(2):
        took(message(to=f"{TO}, meldpunt+1@eindhoven.example"))
    assert {one.municipality.slug for one in Report.objects.all()} == {"helmond", "eindhoven"}
    assert Report.objects.count() == 2


def test_a_mail_for_no_known_municipality_is_shown_to_whoever_administers():
    with pytest.raises(mail.NoReport) as failed:
        took(message(to="info@elders.example"))
    assert failed.value.reason == Unopened.Reason.NO_PLACE
    administrator = make.user(Role.ADMINISTRATOR)
    aside = unopened.set_aside(
        uuid4(),
        kind=Unopened.Kind.MAIL,
        reason=failed.value.reason,
        organisation=None,
        by=mail.system("mailbox", mail.Purpose.HANDLE_SIGNAL),
        now=make.NOW,
    )
    seen = unopened.unopened_for(make.actor(administrator, Permission.HOME), now=make.NOW)
    assert seen == [aside]
    assert unopened.unopened_for(make.actor(permission=Permission.HOME), now=make.NOW) == []
    assert Notice.objects.get().user == administrator
