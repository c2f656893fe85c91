"""What the public site may show of a municipality. Policy: A02, A04, A24."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nietpluis.inbox import publication
from nietpluis.inbox.publication import BadPublication, Contact, Hours, Nuisance, Opening, Recipient
from tests.inbox import example


def stored(**changes):
    return json.loads(json.dumps(example.PUBLIC.to_json())) | changes


def test_what_the_desk_publishes_is_what_the_site_reads():
    assert publication.from_json(stored()) == example.PUBLIC
    bare = publication.Public(name="Hier", region="Regio", own_form=False)
    assert publication.from_json(json.loads(json.dumps(bare.to_json()))) == bare


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "name"),
        ({"languages": ("en",)}, "Dutch"),
        ({"contacts": (example.ZOCO, example.ZOCO)}, "twice"),
        ({"doors": ("nergens",)}, "doors"),
        ({"moved_to": "../elders"}, "moved_to"),
        ({"nuisance": Nuisance(url="javascript:alert(1)")}, "https"),
        ({"recipients": (Recipient(role="", name="X"),)}, "role"),
        ({"recipients": (Recipient(role="AVIM", name="X", gets=("all",)),)}, "gets"),
    ],
)
def test_a_publication_that_cannot_be_shown_is_not_made(changes, reason):
    with pytest.raises(BadPublication, match=reason):
        example.public(**changes)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"telephone": "", "email": ""}, "no telephone"),
        ({"telephone": "bel ons"}, "digits"),
        ({"email": "geen adres"}, "e-mail"),
        ({"website": "javascript:alert(1)"}, "https"),
        ({"website": 'https://x" onclick="y'}, "https"),
        ({"purposes": ("nuisance",)}, "is for"),
        ({"verified": "yes"}, "verified"),
        ({"open": Hours(openings=(Opening(days=(0,), start="08:00", end="17:00"),))}, "Monday"),
        ({"open": Hours(openings=(Opening(days=(1,), start="8 uur", end="17:00"),))}, "08:00"),
    ],
)
def test_a_contact_that_cannot_be_reached_is_not_published(changes, reason):
    with pytest.raises(BadPublication, match=reason):
        example.public(contacts=(replace(example.ZOCO, **changes),), doors=())


def test_contacts_keep_the_order_of_the_region():
    shown = example.public()
    assert [one.code for one in shown.contacts_for("help")] == ["zoco-1", "advies-1"]
    assert [one.code for one in shown.contacts_for("help", "danger")][0] == "112-1"


def test_the_doors_are_those_of_the_region_or_else_every_contact():
    assert [one.code for one in example.public().the_doors()] == ["advies-1", "tips-1"]
    assert len(example.public(doors=()).the_doors()) == 4


def test_a_number_can_be_dialled_however_it_is_written():
    numbers = {"088-000 00 01": "0880000001", "+31 (0)70 333": "+31070333", "14 0492": "140492"}
    for written, dialled in numbers.items():
        contact = Contact(code="x", name="X", kind="OTHER", telephone=written)
        assert contact.dial == dialled


@given(
    st.dictionaries(
        st.sampled_from(sorted(stored())),
        st.none() | st.booleans() | st.text(max_size=5) | st.lists(st.none() | st.text(max_size=3)),
        min_size=1,
        max_size=3,
    )
)
def test_a_damaged_publication_is_refused_or_read_never_half(changes):
    try:
        assert publication.from_json(stored(**changes)).name
    except BadPublication:
        pass
