"""Builders of e-mails, whole and broken, and what the desk makes of them."""

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from nietpluis.desk import mail
from nietpluis.desk.models import Attachment, Report
from nietpluis.partners.models import Municipality
from nietpluis.vault import fields, keys
from tests import make

BOX = {"municipality": "", "trusts": "mx.helmond.example", "user": "meldpunt"}
TO = "meldpunt@helmond.example"
FROM = "iemand@example.nl"
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\xff\xd9"


def message(
    text: str = "Er slapen mensen boven de keuken.",
    *,
    subject: str = "Niet pluis",
    sender: str = FROM,
    to: str = TO,
    html: str = "",
    files: dict[str, bytes] | None = None,
    **headers: Any,
) -> bytes:
    """A message as a mail program writes it."""
    made = EmailMessage(policy=SMTP)
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = f"<{abs(hash((text, subject, sender, to)))}@example.nl>"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    for name, content in (files or {}).items():
        made.add_attachment(content, maintype="image", subtype="jpeg", filename=name)
    return made.as_bytes()


def raw(body: bytes, *, content_type: str = "text/plain", **headers: str) -> bytes:
    """A message written by hand, so that it can be wrong."""
    lines = {"From": FROM, "To": TO, "Subject": "Niet pluis", "MIME-Version": "1.0"}
    lines |= {"Content-Type": content_type}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return head.encode("latin-1") + b"\r\n" + body


def helmond() -> Municipality:
    """Helmond, with a reporting address."""
    place = make.place()
    place.reporting_address = TO
    place.save()
    return place


def took(content: bytes, **box: Any) -> Report:
    """The first report that is made of a message."""
    helmond()
    return mail.take_in(content, box=BOX | box, arrived_at=make.NOW, now=make.NOW)[0]


def opened(report: Report, field: str = "story") -> str:
    return fields.read(report, field, key=keys.data_key(report.pk))


def names(report: Report) -> dict[str, Attachment]:
    """The files of a report, by their names."""
    key = keys.data_key(report.pk)
    return {fields.read(one, "name", key=key): one for one in report.attachment_set.all()}
