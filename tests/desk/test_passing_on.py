"""Policy: A14, done on a phone in two minutes; A20, and you hear what became of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nietpluis.accounts.models import Function
from nietpluis.accounts.roles import Role
from nietpluis.audit.models import Line
from nietpluis.core.uploads import MOST_BYTES
from nietpluis.desk import passing_on, sightings
from nietpluis.desk.handling import key_of
from nietpluis.desk.models import (
    Attachment,
    Channel,
    Feedback,
    Notice,
    Report,
    ReporterKind,
    Seen,
    Signal,
    Undermining,
)
from nietpluis.knowledge.catalogue import list_for
from nietpluis.vault import fields, keys
from tests import make

pytestmark = make.every_store
URL = "/doorgeven/"
MINE = "/mijn-signalen/"
JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 50 + b"\xff\xd9"


@pytest.fixture
def inspector(client):
    someone = make.user(Role.OFFICIAL, function=Function.INSPECTOR)
    client.force_login(someone)
    return someone


def sent(**changes):
    return {"once": str(uuid4()), "story": make.STORY} | changes


def story_of(report):
    return fields.read(report, "story", key=keys.data_key(report.pk))


def test_an_inspector_passes_on_a_hunch_with_a_few_taps_and_hears_what_happens_next(
    client, inspector
):
    page = client.get(URL).content.decode()
    first = list_for(Function.INSPECTOR)[0]
    assert first.text in page and "112" in page
    answer = client.post(URL, sent(signals=[first.id], whereabouts="5701 AB 12"), follow=True)
    report = Report.objects.get()
    assert (report.reporter, report.function) == (inspector, Function.INSPECTOR)
    assert (report.channel, report.reporter_kind) == (Channel.OFFICIAL, ReporterKind.OFFICIAL)
    assert set(sightings.reported(report, key=key_of(report)).values()) == {Seen.YES}
    receipt = answer.content.decode()
    assert report.reference in receipt and make.STORY not in receipt
    assert "nog niet vastgesteld" in receipt  # the deadline is a proposal, and says so


def test_nobody_has_to_call_it_trafficking(client, inspector):
    page = client.get(URL).content.decode().lower()
    assert "mensenhandel" not in page.split("<main")[1].split("</main")[0]


def test_each_function_sees_its_own_list_and_who_has_none_the_general_one(client):
    teacher = make.user(Role.PROFESSIONAL, function=Function.SCHOOL)
    officer = make.user(Role.FOCAL_OFFICER)
    for who, function in ((teacher, Function.SCHOOL), (officer, "")):
        client.force_login(who)
        page = client.get(URL).content.decode()
        assert all(one.id in page for one in list_for(function))


def test_who_has_several_works_chooses_the_one_they_saw_it_in(client, inspector):
    second = make.appoint(inspector, Role.OFFICIAL, at="gemeente-eindhoven", function=Function.BOA)
    page = client.get(URL).content.decode()
    assert "Eindhoven" in page and "Inspecteur" in page
    client.post(f"{URL}?werk={second.pk}", sent())
    report = Report.objects.get()
    assert (report.municipality.slug, report.function) == ("eindhoven", Function.BOA)
    assert Line.objects.filter(what="report.received").get().appointment == second.pk


def test_somebody_elses_work_cannot_be_chosen(client, inspector):
    make.appoint(inspector, Role.OFFICIAL, function=Function.BOA)
    other = make.user(Role.OFFICIAL, at="gemeente-dronten").appointment_set.get()
    assert "Vanuit welk werk" in client.post(f"{URL}?werk={other.pk}", sent()).content.decode()
    assert not Report.objects.exists()


def test_who_works_for_several_municipalities_says_which_one(client, inspector):
    merged = make.place("eindhoven")
    merged.served_by = make.partner("gemeente-helmond")
    merged.save()
    assert "Om welke gemeente" in client.post(URL, sent()).content.decode()
    client.post(URL, sent(place="eindhoven"))
    assert Report.objects.get().municipality.slug == "eindhoven"


def test_what_came_in_for_a_merged_municipality_goes_to_its_successor(client):
    old, new = make.place("helmond"), make.place("eindhoven")
    old.valid_to, old.successor = make.NOW.date(), new
    old.save()
    client.force_login(make.user(Role.OFFICIAL))
    client.post(URL, sent())
    assert Report.objects.get().organisation.code == "gemeente-eindhoven"


def test_a_double_click_is_one_report(client, inspector):
    form = sent()
    first, again = client.post(URL, form), client.post(URL, form)
    assert Report.objects.count() == Signal.objects.count() == 1
    assert first.url == again.url


def test_the_same_form_id_of_somebody_else_is_another_report(client, inspector):
    form = sent()
    client.post(URL, form)
    client.force_login(make.user(Role.OFFICIAL))
    client.post(URL, form | {"story": "Iets heel anders."})
    assert Report.objects.count() == 2


@pytest.mark.parametrize("story", ["", "   \n\t ", "\x00\x07", "\u200f\u200b\u202e"])
def test_nothing_to_read_and_nothing_chosen_is_not_sent_and_says_what_to_do(
    client, inspector, story
):
    page = client.post(URL, sent(story=story)).content.decode()
    assert "Schrijf een paar woorden" in page and not Report.objects.exists()


def test_tiles_alone_are_enough(client, inspector):
    chosen = list_for(Function.INSPECTOR)[0]
    client.post(URL, sent(story="", signals=[chosen.id]))
    assert chosen.text in story_of(Report.objects.get())


def test_a_story_that_is_too_long_is_not_cut_short_and_stays_on_the_screen(client, inspector):
    page = client.post(URL, sent(story="lang " * 4001)).content.decode()
    assert "20.005" in page or "20004" in page or "20005" in page
    assert "lang lang" in page and not Report.objects.exists()


def test_every_script_and_emoji_arrives_and_control_characters_do_not(client, inspector):
    words = "\u0647\u0646\u0627 \u202e\U0001f6a8 caf\u00e9"
    client.post(URL, sent(story=f"\x00{words}\x07"))
    assert story_of(Report.objects.get()) == words


def test_danger_and_a_minor_come_first_and_danger_says_112_again(client, inspector):
    receipt = client.post(URL, sent(acute="YES", minor="YES"), follow=True).content.decode()
    assert "Bel nu 112" in receipt
    assert (Signal.objects.get().acute, Signal.objects.get().minor) == ("YES", "YES")


def test_drugs_or_laundering_reach_the_regisseur_and_people_the_focal_officer(client, inspector):
    client.post(URL, sent(topics=["DRUGS"]))
    assert Signal.objects.count() == Undermining.objects.count() == 1
    client.post(URL, sent(topics=["DRUGS"], only_other="on"))
    assert (Signal.objects.count(), Undermining.objects.count()) == (1, 2)


def test_a_tile_that_points_to_other_crime_reaches_the_regisseur_as_well(client):
    client.force_login(make.user(Role.OFFICIAL, function=Function.BOA))
    und = next(one for one in list_for(Function.BOA) if one.signal.topics)
    client.post(URL, sent(signals=[und.id]))
    assert Undermining.objects.get().topics == " ".join(sorted(und.signal.topics))
    assert Signal.objects.count() == 1


def test_a_photo_is_sealed_and_keeps_its_name(client, inspector):
    photo = SimpleUploadedFile("bed\u202e.jpg", JPEG, content_type="image/jpeg")
    client.post(URL, sent(attachments=[photo]))
    attachment = Attachment.objects.get()
    key = keys.data_key(attachment.report_id)
    assert fields.read(attachment, "name", key=key) == "bed.jpg"
    assert fields.read_bytes(attachment, "content", key=key) == JPEG
    assert JPEG not in bytes(attachment.content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leeg.txt", b"", "is leeg"),
        ("half.jpg", JPEG[:100], "niet heel"),
        ("nep.pdf", b"geen pdf", "niet heel"),
        ("groot.bin", b"x" * (MOST_BYTES + 1), "te groot"),
    ],
)
def test_a_broken_or_oversized_file_says_so_and_what_was_typed_stays(
    client, inspector, name, content, words
):
    page = client.post(URL, sent(attachments=[SimpleUploadedFile(name, content)])).content.decode()
    assert name in page and words in page and make.STORY in page
    assert "Kies je bestanden opnieuw" in page and not Report.objects.exists()


def test_at_most_five_files_come_along(client, inspector):
    six = [SimpleUploadedFile(f"{nr}.jpg", JPEG) for nr in range(6)]
    page = client.post(URL, sent(attachments=six)).content.decode()
    assert "hooguit 5" in page and not Report.objects.exists()


def test_my_signals_are_mine_only(client, inspector):
    mine, others = make.report(reporter=inspector), make.report()
    page = client.get(MINE).content.decode()
    assert mine.reference in page and others.reference not in page
    assert client.get(f"{MINE}{mine.pk}/").status_code == 200
    assert client.get(f"{MINE}{others.pk}/").status_code == 404
    assert client.get(f"{URL}{others.pk}/").status_code == 404


def test_an_empty_list_teaches_how_the_first_one_comes(client, inspector):
    page = client.get(MINE).content.decode()
    assert "Je hebt nog niets doorgegeven" in page and reverse("desk:report") in page


def test_a_reporter_reads_feedback_and_that_is_noted(client, inspector):
    report = make.report(reporter=inspector)
    feedback = Feedback(
        report=report,
        kind=Feedback.Kind.INTERIM,
        by=make.user(),
        given_at=make.NOW + timedelta(hours=1),
    )
    fields.write(feedback, "text", "We zijn ermee bezig.", key=keys.data_key(report.pk))
    feedback.save()
    Notice.objects.create(
        user=inspector, kind=Notice.Kind.FEEDBACK, about=report.pk, made_at=make.NOW
    )
    assert "Nieuw antwoord" in client.get(MINE).content.decode()
    assert "We zijn ermee bezig." in client.get(f"{MINE}{report.pk}/").content.decode()
    feedback.refresh_from_db()
    assert feedback.read_at and Notice.objects.get().read_at
    assert "Nieuw antwoord" not in client.get(MINE).content.decode()


def test_an_official_reads_a_status_word_never_what_the_desk_made_of_it(client, inspector):
    signal = make.signal(make.Status.ADVICE, reporter=inspector)
    page = client.get(f"{MINE}{signal.report_id}/").content.decode()
    assert "In behandeling" in page
    assert "Weinig." not in page and "vaag" not in page.lower()


def test_of_two_desks_the_least_far_gives_the_word():
    report = make.report(undermining=["DRUGS"])
    assert passing_on.status_word(report) == "Ontvangen"
    report.signal.status = make.Status.CLOSED
    assert passing_on.status_word(report) == "In behandeling"
    report.undermining.status = "CLOSED"
    assert passing_on.status_word(report) == "Afgerond"


def test_what_was_erased_says_so(client, inspector):
    report = make.report(reporter=inspector)
    keys.erase(report.pk)
    assert "(gewist)" in client.get(MINE).content.decode()
    assert "bewaartijd is om" in client.get(f"{MINE}{report.pk}/").content.decode()


def test_who_is_no_longer_appointed_cannot_pass_on(client):
    client.force_login(make.user(Role.OFFICIAL, until=make.NOW))
    assert client.post(URL, sent()).status_code == 403
    assert not Report.objects.exists()
