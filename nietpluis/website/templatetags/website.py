"""Template tags of the public site: its texts, and contacts in the language of the page."""

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from nietpluis.core.calendar import AMSTERDAM, local_day
from nietpluis.inbox.publication import Contact, Hours, Opening, Public
from nietpluis.knowledge.texts import DUTCH, LANGUAGES, RIGHT_TO_LEFT, dutch, text
from nietpluis.vault.codes import Code

from ..opening import Standing, standing

register = template.Library()


@register.simple_tag(takes_context=True)
def t(context: template.Context, key: str, **values: object) -> str:
    """`{% t "home.title" %}`: a text in the language of the page, with its {…} filled in."""
    return said(key, context["lang"], **values)


def said(key: str, lang: str, **values: object) -> str:
    """Return a text; in one from right to left, what is filled in keeps a direction of its own.

    Else a telephone number of several parts would be read back to front, or cut in two.
    """
    if lang in RIGHT_TO_LEFT:
        if "telephone" in values:
            values = values | {"telephone": str(values["telephone"]).replace(" ", "\u00a0")}
        values = {name: f"\u2068{value}\u2069" for name, value in values.items()}
    return text(key, lang, **values)


@register.simple_tag(takes_context=True)
def say(context: template.Context, key: str, **values: tuple[str, str]) -> SafeString:
    """`{% say "reads.decided" hours=hours %}`: a text with a municipality's own words in it.

    Each value is (language, words), as `reads` returns it; the page marks another language.
    """
    lang = context["lang"]
    marked = {
        name: words
        if own == lang
        else format_html('<span lang="{}" dir="auto">{}</span>', own, words)
        for name, (own, words) in values.items()
    }
    return format_html(escape(text(key, lang)), **marked)


@register.simple_tag(takes_context=True)
def in_words(context: template.Context, table: str, code: str) -> str:
    """`{% in_words "role" recipient.role %}`: the words for a code; nothing if it has none."""
    key = f"{table}.{code}"
    return text(key, context["lang"]) if key in dutch() else ""


@register.simple_tag(takes_context=True)
def code_words(context: template.Context, code: Code) -> str:
    """`{% code_words code %}`: a receipt code in words of the page's language."""
    return code.words(context["lang"])


@register.inclusion_tag("website/_contacts.html", takes_context=True)
def contacts(context: template.Context, listed: list[Contact]) -> dict[str, Any]:
    """`{% contacts list %}`: cards with a telephone number that can be tapped."""
    lang = context["lang"]
    return {
        "lang": lang,
        "now": context["now"],
        "cards": [(one, in_words(context, "contact", f"label_{one.label}")) for one in listed],
        "not_checked": any(one.verified != "ok" for one in listed),
    }


@register.inclusion_tag("website/_hours.html", takes_context=True)
def hours(context: template.Context, contact: Contact) -> dict[str, Any]:
    """`{% hours contact %}`: whether it answers now, and when it does, in the page's language."""
    lang = context["lang"]
    at = standing(contact.open, context["now"])
    shown = {"lang": lang, "is_open": bool(at and at.open), "unknown": at is None}
    shown |= {"now_words": _now(at, context)}
    if contact.open and (contact.open.always or contact.open.openings):
        return shown | {"words": _open(contact.open, lang)}
    own, words = in_own_words(contact.hours, lang)
    if words:
        return shown | {"words": words, "own": own, "now_words": text("opening.unknown", lang)}
    return shown | {"words": text("contact.hours_unknown", lang)}


def _now(at: Standing | None, context: template.Context) -> str:
    lang = context["lang"]
    if at is None:
        return ""
    state = "open" if at.open else "closed"
    if at.until is None:
        return text(f"opening.{state}", lang)
    until = at.until.astimezone(AMSTERDAM)
    ahead = (until.date() - local_day(context["now"])).days
    day = {0: text("opening.today", lang), 1: text("opening.tomorrow", lang)}.get(
        ahead, text(f"contact.day_{until.isoweekday()}", lang)
    )
    when = said("opening.when", lang, day=day, time=f"{until:%H:%M}")
    return said(f"opening.{state}_until", lang, when=when)


@register.simple_tag(takes_context=True)
def spoken(context: template.Context, contact: Contact) -> str:
    """`{% spoken contact %}`: the languages that a contact speaks, in words of the page."""
    lang = context["lang"]
    known = [text(f"spoken.{one}", lang) for one in LANGUAGES if one in contact.languages]
    return said("spoken.here", lang, languages=", ".join(known)) if known else ""


def _open(hours: Hours, lang: str) -> str:
    if hours.always:
        return text("contact.always", lang)
    return " ".join(_opening(one, lang) for one in hours.openings)


def _opening(opening: Opening, lang: str) -> str:
    return said(
        "contact.open", lang, days=_days(opening.days, lang), start=opening.start, end=opening.end
    )


def _days(days: tuple[int, ...], lang: str) -> str:
    names = [text(f"contact.day_{day}", lang) for day in sorted(days)]
    if len(days) > 2 and max(days) - min(days) == len(days) - 1:
        return text("contact.days_range", lang, first=names[0], last=names[-1])
    if len(names) == 1:
        return names[0]
    return text("contact.and", lang, one=", ".join(names[:-1]), other=names[-1])


@register.simple_tag(takes_context=True)
def reads(context: template.Context, public: Public) -> tuple[str, str] | None:
    """`{% reads public as hours %}`: when reports are read, if the region decided it; or nothing.

    The language of the words and the words, for `say`. Policy: G, AF in practice; a proposal is no
    promise.
    """
    decided = public.reports_read if public.reports_read_decided else None
    own = in_own_words(decided or {}, context["lang"])
    return own if own[1] else None


@register.inclusion_tag("website/_own_words.html", takes_context=True)
def own_words(context: template.Context, words: Mapping[str, str]) -> dict[str, Any]:
    """`{% own_words nuisance.text %}`: the municipality's own words, in the language it has."""
    own, text_of_municipality = in_own_words(words, context["lang"])
    return {"lang": context["lang"], "own": own, "words": text_of_municipality}


@register.filter
def dial(telephone: str) -> str:
    """`{{ telephone|dial }}`: a telephone number as a `tel:` link wants it."""
    return re.sub(r"[^\d+]", "", telephone)


def in_own_words(words: Mapping[str, str], lang: str) -> tuple[str, str]:
    """Return what a municipality wrote, and the language it is in: the page's, else Dutch."""
    own = lang if words.get(lang) else DUTCH
    return own, words.get(own, "")
