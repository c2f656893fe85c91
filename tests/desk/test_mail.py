"""Policy: A14, straight to the reporting address; A22, nothing is left lying."""

import ssl
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.utils import timezone

from nietpluis.accounts.models import Function
from nietpluis.accounts.roles import Permission, Role
from nietpluis.desk import imap, intake, mail, mail_reading, unopened
from nietpluis.desk.models import (
    Attachment,
    Channel,
    Notice,
    Report,
    ReporterKind,
    Unopened,
)
from nietpluis.vault import fields, keys
from tests import mailserver, make
from tests.desk.mails import FROM, PHOTO, TO, message, raw

pytestmark = make.every_store
dovecot = pytest.mark.needs("dovecot")
BOX = {"municipality": "", "trusts": "mx.helmond.example", "user": "meldpunt"}
PASSED = "mx.helmond.example; dmarc=pass (p=reject) header.from={domain}; spf=pass"


@pytest.fixture(scope="module")
def server():
    with mailserver.running() as started:
        yield started


@pytest.fixture
def mailbox(server, settings):
    """An empty mailbox that the worker reads."""
    for folder in ("INBOX", mail.DONE, mail.FAILED):
        server.empty(folder)
    settings.MAILBOX = server.box(trusts="mx.helmond.example")
    helmond()
    return server


def helmond():
    place = make.place()
    place.reporting_address = TO
    place.save()
    return place


def took(content, **box):
    helmond()
    return mail.take_in(content, box=BOX | box, arrived_at=make.NOW, now=make.NOW)[0]


def opened(report, field="story"):
    return fields.read(report, field, key=keys.data_key(report.pk))


def names(report):
    key = keys.data_key(report.pk)
    return {fields.read(one, "name", key=key): one for one in report.attachment_set.all()}


# ---- with a real mail server


@dovecot
def test_a_mail_to_the_reporting_address_becomes_a_signal_with_its_files_sealed(mailbox):
    mailbox.put(message(files={"keuken.jpg": PHOTO}))
    mail.read_mailbox(timezone.now())
    report = Report.objects.get()
    assert (report.channel, report.reporter_kind) == (Channel.EMAIL, ReporterKind.UNKNOWN)
    assert report.unverified and opened(report, "contact") == FROM
    assert "Onderwerp: Niet pluis" in opened(report) and "boven de keuken" in opened(report)
    photo = names(report)["keuken.jpg"]
    assert fields.read_bytes(photo, "content", key=keys.data_key(report.pk)) == PHOTO
    assert PHOTO not in bytes(photo.content) and not photo.damaged
    assert report.signal.reference == report.reference
    assert (mailbox.inside(), mailbox.inside(mail.DONE)) == (0, 1)


@dovecot
def test_killed_after_the_report_and_before_the_move_it_is_still_one_report(mailbox, monkeypatch):
    mailbox.put(message())

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(imap.Mailbox, "move", killed)
        mail.read_mailbox(timezone.now())
    assert Report.objects.count() == 1 and mailbox.inside() == 1
    mail.read_mailbox(timezone.now())
    assert Report.objects.count() == 1 and mailbox.inside(mail.DONE) == 1


@dovecot
def test_one_that_fails_is_set_apart_and_shown_and_the_others_go_on(mailbox, monkeypatch):
    officer = make.user()
    for subject in ("eerste", "stuk", "derde"):
        mailbox.put(message(subject=subject))
    receive = intake.receive

    def trips(incoming, **rest):
        if "stuk" in incoming.story:
            raise ValueError(incoming.story)
        return receive(incoming, **rest)

    monkeypatch.setattr(intake, "receive", trips)
    mail.read_mailbox(timezone.now())
    assert Report.objects.count() == 2
    assert [mailbox.inside(one) for one in ("INBOX", mail.DONE, mail.FAILED)] == [0, 2, 1]
    assert Unopened.objects.get().reason == Unopened.Reason.FAILED
    assert Notice.objects.get().user == officer


@dovecot
def test_put_back_in_the_mailbox_it_is_read_after_all_and_nobody_is_still_asked(
    mailbox, monkeypatch
):
    content = message()
    mailbox.put(content)
    with monkeypatch.context() as patched:
        patched.setattr(intake, "receive", lambda *args, **rest: 1 / 0)
        mail.read_mailbox(timezone.now())
    assert Unopened.objects.get().opened_at is None
    mailbox.put(content)
    mail.read_mailbox(timezone.now())
    assert Report.objects.count() == 1 and Unopened.objects.get().opened_at


