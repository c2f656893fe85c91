"""The desk and a reporter who has only a code write to each other. Policy: A03, A05, A22; G."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.roles import Permission, Role
from nietpluis.audit.models import Line
from nietpluis.desk import conversing, triage
from nietpluis.desk.handling import key_of
from nietpluis.desk.models import Notice, Report, ReporterMessage, Signal, Unopened
from nietpluis.desk.today import today
from nietpluis.desk.workflow import NotAllowed
from nietpluis.inbox import messages
from nietpluis.inbox.models import Message
from nietpluis.knowledge.texts import IN_DUTCH, LANGUAGES, dutch
from nietpluis.vault import codes, fields, keys
from tests import make
from tests.desk.envelopes import REPORTED, collect, post
from tests.desk.two_way import ANSWER, ASK, answer, deliver, officer, opened, received, write

pytestmark = make.every_store


def test_what_the_officer_asks_is_read_with_the_code_alone():
    report, code = received()
    write(report)
    assert messages.read_with(code, now=make.NOW) == []
    deliver()
    [said] = messages.read_with(code, now=make.NOW)
    assert (said.text, said.language, said.from_reporter) == (ASK, "en", False)
    row = Message.objects.get()
    assert ASK.encode() not in bytes(row.sealed) and row.thread == code.envelope


def test_delivering_twice_or_killed_halfway_is_one_message():
    report, code = received()
    write(report)
    deliver()
    ReporterMessage.objects.update(posted=False)
    deliver()
    assert Message.objects.count() == 1


def test_the_desk_sees_in_which_hour_it_was_read():
    report, code = received()
    sent = write(report)
    deliver()
    later = make.NOW + timedelta(hours=3)
    messages.read_with(code, now=later)
    deliver(later)
    sent.refresh_from_db()
    assert sent.read_at == later.replace(minute=0)
    deliver(later)


def test_what_a_reporter_writes_stands_sealed_with_the_report_once_and_wakes_the_signal():
    report, code = received()
    by = officer(permission=Permission.SIGNAL_DECIDE)
    triage.take_up(report.signal, by=by, now=make.NOW)
    message = answer(code)
    for _ in range(2):
        deliver()
    assert opened(report) == [ANSWER]
    row = ReporterMessage.objects.get(pk=message)
    assert row.from_reporter and row.language == "en" and row.written_by is None
    notice = Notice.objects.get(kind=Notice.Kind.REPORTER)
    assert (notice.user, notice.about) == (by.person, report.signal.pk)
    line = Line.objects.get(what="signal.reporter_wrote")
    assert (line.about, line.organisation) == (report.signal.pk, report.organisation_id)
    home = make.actor(by.person, Permission.HOME)
    told = [line for block in today(home, now=make.NOW) for line in block.lines]
    url = reverse("desk:signal", args=[report.signal.pk])
    assert any("de melder heeft je geschreven" in one.text and one.url == url for one in told)
    assert any("dat nog niemand las" in one.text and one.url == url for one in told)
    assert not any("haven" in one.text for one in told)


def test_killed_between_the_desk_and_the_public_store_it_is_still_one_message(monkeypatch):
    report, code = received()
    answer(code)

    def killed(pks):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(messages, "note_collected", killed)
        deliver()
    deliver()
    assert opened(report) == [ANSWER] and messages.waiting() == []


def test_an_answer_comes_after_the_question_of_the_same_hour():
    report, code = received()
    write(report)
    answer(code, now=make.NOW + timedelta(minutes=5))
    deliver(make.NOW + timedelta(minutes=6))
    assert opened(report) == [ASK, ANSWER]


def test_a_message_that_comes_before_its_report_waits_for_it():
    code = codes.new()
    post(replace(REPORTED, reply_to=bytes(code.key.public_key).hex()), code=code)
    answer(code)
    deliver()
    assert not ReporterMessage.objects.exists() and not Unopened.objects.exists()
    collect()
    deliver()
    assert opened(Report.objects.get()) == [ANSWER]


def test_who_holds_the_public_store_cannot_speak_for_a_reporter():
    report, _ = received()
    forger = codes.new()
    message = answer(forger, "Het was een grap.")
    Message.objects.update(thread=report.once)
    deliver()
    assert not ReporterMessage.objects.exists()
    aside = Unopened.objects.get()
    assert (aside.thing, aside.kind, aside.reason) == (message, "MESSAGE", "CONTENT")
    assert aside.organisation == report.organisation


def test_what_does_not_open_is_shown_to_people_and_stops_no_other():
    report, code = received()
    answer(code, "Eerst.")
    Message.objects.update(sealed=b"kapot")
    answer(code, "Daarna.")
    deliver()
    assert opened(report) == ["Daarna."]
    assert Unopened.objects.get().reason == "SEALED" and len(messages.waiting()) == 1


def test_a_report_on_both_desks_is_answered_to_both_and_neither_reads_the_others_question():
    report, code = received(undermining=("DRUGS",))
    regisseur = officer(Role.REGISSEUR, Permission.UNDERMINING_DECIDE)
    af = officer()
    write(report, by=af, text="Van de aandachtsfunctionaris")
    write(report, by=regisseur, desk="undermining", text="Van de regisseur")
    answer(code)
    deliver()
    told = set(Notice.objects.filter(kind=Notice.Kind.REPORTER).values_list("user", flat=True))
    assert told == {regisseur.person.pk, af.person.pk}
    key = key_of(report)
    at_af = [one.text for one in conversing.page(report.signal, key=key, by=af)["said"]]
    there = conversing.page(report.undermining, key=key, by=regisseur)["said"]
    assert sorted(at_af) == sorted(["Van de aandachtsfunctionaris", ANSWER])
    assert sorted(one.text for one in there) == sorted(["Van de regisseur", ANSWER])
    assert len(messages.read_with(code, now=make.NOW)) == 3
    conversing.note_read(report.signal, by=af, now=make.NOW)
    row = ReporterMessage.objects.get(from_reporter=True)
    assert row.read_at and row.regisseur_read_at is None
    purposes = Line.objects.filter(what__endswith="wrote_reporter").values_list(
        "purpose", flat=True
    )
    assert set(purposes) == {Purpose.HANDLE_SIGNAL, Purpose.HANDLE_UNDERMINING}


def test_fixed_phrases_go_in_the_language_the_reporter_last_wrote_in():
    report, code = received(language="nl")
    assert conversing.language_of(report) == "nl"
    answer(code, lang="en")
    deliver()
    made = write(report, phrases=["where", "danger_now"], text="Tot snel.")
    text = fields.read(made, "text", key=key_of(report))
    assert made.language == "en"
    first, second, own = text.replace("\n\n", "\n").split("\n")
    assert "112" in first and "exactly" in second and own == "Tot snel."


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_there_are_a_dozen_phrases_and_each_has_its_dutch_beside_it(lang):
    listed = conversing.phrases_in(lang)
    assert len(listed) >= 12 and all(one.dutch and one.theirs for one in listed)
    assert any("112" in one.theirs for one in listed)
    assert set(IN_DUTCH) == set(LANGUAGES)


def test_no_phrase_says_how_a_case_stands_or_asks_who_somebody_is():
    forbidden = ("politie", "onderzoek", "opgepakt", "afgesloten", "naam", "dossier", "bewijs")
    said = [one for key, one in dutch().items() if key.startswith("phrase.")]
    assert [one for one in said if any(word in one.casefold() for word in forbidden)] == []


def test_a_closed_signal_can_still_get_a_message_and_nothing_moves():
    report, code = received()
    Signal.objects.filter(pk=report.signal.pk).update(
        status="CLOSED", is_open=False, nobody_to_tell="RESIDENT", closed_at=make.NOW
    )
    report.refresh_from_db()
    before = Signal.objects.get().version
    write(report)
    deliver()
    assert len(messages.read_with(code, now=make.NOW)) == 1
    assert Signal.objects.get().version == before


@pytest.mark.parametrize(
    "without",
    [
        lambda: make.signal().report,
        lambda: received_without_key(),
    ],
)
def test_only_who_reported_on_the_site_with_a_code_can_be_written_to(without):
    with pytest.raises(NotAllowed):
        write(without())
    assert not ReporterMessage.objects.exists()


def received_without_key():
    envelope = post(REPORTED)
    collect()
    return Report.objects.get(once=envelope.pk)


def test_an_empty_message_and_one_that_is_too_long_are_refused():
    report, _ = received()
    by = officer()
    for what in ({"text": "  "}, {"text": "x" * 20_001}, {"phrases": ["unknown"]}):
        with pytest.raises(NotAllowed):
            write(report, by=by, **what)


def test_erasing_the_report_erases_what_was_written_with_the_reporter():
    report, code = received()
    write(report)
    answer(code)
    keys.erase(report.pk)
    deliver()
    assert Message.objects.filter(from_reporter=False).count() == 0
    assert ReporterMessage.objects.filter(from_reporter=True).count() == 0
