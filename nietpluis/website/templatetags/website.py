"""Template tags of the public site: its texts, and contacts in the language of the page."""

import re
from collections.abc import Mapping
from typing import Any

from django import template

from nietpluis.inbox.publication import Contact, Hours, Opening, Public
from nietpluis.knowledge.texts import DUTCH, dutch, text
from nietpluis.vault.codes import Code

register = template.Library()


@register.simple_tag(takes_context=True)
def t(context: template.Context, key: str, **values: object) -> str:
    """`{% t "home.title" %}`: a text in the language of the page, with its {…} filled in."""
    return text(key, context["lang"], **values)


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
        "cards": [(one, in_words(context, "contact", f"label_{one.label}")) for one in listed],
        "not_checked": any(one.verified != "ok" for one in listed),
    }


@register.inclusion_tag("website/_hours.html", takes_context=True)
def hours(context: template.Context, contact: Contact) -> dict[str, Any]:
    """`{% hours contact %}`: when it answers, in the language of the page if that can be said."""
    lang = context["lang"]
    if contact.open and (contact.open.always or contact.open.openings):
        return {"words": _open(contact.open, lang)}
    own, words = in_own_words(contact.hours, lang)
    if words:
        return {"words": words, "own": own, "lang": lang}
    return {"words": text("contact.hours_unknown", lang)}


def _open(hours: Hours, lang: str) -> str:
    if hours.always:
        return text("contact.always", lang)
    return " ".join(_opening(one, lang) for one in hours.openings)


def _opening(opening: Opening, lang: str) -> str:
    return text(
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
def reads(context: template.Context, public: Public) -> str:
    """`{% reads public as hours %}`: when reports are read, if the region decided it; or nothing.

    Policy: G, AF in practice; a proposal is no promise.
    """
    decided = public.reports_read if public.reports_read_decided else None
    return in_own_words(decided or {}, context["lang"])[1]


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