@dovecot
def test_when_the_store_is_away_the_mail_stays_for_the_next_round(mailbox, monkeypatch):
    mailbox.put(message())

    def away(*args, **rest):
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(intake, "receive", away)
        mail.read_mailbox(timezone.now())
    assert mailbox.inside() == 1 and not Unopened.objects.exists()
    mail.read_mailbox(timezone.now())
    assert Report.objects.count() == 1


@dovecot
def test_a_mail_that_is_too_big_is_set_apart_unread(mailbox, monkeypatch):
    monkeypatch.setattr(mail, "MOST_BYTES", 5_000)
    mailbox.put(message(files={"groot.jpg": PHOTO}))
    mail.read_mailbox(timezone.now())
    assert mailbox.inside(mail.FAILED) == 1 and not Report.objects.exists()
    assert Unopened.objects.get().reason == Unopened.Reason.TOO_BIG


@dovecot
def test_the_clock_runs_from_when_the_mail_arrived_not_from_when_it_was_read(mailbox):
    arrived = timezone.now() - timedelta(days=3)
    mailbox.put(message(), arrived_at=arrived.timestamp())
    mail.read_mailbox(timezone.now())
    report = Report.objects.get()
    assert abs(report.received_at - arrived) < timedelta(seconds=2)
    assert report.signal.due_at < timezone.now()


@dovecot
def test_tls_is_checked_so_nobody_stands_in_between(mailbox, settings, monkeypatch):
    mailbox.put(message())
    settings.MAILBOX = mailbox.box(secure=True)
    with pytest.raises(ssl.SSLError):
        mail.read_mailbox(timezone.now())
    assert mailbox.inside() == 1
    monkeypatch.setenv("SSL_CERT_FILE", str(mailbox.folder / "certificate.pem"))
    mail.read_mailbox(timezone.now())
    assert Report.objects.count() == 1


@dovecot
def test_a_folder_with_another_name_is_read_just_as_well(mailbox, settings):
    settings.MAILBOX = mailbox.box(folder="INBOX", municipality="helmond")
    mailbox.put(message(to="info@elders.example"))
    mail.read_mailbox(timezone.now())
    assert Report.objects.get().municipality.slug == "helmond"


def test_without_a_mailbox_the_worker_reads_none(settings):
    settings.MAILBOX = None
    mail.read_mailbox(timezone.now())
    assert not Report.objects.exists()


# ---- who it is from, and for whom


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
        by=mail.system("mailbox"),
        now=make.NOW,
    )
    seen = unopened.unopened_for(make.actor(administrator, Permission.HOME), now=make.NOW)
    assert seen == [aside]
    assert unopened.unopened_for(make.actor(permission=Permission.HOME), now=make.NOW) == []
    assert Notice.objects.get().user == administrator


# ---- what it says


def test_the_same_mail_is_one_report_whatever_way_it_came():
    content = message()
    took(content)
    took(b"Received: from elders by hier; ma, 2 mrt 2026\r\n" + content)
    took(content.replace(b"\r\n", b"\n"))
    assert Report.objects.count() == 1


def test_plain_words_go_before_html_unless_they_say_far_less():
    html = "<style>p{color:red}</style><p>Eerste <b>regel</b></p><p>Tweede<br>derde</p>"
    assert "color" not in opened(took(message(html=html)))
    assert "Tweede" not in opened(took(message(html=html)))
    long = "<p>" + "Zij slapen boven de keuken. " * 40 + "</p><script>alert(1)</script>"
    story = opened(took(message("Open dit in een browser.", html=long)))
    assert "boven de keuken" in story and "alert" not in story


def test_html_alone_is_read_as_words_with_its_links():
    html = (
        '<div>Kijk&nbsp;op <a href="https://foto.example/1">deze foto</a></div><ul><li>een<li>twee'
        '</ul><img src="https://volg.example/x.gif" alt="plattegrond"><table><tr><td>a<td>b</table>'
    )
    story = opened(took(raw(html.encode(), content_type="text/html; charset=utf-8")))
    assert "deze foto (https://foto.example/1)" in story
    assert "- een\n- twee" in story and "[plattegrond]" in story and "volg.example" not in story


