"""The ways in: each report comes by the way its channel really has.

What a resident sends goes through the public site's own form, is sealed, posted and collected; an
e-mail is a whole message; the rest is typed in by somebody who may.
"""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID, uuid4

from django.http import QueryDict

from nietpluis.accounts.roles import Permission
from nietpluis.core.answers import Answer
from nietpluis.desk import collecting, mail, passing_on, publishing, registering
from nietpluis.desk.intake import File
from nietpluis.desk.models import Channel, Report, ReporterKind
from nietpluis.desk.models.reports import About
from nietpluis.inbox import content, posting
from nietpluis.inbox.models import Publication
from nietpluis.partners.models import Municipality
from nietpluis.vault import codes
from nietpluis.website.draft import SEVERAL, SINGLE, Draft

from . import people
from .stories import Story

MAIL_SERVER = "mail.demo.example"  # the one whose checks the reporting mailbox trusts


def arrive(story: Story, at: datetime) -> None:
    """Let a report come in; from then on the story knows it."""
    try:
        story.report = WAYS.get(story.told["channel"], by_officer)(story, at)
    except Exception as error:
        error.add_note(f"in story {story.told['id']}, when it came in")
        raise


def from_public(story: Story, at: datetime) -> UUID:
    """Fill in the form of the public site, seal and post it, and let the worker collect it."""
    told, code = story.told, codes.new()
    story.code = code
    typed = QueryDict(mutable=True)
    for name in SINGLE:
        typed[name] = told.get(name, "").strip()
    for name in SEVERAL:
        typed.setlist(name, told.get(name, []))
    draft = Draft.read(typed, lang=told.get("lang", "nl"))
    if fault := draft.first_fault():
        raise ValueError(f"the form refuses step {fault[0]}")
    reported, envelope = draft.reported(code).to_json(), code.envelope
    content.parse(reported)
    publishing.publish(_place(story), now=at)
    to = Publication.objects.get(municipality=told["place"])
    posting.post(reported, code=code, to=to, now=at)
    collecting.collect_all(at)
    return Report.objects.get(once=envelope).pk


def from_colleague(story: Story, at: datetime) -> UUID:
    """Pass on what an official or an invited professional saw."""
    told, by = story.told, people.actor(story.told["by"], Permission.REPORT_MAKE, at=at)
    place = _place(story)
    works = passing_on.works(by.appointments)
    work = next(one for one in works if one.organisation_id == place.served_by_id)
    seen = passing_on.Seen(
        once=uuid4(),
        story=told["story"].strip(),
        signals=told.get("seen", ()),
        whereabouts=told.get("where", ""),
        period=told.get("when", ""),
        acute=Answer(told.get("acute", Answer.UNKNOWN)),
        minor=Answer(told.get("minor", Answer.UNKNOWN)),
        topics=told.get("topics", ()),
        only_other=told.get("only_other", False),
        files=[
            File(one["name"], one["text"].encode(), "text/plain") for one in told.get("files", ())
        ],
    )
    return passing_on.pass_on(seen, work=work, place=place, by=by, now=at).pk


def by_officer(story: Story, at: datetime) -> UUID:
    """Register what reached the focal officer by telephone, e-mail, at the counter or from MMA."""
    told = story.told
    by = people.actor(told.get("by", told["af"]), Permission.SIGNAL_REGISTER, at=at)
    heard = registering.Told(
        once=uuid4(),
        channel=Channel(told["channel"]),
        story=told["story"].strip(),
        reporter_kind=ReporterKind(told.get("kind", ReporterKind.UNKNOWN)),
        contact=told.get("contact", ""),
        about=About(told.get("about", About.UNKNOWN)),
        acute=Answer(told.get("acute", Answer.UNKNOWN)),
        minor=Answer(told.get("minor", Answer.UNKNOWN)),
        whereabouts=told.get("where", ""),
        period=told.get("when", ""),
        topics=told.get("topics", ()),
        only_other=told.get("only_other", False),
    )
    return registering.register(heard, place=_place(story), by=by, now=at).pk


def by_mail(story: Story, at: datetime) -> UUID:
    """Let an e-mail come in at the reporting address, from a colleague, with its files."""
    told, message = story.told, EmailMessage()
    sender = people.email(told["by"])
    message["Authentication-Results"] = f"{MAIL_SERVER}; dmarc=pass header.from={people.AT}"
    message["Message-ID"] = f"<{told['id']}@{people.AT}>"
    message["Subject"], message["From"] = told["subject"], sender
    message["To"] = f"meldpunt@{people.AT}"
    message.set_content(told["story"].strip())
    for one in told.get("files", ()):
        message.add_attachment(one["text"], filename=one["name"])
    box = {"user": "meldpunt", "municipality": told["place"], "trusts": MAIL_SERVER}
    (report,) = mail.take_in(message.as_bytes(), box=box, arrived_at=at, now=at)
    return report.pk


def _place(story: Story) -> Municipality:
    places = Municipality.objects.select_related("served_by", "region", "successor")
    return places.get(slug=story.told["place"])


WAYS: dict[str, Callable[[Story, datetime], UUID]] = {
    "PUBLIC": from_public,
    "OFFICIAL": from_colleague,
    "PROFESSIONAL": from_colleague,
    "MAILBOX": by_mail,
}
