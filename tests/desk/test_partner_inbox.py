from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from nietpluis.accounts.models import Appointment, Grant
from nietpluis.accounts.roles import Role
from nietpluis.audit.models import Line, Result
from nietpluis.desk import answering, reminding, standing
from nietpluis.desk.flow import Form
from nietpluis.desk.models import Exchange, Notice, Package, Referral
from nietpluis.desk.workflow import NotAllowed, Stale, Status
from nietpluis.partners.settings import WaitKind
from tests import make
from tests.sharing import call, later, officer, open_waits, reader, send

pytestmark = make.every_store
State = Referral.State


@pytest.fixture
def inspector():
    return reader("nla", Role.INVESTIGATOR)


@pytest.fixture
def package(inspector):
    now = timezone.now() - timedelta(hours=1)
    signal = make.signal(Status.REFERRING, forms={Form.AU}, whereabouts="Dorpsstraat 1")
    chosen = {"STORY", "WHERE"}
    return send(signal, "nla", now=now, chosen=chosen, question="Kent u dit bedrijf?").package


def url(package, act=""):
    return f"/ontvangen/{package.pk}/{f'{act}/' if act else ''}"


def post(client, package, act, **typed):
    package.referral.refresh_from_db()
    sent = {"seen": package.referral.state, "once": uuid4()} | typed
    return client.post(url(package, act), sent)


def test_before_acceptance_a_partner_reads_only_forms_municipality_urgency_question_and_date(
    client, package, inspector
):
    client.force_login(inspector.person)
    listed, page = client.get("/ontvangen/").content.decode(), client.get(url(package))
    text = page.content.decode()
    assert "Arbeidsuitbuiting" in listed and "Helmond" in listed
    for shown in ("arbeidsuitbuiting", "Helmond", "Kent u dit bedrijf?", "Terugkoppeling graag"):
        assert shown in text
    for hidden in (make.STORY, "Dorpsstraat", package.referral.signal.reference):
        assert hidden not in text and hidden not in listed
    assert page.headers["Cache-Control"] == "no-store"


def test_after_acceptance_a_partner_reads_exactly_what_was_previewed(client, package, inspector):
    client.force_login(inspector.person)
    assert post(client, package, "oppakken").status_code == 302
    text = client.get(url(package)).content.decode()
    assert make.STORY in text and "Dorpsstraat 1" in text
    assert package.referral.signal.report.reporter.name not in text


def test_after_declining_there_is_nothing_to_see_as_for_what_does_not_exist(
    client, package, inspector, django_assert_num_queries
):
    client.force_login(inspector.person)
    assert post(client, package, "niet-voor-ons", text="").status_code == 200  # a reason is asked
    assert post(client, package, "niet-voor-ons", text="Andere regio.").url == "/ontvangen/"
    gone, never = client.get(url(package)), client.get(f"/ontvangen/{uuid4()}/")
    assert (gone.status_code, never.status_code) == (404, 404)
    assert gone.content == never.content
    assert post(client, package, "oppakken").status_code == 404
    assert "Arbeidsuitbuiting" not in client.get("/ontvangen/").content.decode()


@pytest.mark.parametrize(
    ("role", "at", "status"),
    [
        (Role.INVESTIGATOR, "avim-oost", 404),  # another partner
        (Role.CARE_COORDINATOR, "nla", 404),  # the same partner, for another purpose
        (Role.INVESTIGATOR, "gemeente-helmond", 404),
        (Role.FOCAL_OFFICER, "gemeente-helmond", 403),  # a role without the right
        (Role.MANAGER, "nla", 403),
        (Role.EVALUATOR, "nla", 403),
        (Role.CHAIN_DIRECTOR, "keten-oost", 403),
    ],
)
def test_nobody_else_opens_or_answers_a_package(client, package, role, at, status):
    client.force_login(make.user(role, at=at))
    assert client.get(url(package)).status_code == status
    for act in ("oppakken", "vraag", "niet-voor-ons", "terugkoppeling"):
        assert post(client, package, act, text="Ja.").status_code == status
    assert Exchange.objects.filter(referral=package.referral).count() == 1


def test_a_right_that_ended_ends_the_sight(client, package, inspector):
    client.force_login(inspector.person)
    Grant.objects.filter(object_id=package.pk).update(ends_at=timezone.now())
    assert client.get(url(package)).status_code == 404
    Appointment.objects.filter(user=inspector.person).update(ends_at=timezone.now())
    assert client.get(url(package)).status_code == 403


def test_a_colleague_who_was_first_is_named_and_what_was_typed_stays(client, package, inspector):
    client.force_login(inspector.person)
    colleague = reader("nla", Role.INVESTIGATOR)
    answering.accept(package.referral, by=colleague, now=timezone.now())
    sent = {"seen": State.SENT, "once": uuid4(), "text": "Welk nummer?"}
    page = client.post(url(package, "vraag"), sent)
    assert page.status_code == 409
    assert "Iemand anders was je net voor" in page.content.decode()
    assert "Welk nummer?" in page.content.decode()


def test_a_click_twice_is_one_answer(client, package, inspector):
    client.force_login(inspector.person)
    once = uuid4()
    for _ in range(2):
        assert post(client, package, "oppakken", seen="SENT", once=once).status_code == 302
    again = uuid4()
    said = {"phrase": "BUSY", "text": "Tot later.", "seen": "ACCEPTED", "once": again}
    for _ in range(2):
        assert client.post(url(package, "terugkoppeling"), said).status_code == 302
    kinds = list(package.referral.exchange_set.order_by("at").values_list("kind", flat=True))
    assert kinds == ["SENT", "ACCEPT", "FEEDBACK"]


