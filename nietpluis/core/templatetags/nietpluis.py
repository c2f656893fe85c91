"""Template tags of the house: moments in Dutch words, and pictograms.

`ago`, `due` and `moment` read `now` from the context of the page; `core.context.shell` puts it
there, and a view that passes its own `now` wins.
"""

from datetime import datetime

from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from nietpluis.core import moments

register = template.Library()


@register.simple_tag(takes_context=True)
def ago(context: template.Context, value: datetime | None) -> SafeString | str:
    """`{% ago signal.received_at %}`: "3 uur"; nothing for None."""
    return _time(value, moments.ago(value, context["now"])) if value else ""


@register.simple_tag(takes_context=True)
def due(context: template.Context, value: datetime | None) -> SafeString | str:
    """`{% due wait.due_at %}`: "vandaag 17:00" or, with a clock and in red, "2 dagen te laat"."""
    if not value:
        return ""
    now = context["now"]
    words = _time(value, moments.due(value, now))
    if moments.is_late(value, now):
        return format_html('<span class="np-due np-due--late">{}{}</span>', icon("clock"), words)
    kind = " np-due--soon" if moments.is_soon(value, now) else ""
    return format_html('<span class="np-due{}">{}</span>', kind, words)


@register.simple_tag
def moment(value: datetime | None) -> SafeString | str:
    """`{% moment entry.at %}`: "18 nov 2026, 14:05" in a time element; nothing for None."""
    return _time(value, moments.written(value)) if value else ""


@register.filter
def local_dt(value: datetime | None) -> str:
    """`{{ value|local_dt }}`: "18 nov 2026, 14:05" as plain words; nothing for None."""
    return moments.written(value) if value else ""


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """`{% icon "phone" %}`: a pictogram of core/icons; with a label it is also read aloud."""
    drawing = get_template(f"core/icons/{name}.svg").render()
    if not label:
        return drawing
    return format_html('{}<span class="np-hidden">{}</span>', drawing, label)


def _time(value: datetime, words: str) -> SafeString:
    at = localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="minutes"),
        moments.written(value),
        words,
    )
