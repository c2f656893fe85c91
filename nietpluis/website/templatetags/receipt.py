"""Template tags around the receipt code: the square for a camera, and what stands on paper."""

import re
from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from nietpluis.core.calendar import local_day
from nietpluis.core.squares import square
from nietpluis.inbox.publication import Public
from nietpluis.vault.codes import Code

register = template.Library()


@register.simple_tag
def code_qr(code: Code) -> SafeString:
    """`{% code_qr code %}`: the digits of a code as a square for a camera; never an address."""
    return square(code.digits.replace(" ", ""))


@register.filter
def call_number(public: Public) -> str:
    """`{{ public|call_number }}`: the municipality's own number for on paper; nothing without one.

    A number alone: the name of a service would tell whoever finds the paper what it is about. A
    Dutch number that starts with 14 0 is always that of a municipality.
    """
    listed = [one for one in public.contacts if one.telephone]
    own = [
        one.telephone
        for one in listed
        if one.kind == "MUNICIPALITY" or re.fullmatch(r"140\d+", one.dial)
    ]
    return public.duty_telephone or (own[0] if own else "")


@register.simple_tag
def day(at: datetime) -> str:
    """`{% day message.at %}`: a day in numbers, which every language reads alike."""
    return f"{local_day(at):%d-%m-%Y}"