def test_that_nothing_can_be_told_is_valid_feedback(client, package, inspector):
    client.force_login(inspector.person)
    post(client, package, "oppakken")
    assert post(client, package, "terugkoppeling", text=" ").status_code == 200
    post(client, package, "terugkoppeling", phrase="CANNOT_TELL")
    package.referral.refresh_from_db()
    assert package.referral.state == State.ANSWERED
    assert "Er kan niets worden verteld." in client.get(url(package)).content.decode()


def test_feedback_tells_the_officer_and_ends_the_wait(package, inspector):
    signal = package.referral.signal
    answering.accept(package.referral, by=inspector, now=timezone.now())
    answering.give_feedback(package.referral, text="Opgepakt.", by=inspector, now=timezone.now())
    assert open_waits(signal).keys() == {WaitKind.REFER}
    kinds = Notice.objects.filter(about=signal.pk).values_list("kind", flat=True)
    assert "PARTNER" in kinds


def test_a_partner_that_says_when_it_will_tell_more_is_waited_for_until_then(package, inspector):
    now = timezone.now()
    answering.accept(package.referral, by=inspector, now=now)
    made = answering.give_feedback(
        package.referral,
        text="Bezig.",
        again_at=now + timedelta(days=60),
        by=inspector,
        now=now,
    )
    assert made.state == State.ACCEPTED and made.feedback_due_at == now + timedelta(days=60)
    package.refresh_from_db()
    assert package.asked_by < made.feedback_due_at  # what was previewed stays as it was
    assert reminding.remind_all(now + timedelta(days=59)) == 0
    with pytest.raises(NotAllowed, match="nog komt"):
        answering.give_feedback(made, text="Bezig.", again_at=now, by=inspector, now=now)


def test_feedback_comes_after_taking_up(package, inspector):
    with pytest.raises(NotAllowed, match="Pak het eerst op"):
        answering.give_feedback(package.referral, text="Klaar.", by=inspector, now=timezone.now())


def test_a_question_and_its_answer_are_read_by_both(client, package, inspector):
    client.force_login(inspector.person)
    post(client, package, "vraag", text="Welk nummer?")
    signal, made = package.referral.signal, package.referral
    focal = officer(signal)
    client.force_login(focal.person)
    page = f"/signalen/{signal.pk}/meldingen/{made.pk}/"
    assert "Welk nummer?" in client.get(page).content.decode()
    sent = {"seen": "ASKED", "once": uuid4(), "text": "Nummer vier."}
    assert client.post(f"{page}antwoord/", sent).status_code == 302
    made.refresh_from_db()
    assert made.state == State.SENT
    client.force_login(inspector.person)
    text = client.get(url(package)).content.decode()
    assert "Nummer vier." in text and make.STORY not in text


def test_the_municipality_cannot_reply_when_nothing_was_asked(package):
    with pytest.raises(NotAllowed, match="geen vraag"):
        answering.reply(
            package.referral, text="Ja.", by=officer(package.referral.signal), now=timezone.now()
        )


def test_two_colleagues_at_once_is_one_acceptance(package, inspector):
    colleague = reader("nla", Role.INVESTIGATOR)
    answering.accept(package.referral, by=inspector, now=timezone.now())
    with pytest.raises(Stale, match="net voor"):
        answering.accept(package.referral, by=colleague, now=timezone.now())


def test_what_a_partner_said_by_telephone_is_noted_on_its_behalf():
    signal = make.signal(Status.REFERRING)
    made, by = call(signal, "avim-oost"), officer(signal)
    heard = {"by": by, "now": later(1), "on_behalf": True}
    answering.accept(made, text="Wij rijden.", **heard)
    answering.give_feedback(made, text="Er kan niets worden verteld.", **heard)
    made.refresh_from_db()
    assert made.state == State.ANSWERED
    assert all(made.exchange_set.exclude(kind="SENT").values_list("on_behalf", flat=True))
    assert not Notice.objects.filter(kind="PARTNER").exists()  # the officer knows


def test_no_answer_is_possible_after_the_end(package, inspector):
    answering.decline(package.referral, because="Nee.", by=inspector, now=timezone.now())
    for act in (answering.accept, reminding.remind):
        with pytest.raises(NotAllowed):
            act(package.referral, by=inspector, now=timezone.now())
    assert standing.NEXT[State.DECLINED] == set()


def test_reading_and_answering_are_logged_at_the_municipality_that_shared(
    client, package, inspector
):
    client.force_login(inspector.person)
    client.get(url(package))
    post(client, package, "oppakken")
    lines = Line.objects.filter(
        organisation=package.organisation_id, by=inspector.pk, result=Result.DONE
    )
    said = {line.what: line for line in lines}
    assert said.keys() == {"page.package.read", "referral.accept"}
    assert said["page.package.read"].purpose == "INVESTIGATE"


def test_the_list_asks_the_same_number_of_queries_for_one_package_as_for_more(
    client, package, inspector, django_assert_max_num_queries
):
    client.force_login(inspector.person)
    with django_assert_max_num_queries(40) as first:
        client.get("/ontvangen/")
    for _ in range(3):
        send(make.signal(Status.REFERRING, forms={Form.AU}), "nla", now=timezone.now())
    assert Package.objects.count() == 4
    with django_assert_max_num_queries(len(first)):
        client.get("/ontvangen/")
