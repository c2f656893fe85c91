"""The log as the privacy officer reads it: who did or saw what, when, and whether it is whole.

Ids and words only: what a signal says is never in the log. Policy: C12, every read is logged; G.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import User
from nietpluis.audit.log import SYSTEM
from nietpluis.audit.models import Line
from nietpluis.core.calendar import AMSTERDAM

from .flow import Outcome
from .places import Order, Place, beyond
from .undermining_flow import Judgement

PER_PAGE = 50
IN_CHAIN: Order = {"number": int}
IN_TIME: Order = {"at": datetime, "number": int}  # the order of the indexes on whom and what

PAGES = {
    "home": "Vandaag bekeken",
    "report.make": "iets doorgegeven",
    "report.own": "eigen meldingen bekeken",
    "signal.list": "lijst van signalen bekeken",
    "signal.read": "signaal bekeken",
    "signal.search": "gezocht",
    "signal.register": "signaal vastgelegd",
    "signal.enrich": "verrijken geopend",
    "signal.decide": "oordelen geopend",
    "signal.refer": "melden geopend",
    "signal.tell": "terugkoppelen geopend",
    "undermining.list": "lijst van ondermijning bekeken",
    "undermining.read": "signaal van ondermijning bekeken",
    "undermining.decide": "oordelen over ondermijning geopend",
    "package.list": "ontvangen signalen bekeken",
    "package.read": "ontvangen signaal bekeken",
    "package.answer": "antwoorden geopend",
    "waits.read": "wat te laat is bekeken",
    "handover": "overdragen geopend",
    "silent.read": "stille partners bekeken",
    "silent.decide": "over een stille partner besloten",
    "invite": "uitnodigingen geopend",
    "directory.read": "partners bekeken",
    "people.read": "mensen bekeken",
    "people.manage": "aanstellen geopend",
    "settings.read": "instellingen bekeken",
    "audit.read": "logboek bekeken",
}
ACTS = {
    "account.link_made": "wachtwoordlink gemaakt",
    "account.made": "account gemaakt",
    "account.password_set": "wachtwoord gekozen",
    "account.signed_in": "ingelogd",
    "account.signed_out": "uitgelogd",
    "account.sign_in_failed": "inloggen mislukt",
    "appointment.made": "aangesteld",
    "appointment.ended": "aanstelling beëindigd",
    "appointment.days": "werkdagen gewijzigd",
    "absence.told": "afwezigheid gemeld",
    "absence.taken_back": "afwezigheid ingetrokken",
    "invitation.made": "uitnodiging gemaakt",
    "invitation.accepted": "uitnodiging aangenomen",
    "invitation.refused": "uitnodiging geweigerd",
    "invitation.revoked": "uitnodiging ingetrokken",
    "package.letter": "brief aan een partner opgehaald",
    "referral.accept": "partner pakt het op",
    "referral.ask": "partner stelt een vraag",
    "referral.replied": "vraag van een partner beantwoord",
    "referral.decline": "partner: niet voor ons",
    "referral.feedback": "terugkoppeling van een partner",
    "referral.reminded": "partner herinnerd",
    "referral.silent": "stille partner naar de ketenregisseur",
    "referral.promised": "ketenregisseur: de partner antwoordt nog",
    "referral.stays_silent": "ketenregisseur: de partner blijft stil",
    "referral.closed_silent": "afgesloten: partner zweeg",
    "report.received": "melding ontvangen",
    "report.unopened": "iets kwam binnen dat niet open kan",
    "report.unopened_put_away": "wat niet open kon, is weggelegd",
    "signal.advice_asked": "advies gevraagd",
    "signal.advice_noted": "advies genoteerd",
    "signal.attachment_taken": "bijlage opgehaald",
    "signal.file_seen": "kopie van een bestand bekeken",
    "signal.original_taken": "origineel van een bestand opgehaald",
    "signal.fact_added": "gegeven toegevoegd",
    "signal.forms_named": "vormen benoemd",
    "signal.handed_over": "signaal overgedragen",
    "signal.referred_package": "gemeld bij een partner, als pakket",
    "signal.referred_telephone": "gemeld bij een partner, per telefoon",
    "signal.released": "signaal terug naar het bureau",
    "signal.note_written": "notitie gemaakt",
    "signal.reporter_wrote": "bericht van de melder ontvangen",
    "signal.wrote_reporter": "bericht aan de melder geschreven",
    "signal.share_refused": "delen geweigerd: geen grondslag",
    "signal.sightings_answered": "kenmerken nagelopen",
    "signal.still_untold": "nog niet teruggekoppeld",
    "signal.told_after_embargo": "teruggekoppeld na embargo",
    "signal.told_interim": "tussenbericht gegeven",
    "undermining.file_seen": "kopie van een bestand bekeken",
    "undermining.original_taken": "origineel van een bestand opgehaald",
    "undermining.handed_over": "signaal van ondermijning overgedragen",
    "undermining.released": "signaal van ondermijning terug naar het bureau",
    "undermining.share_refused": "delen geweigerd: geen grondslag",
    "undermining.shared": "gedeeld met een partner",
    "undermining.reporter_wrote": "bericht van de melder ontvangen",
    "undermining.told_interim": "tussenbericht gegeven",
    "undermining.wrote_reporter": "bericht aan de melder geschreven",
    "wait.overdue": "te laat: aandachtsfunctionaris heeft bericht",
    "wait.to_deputy": "te laat: vervanger heeft bericht",
    "wait.to_manager": "te laat: leidinggevende heeft bericht",
    **{f"signal.{one.lower()}": f"oordeel: {one.label}" for one in Outcome},
    **{f"undermining.{one.lower()}": f"oordeel: {one.label}" for one in Judgement},
}


@dataclass(frozen=True)
class Asked:
    """What part of an organisation's log one looks at."""

    organisation: UUID
    about: UUID | None = None
    by: UUID | None = None
    since: date | None = None
    until: date | None = None

    @property
    def order(self) -> Order:
        return IN_TIME if self.about or self.by else IN_CHAIN


