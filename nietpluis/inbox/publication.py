"""What the public site may show of a municipality: the content of a Publication, typed and checked.

The desk builds a `Public` from the regional directory and stores `to_json()`; the site reads it
back with `from_json`. Nothing here is personal: it is what anybody may read on the site.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

PURPOSES = (
    "danger", "trafficking", "undermining", "help", "minor", "SU", "AU", "CU", "OV",
)  # fmt: skip
VERIFIED = ("ok", "stale", "never")
GETS = ("trafficking", "undermining")
_KINDS: dict[str, Any] = {
    "name": str,
    "region": str,
    "own_form": bool,
    "languages": list,
    "reports_read": dict | None,
    "reports_read_decided": bool,
    "duty_telephone": str | None,
    "contacts": list,
    "doors": list,
    "recipients": list,
    "nuisance": dict | None,
    "moved_to": str,
}
# Older publications have none of these
_OWN = {"texts": dict, "style": dict, "logo": dict | None, "reviewed": list}
LOGOS = {"png": "image/png", "webp": "image/webp", "svg": "image/svg+xml"}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


class BadPublication(ValueError):
    """This cannot be shown; the message says which entry and why."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Open on these ISO weekdays (1 is Monday) from one time until another, as "08:00"."""

    days: tuple[int, ...]
    start: str
    end: str

    def faults(self) -> Iterator[str]:
        if not self.days or not set(self.days) <= set(range(1, 8)):
            yield "days are 1 (Monday) to 7"
        if not (_TIME.fullmatch(self.start) and _TIME.fullmatch(self.end)):
            yield "a time looks like 08:00"


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When a contact answers. A contact whose hours are not known has none of this."""

    always: bool = False
    openings: tuple[Opening, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One way to reach an organisation. Policy: A04, A28, C11.

    `kind` is that of the organisation (EMERGENCY, POLICE, ZOCO…), `label` tells two ways apart
    (URGENT, OFFICE, AFTER_HOURS, ABROAD, CHAT or empty). `hours` is the source's own wording, per
    language; `open` the same for a machine, None when it is not known. `purposes` ("for" in the
    JSON) says when to show it; `languages` which ones are spoken there. `verified` is "ok",
    "stale" (longer ago than the region allows) or "never".
    """

    code: str
    name: str
    kind: str
    label: str = ""
    telephone: str = ""
    email: str = ""
    website: str = ""
    hours: Mapping[str, str] = field(default_factory=dict)
    open: Hours | None = None
    anonymous: bool = False
    languages: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    verified: str = "never"
    verified_on: date | None = None

    @property
    def dial(self) -> str:
        """The telephone number as a `tel:` link wants it; empty when there is none."""
        return re.sub(r"[^\d+]", "", self.telephone)

    def faults(self) -> Iterator[str]:
        if not (self.code and self.name and self.kind):
            yield "has no code, name or kind"
        if not (self.telephone or self.email or self.website):
            yield "has no telephone, e-mail or website"
        if self.telephone and not self.dial:
            yield "its telephone has no digits"
        if self.email and not re.fullmatch(r"[^@\s]+@[^@\s]+", self.email):
            yield "its e-mail is no address"
        if not _is_web(self.website):
            yield "its website does not start with https://"
        if not set(self.purposes) <= set(PURPOSES):
            yield f"is for one of {', '.join(PURPOSES)}"
        if self.verified not in VERIFIED:
            yield f"verified is one of {', '.join(VERIFIED)}"
        for opening in self.open.openings if self.open else ():
            yield from opening.faults()


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody who may receive a report, by role and name of the organisation. Policy: A02.

    `role` is a role at the desk (FOCAL_OFFICER, REGISSEUR) or the kind of an organisation (NLA…).
    `first` reads it on arrival; the others only when it is shared. `gets`: which reports.
    """

    role: str
    name: str
    first: bool = False
    gets: tuple[str, ...] = GETS

    def faults(self) -> Iterator[str]:
        if not (self.role and self.name):
            yield "has no role or name"
        if not self.gets or not set(self.gets) <= set(GETS):
            yield f"gets {' or '.join(GETS)}"


@dataclass(frozen=True, kw_only=True)
class Nuisance:
    """Where plain nuisance is reported; `text` is the municipality's own wording, per language."""

    text: Mapping[str, str] = field(default_factory=dict)
    telephone: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Logo:
    """A logo as it is served: what kind of file, and its bytes in base64. Checked at loading."""

    kind: str
    data: str

    def faults(self) -> Iterator[str]:
        if self.kind not in LOGOS or not self.data:
            yield "logo: of an unknown kind, or empty"


