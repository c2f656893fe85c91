"""The inbox: a code is one report, however often and however fast it comes. Policy: A01."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from nietpluis.inbox import posting
from nietpluis.inbox.models import Envelope
from nietpluis.vault import codes
from tests.inbox import example

inbox_only = pytest.mark.django_db(databases=["public"])


def post(code, story="Een verhaal.", *, to, now=example.NOW):
    return posting.post(example.reported(story=story).to_json(), code=code, to=to, now=now)


@inbox_only
def test_the_same_report_twice_is_one_report():
    to, code = example.publish(), codes.new()
    assert post(code, to=to)
    first = bytes(Envelope.objects.get().sealed)
    assert post(code, to=to)
    assert bytes(Envelope.objects.get().sealed) == first


@inbox_only
def test_another_report_under_a_used_code_is_not_passed_off_as_sent():
    to, code = example.publish(), codes.new()
    post(code, to=to)
    assert not post(code, "Er is nog iets.", to=to)
    assert Envelope.objects.count() == 1


@inbox_only
def test_an_envelope_tells_no_more_of_the_time_than_the_hour():
    post(codes.new(), to=example.publish())
    at = Envelope.objects.get().arrived_at
    assert (at.hour, at.minute, at.second, at.microsecond) == (9, 0, 0, 0)


@inbox_only
def test_a_report_that_was_taken_out_is_still_one_report():
    to, code = example.publish(), codes.new()
    post(code, to=to)
    posting.take_out(code.envelope)
    assert posting.waiting() == []
    assert post(code, to=to) and not post(code, "Anders.", to=to)
    assert posting.waiting() == []


@pytest.mark.django_db(databases=["public"], transaction=True)
def test_the_same_report_many_times_at_once_is_one_report():
    to, code = example.publish(), codes.new()

    def once(_):
        try:
            return post(code, to=to)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(once, range(24)))
    assert Envelope.objects.count() == 1
