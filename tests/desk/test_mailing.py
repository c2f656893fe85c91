import logging
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from nietpluis.accounts.roles import Role
from nietpluis.desk import feedback, notices
from nietpluis.desk.flow import Form
from nietpluis.desk.models import Exchange, Feedback, Notice
from nietpluis.desk.workflow import Status
from nietpluis.partners.models import Contact
from tests import make
from tests.running import free_port
from tests.sharing import later, officer, reader, send

pytestmark = make.every_store


class Sink:
    """A mail server that keeps what it gets, and refuses whom it is told to refuse."""

    def __init__(self):
        self.got, self.refuses = [], set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.got.append((envelope.rcpt_tos, message))
        return "250 OK"

    def addresses(self):
        return [to for addresses, _ in self.got for to in addresses]


class Quiet(SMTP):
    """Without it every test waits for a name server."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"hostname": "sink"})


class Server(Controller):
    def factory(self):
        return Quiet(self.handler)


@pytest.fixture
def sink(settings):
    server = Server(Sink(), hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    yield server.handler
    server.stop()


def tell(*users, kind=Notice.Kind.NEW, about=None):
    notices.tell(users, kind, about=about or make.report().pk, now=make.NOW)


def test_a_person_gets_one_email_however_much_there_is_and_none_twice(sink):
    someone = make.user()
    tell(someone)
    tell(someone)
    assert notices.mail_unsent(later(1)) == 1
    assert notices.mail_unsent(later(2)) == 0
    assert sink.addresses() == [someone.email]
    assert set(Notice.objects.values_list("mailed_at", flat=True)) == {later(1)}


def test_an_email_says_that_there_is_something_and_never_what(sink):
    signal = make.signal(Status.FEEDBACK)
    feedback.tell(
        signal,
        kind=Feedback.Kind.FINAL,
        text="Een partner pakt het op.",
        by=officer(signal),
        now=make.NOW,
    )
    notices.mail_unsent(later(1))
    [[_, message]] = [one for one in sink.got if signal.report.reporter.email in one[0]]
    text = message.get_content()
    assert "Er is nieuws voor je in Nietpluis. Log in om het te lezen." in text
    for hidden in ("partner", "matrassen", signal.reference, str(signal.report_id), "Helmond"):
        assert hidden not in text + str(make_header(decode_header(message["Subject"])))


def test_who_already_read_it_gets_no_email(sink):
    someone = make.user()
    tell(someone)
    Notice.objects.update(read_at=make.NOW)
    assert notices.mail_unsent(later(1)) == 0 and sink.got == []


def test_one_address_that_fails_stays_to_be_sent_and_does_not_stop_the_others(sink, caplog):
    gone, there, also = make.user(), make.user(), make.user()
    tell(gone, there, also)
    sink.refuses = {gone.email}
    with caplog.at_level(logging.ERROR, "nietpluis.notices"):
        assert notices.mail_unsent(later(1)) == 2
    assert set(sink.addresses()) == {there.email, also.email}
    assert Notice.objects.get(user=gone).mailed_at is None
    assert gone.email not in caplog.text  # the log names ids, no people

    sink.refuses = set()
    assert notices.mail_unsent(later(2)) == 1


def test_a_mail_server_that_is_down_loses_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    tell(make.user(), make.user())
    assert notices.mail_unsent(later(1)) == 0
    assert Notice.objects.filter(mailed_at=None).count() == 2


def test_a_partner_that_works_elsewhere_gets_an_email_with_a_reference_and_no_content(sink):
    signal = make.signal(Status.REFERRING, forms={Form.AU})
    contact = {"source": "test", "label": Contact.Label.GENERAL, "order": 1}
    Contact.objects.create(organisation=make.partner("nla"), email="post@nla.example", **contact)
    send(signal, "nla")
    Notice.objects.all().delete()
    assert notices.mail_unsent(later(1)) == 1 and notices.mail_unsent(later(2)) == 0
    [[addresses, message]] = sink.got
    text = message.get_content()
    assert addresses == ["post@nla.example"] and signal.reference in text
    for hidden in ("matrassen", "uitbuiting", "adres?"):
        assert hidden not in text
    assert Exchange.objects.get(kind="SENT").mailed_at == later(1)


def test_a_partner_that_works_here_gets_the_same_email_as_everyone(sink):
    inspector = reader("nla", Role.INVESTIGATOR)
    send(make.signal(Status.REFERRING, forms={Form.AU}), "nla")
    notices.mail_unsent(later(1))
    assert sink.addresses().count(inspector.person.email) == 1


def test_somebody_whose_account_is_closed_gets_no_email(sink):
    someone = make.user()
    tell(someone)
    someone.is_active = False
    someone.save()
    assert notices.mail_unsent(later(1)) == 0