@dataclass(frozen=True, kw_only=True)
class Public:
    """One municipality, as the public site shows it. Raises BadPublication when it is built wrong.

    `contacts` stand in the region's order. Without `own_form` the site shows `doors` (codes of
    contacts, in order; all contacts if there are none) and no form. `reports_read` is shown only
    when the region decided it. `moved_to` is the slug of a successor. `texts` are the own words of
    the municipality, per key and language; `style` its design tokens; `reviewed` the languages
    whose texts somebody there has read.
    """

    name: str
    region: str
    own_form: bool
    languages: tuple[str, ...] = ("nl",)
    reports_read: Mapping[str, str] | None = None
    reports_read_decided: bool = False
    duty_telephone: str | None = None
    contacts: tuple[Contact, ...] = ()
    doors: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    nuisance: Nuisance | None = None
    moved_to: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    style: Mapping[str, str] = field(default_factory=dict)
    logo: Logo | None = None
    reviewed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise BadPublication("; ".join(faults))

    def _faults(self) -> Iterator[str]:
        if not (self.name and self.region):
            yield "there is no name or region"
        if "nl" not in self.languages:
            yield "languages: Dutch is always one of them"
        codes = [contact.code for contact in self.contacts]
        if len(set(codes)) != len(codes):
            yield "contacts: a code stands there twice"
        if not set(self.doors) <= set(codes):
            yield "doors: a code that is no contact"
        if self.moved_to and not _SLUG.fullmatch(self.moved_to):
            yield "moved_to: not the short name of a municipality"
        if self.nuisance and not _is_web(self.nuisance.url):
            yield "nuisance: its url does not start with https://"
        if any("nl" not in words for words in self.texts.values()):
            yield "texts: one has no Dutch"
        yield from self.logo.faults() if self.logo else ()
        entries: list[Contact | Recipient] = [*self.contacts, *self.recipients]
        for entry in entries:
            yield from (f"{entry.name or '(no name)'}: {fault}" for fault in entry.faults())

    def contacts_for(self, *purposes: str) -> list[Contact]:
        """Return the contacts for any of these purposes, in the region's order. Policy: A04."""
        return [one for one in self.contacts if set(purposes) & set(one.purposes)]

    def the_doors(self) -> list[Contact]:
        """Return where one reports when there is no own form, in order. Policy: G, Reporting."""
        by_code = {contact.code: contact for contact in self.contacts}
        return [by_code[code] for code in self.doors] or list(self.contacts)

    def to_json(self) -> dict[str, Any]:
        """Return it as a Publication stores it."""
        written = asdict(self)
        for entry, contact in zip(written["contacts"], self.contacts, strict=True):
            entry["for"] = entry.pop("purposes")
            entry["verified_on"] = contact.verified_on and contact.verified_on.isoformat()
        return written


def from_json(content: Mapping[str, Any]) -> Public:
    """Read what a Publication stores; raises BadPublication."""
    if wrong := [name for name, kind in _KINDS.items() if not isinstance(content.get(name), kind)]:
        raise BadPublication(f"of another kind, or missing: {', '.join(wrong)}")
    own = {name: content.get(name) or None for name in _OWN}
    if any(value is not None and not isinstance(value, _OWN[name]) for name, value in own.items()):
        raise BadPublication("the municipality's own words, style or logo are of another kind")
    try:
        return Public(
            **dict(content)
            | {
                "languages": tuple(content["languages"]),
                "contacts": tuple(_contact(entry) for entry in content["contacts"]),
                "doors": tuple(content["doors"]),
                "recipients": tuple(_recipient(entry) for entry in content["recipients"]),
                "nuisance": Nuisance(**content["nuisance"]) if content["nuisance"] else None,
                "texts": own["texts"] or {},
                "style": own["style"] or {},
                "logo": Logo(**own["logo"]) if own["logo"] else None,
                "reviewed": tuple(own["reviewed"] or ()),
            }
        )
    except BadPublication:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadPublication(f"not a publication: {type(error).__name__}") from error


def _contact(entry: Mapping[str, Any]) -> Contact:
    rest = {name: value for name, value in entry.items() if name != "for"}
    hours = entry["open"]
    openings = tuple(
        Opening(days=tuple(one["days"]), start=one["start"], end=one["end"])
        for one in (hours or {}).get("openings", ())
    )
    return Contact(
        **rest
        | {
            "open": Hours(always=hours["always"], openings=openings) if hours else None,
            "hours": dict(entry["hours"]),
            "languages": tuple(entry["languages"]),
            "purposes": tuple(entry["for"]),
            "verified_on": entry["verified_on"] and date.fromisoformat(entry["verified_on"]),
        }
    )


def _recipient(entry: Mapping[str, Any]) -> Recipient:
    return Recipient(**dict(entry) | {"gets": tuple(entry["gets"])})


def _is_web(url: str) -> bool:
    return not url or bool(re.fullmatch(r"https?://[^\s<>\"']+", url))
