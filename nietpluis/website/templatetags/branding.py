"""Template tags for what a municipality brings of its own, and for the pictograms of the guides."""

import re
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from nietpluis.inbox.publication import Public
from nietpluis.knowledge.texts import DUTCH, text

from ..branding import Dress, logo_of, style_of

register = template.Library()

ADDED = "local."


@register.simple_tag
def pictogram(name: str) -> SafeString:
    """`{% pictogram guide.code %}`: a drawing of the sprite; its meaning stands beside it."""
    address = f"{static('website/pictograms.svg')}#{name.lower()}"
    drawing = (
        '<svg class="np-picto" viewBox="0 0 24 24" width="40" height="40" aria-hidden="true"'
        ' focusable="false"><use href="{}"/></svg>'
    )
    return format_html(drawing, address)


@register.inclusion_tag("website/_dress.html", takes_context=True)
def house_style(context: template.Context) -> dict[str, Any]:
    """`{% house_style %}` in the head: the style sheet of the municipality, if it has one."""
    return _worn(context, style_of)


@register.inclusion_tag("website/_logo.html", takes_context=True)
def logo(context: template.Context) -> dict[str, Any]:
    """`{% logo %}`: the logo of the municipality, if it has one; its name stands beside it."""
    return _worn(context, logo_of)


@register.inclusion_tag("website/_own_block.html", takes_context=True)
def own_block(context: template.Context, key: str) -> dict[str, Any]:
    """`{% own_block "guide.intro" %}`: a text that a municipality may word itself.

    Its own words in the language of the page win. Where it has them only in Dutch, our text in the
    reader's language comes first, and theirs follows with the remark that it is in Dutch only.
    """
    lang = context["lang"]
    own = context["public"].texts.get(key, {})
    ours = "" if key.startswith(ADDED) or own.get(lang) else text(key, lang)
    words = own.get(lang) or own.get(DUTCH, "")
    foreign = bool(words) and not own.get(lang)
    return {
        "lang": lang,
        "lead": key.endswith("intro"),
        "ours": _paragraphs(ours),
        "words": _paragraphs(words),
        "language": DUTCH if foreign else lang,
        "only_dutch": text("guide.only_dutch", lang) if foreign else "",
        "title": text("guide.own_words", lang) if key.startswith(ADDED) or foreign else "",
    }


def _paragraphs(words: str) -> list[str]:
    return [one.strip() for one in re.split(r"\n\s*\n", words) if one.strip()]


def _worn(context: template.Context, of: Any) -> dict[str, Any]:
    public: Public | None = context.get("public")
    worn: Dress | None = of(public) if public else None
    return {"address": worn and worn.url(context["site"].slug)}
