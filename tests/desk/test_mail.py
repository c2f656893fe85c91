"""Policy: A14, straight to the reporting address; A22, nothing left lying. A real mail server."""

import ssl
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from nietpluis.desk import imap, intake, mail
from nietpluis.desk.models import Channel, Notice, Report, ReporterKind, Unopened
from nietpluis.vault import fields, keys
from tests import mailserver, make
from tests.desk.mails import FROM, PHOTO, helmond, message, names, opened

pytestmark = make.every_store
dovecot = pytest.mark.needs("dovecot")


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