@dataclass(frozen=True)
class Entry:
    """One line of the log, in words; `who` is a name as long as the account is there."""

    line: Line
    what: str
    who: str
    purpose: str


@dataclass(frozen=True)
class Page:
    """One page of the log, the newest line first."""

    entries: list[Entry]
    before: Place | None = None
    after: Place | None = None


def page(asked: Asked, *, start: Place | None = None) -> Page:
    """Return one page of an organisation's log, the newest line first."""
    back = start is not None and start.back
    lines = Line.objects.filter(organisation=asked.organisation)
    if asked.about:
        lines = lines.filter(about=asked.about)
    if asked.by:
        lines = lines.filter(by=asked.by)
    if asked.since:
        lines = lines.filter(at__gte=_midnight(asked.since))
    if asked.until:
        lines = lines.filter(at__lt=_midnight(asked.until + timedelta(days=1)))
    if start:
        lines = lines.filter(beyond(asked.order, start, down=not back))
    rows = list(lines.order_by(*(("" if back else "-") + n for n in asked.order))[: PER_PAGE + 1])
    more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
    if back:
        rows.reverse()
    if not rows:
        return Page([])
    first, last = (_place(asked, line) for line in (rows[0], rows[-1]))
    return Page(
        _entries(rows),
        before=replace(first, back=True) if start and (more or not back) else None,
        after=last if more or back else None,
    )


def words(what: str) -> str:
    """Return an act of the log in words; an act without words of its own as it is written."""
    if what.startswith("page."):
        return PAGES.get(what.removeprefix("page."), what)
    return ACTS.get(what, what)


def _entries(rows: list[Line]) -> list[Entry]:
    people = User.objects.in_bulk({line.by for line in rows})
    names = {pk: user.name for pk, user in people.items()} | {SYSTEM: "het systeem"}
    return [
        Entry(
            line,
            words(line.what),
            names.get(line.by, "onbekend"),
            Purpose(line.purpose).label if line.purpose in Purpose.values else "",
        )
        for line in rows
    ]


def _place(asked: Asked, line: Line) -> Place:
    return Place(tuple(getattr(line, name) for name in asked.order))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)