@pytest.mark.parametrize(
    ("body", "charset", "words"),
    [
        ("café — “zo”".encode("cp1252"), "windows-1252", "café — “zo”"),
        ("café".encode("latin-1"), "utf-8", "café"),
        ("café".encode(), "bestaat-niet", "café"),
        ("café".encode(), "zlib_codec", "café"),
        ("\u0647\u0646\u0627 \U0001f6a8".encode(), "utf-8", "\u0647\u0646\u0627 \U0001f6a8"),
        (b"voor\x00na\x07", "utf-8", "voorna"),
    ],
)
def test_letters_are_read_also_when_the_mail_lies_about_them(body, charset, words):
    report = took(raw(body, content_type=f"text/plain; charset={charset}"))
    assert words in opened(report)


def test_letters_that_cannot_be_read_say_so_and_the_whole_mail_is_kept():
    report = took(raw(b"\x8f\x9d\x81 hier", content_type="text/plain; charset=bestaat-niet"))
    assert "niet te lezen" in opened(report) and mail.WHOLE in names(report)


def test_a_broken_attachment_is_kept_as_it_came_with_a_mark_that_everyone_sees():
    content = message(files={"keuken.jpg": PHOTO})
    cut = content[: content.rindex(b"\r\n", 0, len(content) - 2000)]
    report = took(cut)
    photo = names(report)["keuken.jpg"]
    assert photo.damaged and 0 < photo.size < len(PHOTO)
    assert "‘keuken.jpg’ kwam beschadigd aan" in opened(report)
    whole = fields.read_bytes(names(report)[mail.WHOLE], "content", key=keys.data_key(report.pk))
    assert whole == cut


def test_a_story_that_is_too_long_is_cut_and_the_whole_mail_kept():
    report = took(message("Zij slapen boven de keuken.\n" * 2_000))
    story = opened(report)
    assert len(story) <= 20_000 and "te lang en is hier afgekapt" in story
    assert mail.WHOLE in names(report)


@pytest.mark.parametrize("files", [{}, {"keuken.jpg": PHOTO}])
def test_an_empty_mail_is_set_apart_but_a_photo_alone_is_a_report(files):
    content = message("", subject="", files=files)
    if files:
        assert "(zonder tekst)" in opened(took(content))
    else:
        with pytest.raises(mail.NoReport) as failed:
            took(content)
        assert failed.value.organisation.code == "gemeente-helmond"


def test_a_mail_that_was_forwarded_along_is_a_file_of_its_own():
    inner = message("Het eerste bericht.", sender="buur@example.nl")
    body = (
        b"--x\r\n\r\nZie onder.\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--x--\r\n"
    )
    report = took(raw(body, content_type='multipart/mixed; boundary="x"'))
    assert "Het eerste" not in opened(report)
    assert names(report)["doorgestuurd-bericht.eml"].media_type == "message/rfc822"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"geen kop\r\n\r\nwel tekst",
        raw(b"--x\r\n" * 500, content_type='multipart/mixed; boundary="x"'),
        raw(b"zonder grens", content_type="multipart/mixed"),
        raw(b"=ZZ=\r\n", Content_Transfer_Encoding="quoted-printable"),
        raw(b"!!!!", Content_Transfer_Encoding="base64"),
        raw(b"hoi", From="=?utf-8?b?//8?=", Subject="=?onzin?q?=00?="),
        raw(b"hoi", From="<<<>>>", To="undisclosed-recipients:;"),
        raw(b"hoi", Content_Disposition="attachment; filename*=utf-8'%%%"),
        raw(b"<" * 50_000, content_type="text/html"),
        raw(b"<p" * 20_000 + b"<script>", content_type="text/html"),
    ],
)
def test_no_mail_however_broken_stops_the_reader(content):
    began = time.monotonic()
    helmond()
    letter = mail_reading.read(content)
    assert "\x00" not in letter.text + letter.subject + letter.sent_by
    try:
        mail.take_in(
            content, box=BOX | {"municipality": "helmond"}, arrived_at=make.NOW, now=make.NOW
        )
    except mail.NoReport as failed:
        assert failed.reason == Unopened.Reason.EMPTY
    assert time.monotonic() - began < 5


def test_a_file_cannot_pretend_to_be_elsewhere_or_something_else():
    report = took(message(files={"../../etc/\u202egpj.exe": PHOTO}))
    assert list(names(report)) == ["gpj.exe"]
    assert Attachment.objects.get().media_type == "image/jpeg"


def test_the_clock_never_runs_from_the_future():
    helmond()
    tomorrow = datetime(2030, 1, 1, tzinfo=UTC)
    report = mail.take_in(message(), box=BOX, arrived_at=tomorrow, now=make.NOW)[0]
    assert report.received_at == make.NOW
