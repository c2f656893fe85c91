"""Builders of both sides of a conversation: a resident with a code, and the desk."""

from dataclasses import replace
from uuid import uuid4

from nietpluis.accounts.roles import Permission, Role
from nietpluis.desk import conversing, delivering
from nietpluis.desk.handling import key_of
from nietpluis.desk.models import Report, ReporterMessage
from nietpluis.inbox import messages
from nietpluis.inbox.models import Publication
from nietpluis.vault import codes, fields
from tests import make
from tests.desk.envelopes import REPORTED, collect, post

ASK = "Where exactly was it?"
ANSWER = "Bij de haven, <b>loods 4</b>.\nهنا 🙂"


def received(*, at="helmond", **changes):
    """A resident reported on the site, and the worker brought it in: the report and the code."""
    code = codes.new()
    reported = replace(REPORTED, reply_to=bytes(code.key.public_key).hex(), **changes)
    post(reported, at=at, code=code)
    collect()
    return Report.objects.get(once=code.envelope), code


def answer(code, text=ANSWER, *, at="helmond", lang="en", form=None, now=make.NOW):
    """The reporter comes back and writes."""
    to = Publication.objects.get(municipality=at)
    form = form or str(uuid4())
    return messages.post(text, code=code, form=form, language=lang, to=to, now=now)


def officer(role=Role.FOCAL_OFFICER, permission=Permission.SIGNAL_TELL, **more):
    return make.actor(make.user(role, **more), permission)


def write(report, *, by=None, desk="signal", **what):
    what = what or {"text": ASK}
    by = by or officer(at=report.organisation.code)
    return conversing.write(getattr(report, desk), **what, by=by, now=make.NOW)


def deliver(now=make.NOW):
    delivering.deliver(now)


def opened(report):
    key = key_of(report)
    rows = ReporterMessage.objects.filter(report=report).order_by("sent_at", "pk")
    return [fields.read(row, "text", key=key) for row in rows]
