import re
import zlib
from dataclasses import asdict
from datetime import timedelta

import pytest

from nietpluis.accounts.access import sees
from nietpluis.accounts.grounds import GROUNDS, Purpose, grounds_for
from nietpluis.accounts.models import Domain, Grant
from nietpluis.accounts.roles import Level, Permission, Role
from nietpluis.audit.models import Line
from nietpluis.desk import answering, enriching, exchanges, package_letter, packages, sight
from nietpluis.desk.flow import Form
from nietpluis.desk.handling import key_of
from nietpluis.desk.models import Channel, Exchange, Fact, Notice, Package, Referral, Signal
from nietpluis.desk.workflow import NotAllowed, Stale, Status
from nietpluis.partners.models import Contact
from nietpluis.partners.settings import WaitKind
from nietpluis.vault import fields, keys
from tests import make
from tests.sharing import later, officer, open_waits, reader, seen_by, send

pytestmark = make.every_store


def labour(**more):
    return make.signal(Status.REFERRING, forms={Form.AU}, whereabouts="Dorpsstraat", **more)


def read(package, *, content=True):
    return packages.as_sent(package, key=keys.data_key(package.pk), content=content)


def inflated(pdf):
    """The streams of a PDF, those that are packed unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    return b"".join(zlib.decompressobj().decompress(one) for one in streams if one[:1] == b"x")


def test_a_package_is_a_copy_under_its_own_key():
    signal = labour()
    package = send(signal, "nla").package
    assert keys.data_key(package.pk) != key_of(signal)
    assert b"matrassen" not in bytes(package.content) and b"adres" not in bytes(package.question)
    keys.erase(signal.report_id)
    assert read(package).parts[0].text == make.STORY


def test_only_what_was_chosen_goes_along_and_nothing_is_chosen_by_itself():
    signal = labour(contact="06 1234 5678")
    package = send(signal, "nla", chosen={"WHERE"}).package
    assert [part.title for part in read(package).parts] == ["Waar"]
    assert package.fields == ["WHERE"]
    with pytest.raises(NotAllowed, match="minstens één"):
        send(labour(), "nla", chosen=())


def test_a_fact_from_care_is_not_shared_by_who_works_in_safety():
    signal = labour()
    care = make.actor(make.user(domain=Domain.CARE), Permission.SIGNAL_REFER)
    fact = enriching.add_fact(
        signal,
        kind=Fact.Kind.REGISTRATION,
        result=Fact.Result.FOUND,
        domain=Domain.CARE,
        ground="WMO",
        source="Sociaal team",
        content="Bekend bij het sociaal team.",
        found_at=make.NOW,
        by=care,
        now=make.NOW,
    )
    chosen = {"STORY", f"FACT:{fact.pk}"}
    package = send(signal, "zoco-oost", chosen=chosen, ground="WMO").package
    assert package.fields == ["STORY"]
    package = send(signal, "nla", chosen=chosen, by=care).package
    assert "Bekend bij het sociaal team." in read(package).parts[1].text


def test_what_was_seen_goes_along_in_the_words_of_the_catalogue():
    signal = labour(sightings={"dep-sleeps-at-work": "YES", "dep-debt": "NOT_LOOKED"})
    package = send(signal, "nla", chosen={"SIGHTINGS"}).package
    assert read(package).parts[0].text == "Iemand slaapt op de plek waar hij of zij werkt: ja"


def test_who_reported_goes_along_only_when_chosen_and_never_from_mma():
    signal = labour()
    name = signal.report.reporter.name
    assert name not in str(read(send(signal, "nla").package))
    package = send(signal, "zoco-oost", chosen={"CONTACT"}, ground="WMO").package
    assert name in read(package).parts[0].text
    mma = labour(channel=Channel.MMA, contact="06 1234 5678")
    offered = packages.choices(mma, by=officer(mma), key=key_of(mma))
    assert "CONTACT" not in {part.field for part in offered}


@pytest.mark.parametrize("ground", ["", "WMO", "APPOINTMENT", "nonsense"])
def test_no_valid_ground_is_no_sharing(ground):
    signal = labour()
    with pytest.raises(packages.NoGround, match="Zonder grondslag wordt er niets gedeeld"):
        send(signal, "nla", ground=ground, shown="x") if ground not in GROUNDS else send(
            signal, "nla", ground=ground
        )
    assert not Package.objects.exists() and not Grant.objects.exists()


def test_every_partner_that_can_get_a_package_has_a_ground_that_can_carry_it():
    used = {Purpose.INVESTIGATE, Purpose.HELP_VICTIM, Purpose.APPROACH, Purpose.ADVISE}
    assert all(grounds_for(purpose) for purpose in used)


def test_what_is_sent_is_word_for_word_what_was_previewed():
    signal = labour()
    by, chosen = officer(signal), {"STORY", "WHERE"}
    parts = packages.compose(signal, chosen=chosen, explanation="", by=by, key=key_of(signal))
    words = {"question": "Kent u dit?", "ground": "PUBLIC_TASK", "feedback_due_at": later()}
    shown = packages.reading(signal, to=make.partner("nla"), parts=parts, **words)
    seal = packages.seal_of(shown, signal=signal, to=make.partner("nla"))
    for other in ({"chosen": {"STORY"}}, {"question": "Iets anders?"}, {"explanation": "O ja."}):
        with pytest.raises(packages.NotAsShown):
            send(signal, "nla", by=by, shown=seal, **{"chosen": chosen, **words} | other)
    package = send(signal, "nla", by=by, shown=seal, chosen=chosen, **words).package
    assert asdict(read(package)) == asdict(shown)


def test_a_preview_of_a_signal_that_changed_meanwhile_is_not_sent():
    signal = labour()
    seen = signal.version
    send(signal, "zoco-oost", ground="WMO")
    with pytest.raises(Stale):
        send(signal, "nla", seen=seen)


def test_a_package_asks_to_be_taken_up_and_to_be_answered():
    signal = labour()
    send(signal, "nla")
    assert open_waits(signal) == {
        WaitKind.REFER: "gemeente-helmond",
        WaitKind.ACCEPT: "nla",
        WaitKind.PARTNER_FEEDBACK: "nla",
    }


def test_a_partner_sees_a_summary_then_the_content_and_after_declining_nothing():
    inspector, signal = reader("nla", Role.INVESTIGATOR), labour()
    made = send(signal, "nla")
    package = made.package
    assert seen_by(inspector, Level.SUMMARY) == [package]
    assert seen_by(inspector, Level.CONTENT) == []

    now = later(1)
    answering.accept(made, by=inspector, now=now)
    assert seen_by(inspector, Level.CONTENT, now=now) == [package]
    assert seen_by(inspector, Level.HIDING_PLACE, now=now) == []

    now = later(2)
    answering.decline(made, because="Andere regio.", by=inspector, now=now)
    assert seen_by(inspector, Level.EXISTS, now=now) == []


def test_a_partner_never_sees_the_signal_itself_nor_the_package_of_another():
    signal = labour()
    send(signal, "nla")
    inspector, other = reader("nla", Role.INVESTIGATOR), reader("avim-oost", Role.INVESTIGATOR)
    helper = reader("nla", Role.CARE_COORDINATOR)
    assert seen_by(other, Level.EXISTS) == seen_by(helper, Level.EXISTS) == []
    assert not sees(inspector, Signal, make.NOW).exists()
    assert not sees(inspector, Referral, make.NOW).exists()


def test_an_ended_appointment_at_a_partner_sees_nothing():
    send(labour(), "nla")
    gone = reader("nla", Role.INVESTIGATOR, until=later(-1))
    assert gone.appointments == [] and seen_by(gone, Level.EXISTS) == []


def test_the_sight_ends_a_month_after_the_feedback():
    inspector, made = reader("nla", Role.INVESTIGATOR), send(labour(), "nla")
    answering.accept(made, by=inspector, now=later(1))
    answering.give_feedback(made, text="Opgepakt.", by=inspector, now=later(2))
    end = later(2) + sight.LOOK_BACK
    assert seen_by(inspector, Level.CONTENT, now=end - timedelta(seconds=1)) == [made.package]
    assert seen_by(inspector, Level.EXISTS, now=end) == []


def test_a_partner_that_reads_here_gets_a_notice_and_one_that_does_not_an_email_without_content():
    inspector, signal = reader("nla", Role.INVESTIGATOR), labour()
    package = send(signal, "nla").package
    assert Notice.objects.get(user=inspector.person).about == package.pk
    assert not Exchange.objects.filter(mail_due=True).exists()

    zoco = make.partner("zoco-oost")
    contact = {"source": "test", "label": Contact.Label.GENERAL, "order": 1}
    Contact.objects.create(organisation=zoco, email="post@zoco.example", **contact)
    made = send(signal, "zoco-oost", ground="WMO")
    assert Exchange.objects.get(mail_due=True).referral == made
    assert exchanges.address_at(made.to) == "post@zoco.example"


def test_the_letter_holds_exactly_the_package_is_tagged_and_taking_it_out_is_logged():
    signal = labour()
    package = send(signal, "nla", chosen={"STORY"}, explanation="Let op: <b>hond</b>.").package
    page = package_letter.page_of(package)
    assert page["reading"] == read(package)
    assert [part.title for part in page["reading"].parts] == ["Toelichting", "Het verhaal"]
    made = package_letter.letter(package, by=officer(signal), now=make.NOW)
    assert made.startswith(b"%PDF-") and b"/StructTreeRoot" in inflated(made)
    assert Line.objects.filter(what="package.letter", about=package.pk).count() == 1


def test_a_question_is_kept_sealed_and_is_all_the_partner_reads_before_accepting():
    package = send(labour(), "nla", question="Kent u dit adres?").package
    before = read(package, content=False)
    assert before.parts == () and before.question == "Kent u dit adres?"
    assert before.forms == "arbeidsuitbuiting" and before.municipality == "Helmond"
    assert fields.read(package, "question", key=keys.data_key(package.pk)) == "Kent u dit adres?"


def test_a_partner_that_accepts_after_the_signal_was_closed_sees_it_no_longer_than_the_others():
    inspector, signal = reader("nla", Role.INVESTIGATOR), labour()
    made = send(signal, "nla")
    sight.end_with(signal, now=later(1))
    answering.accept(made, by=inspector, now=later(2))
    end = later(1) + sight.LOOK_BACK
    assert seen_by(inspector, Level.CONTENT, now=end - timedelta(seconds=1)) == [made.package]
    assert seen_by(inspector, Level.EXISTS, now=end) == []
