"""What an officer changes on the signal page, and what happens when it cannot be."""

from uuid import uuid4

import pytest

from nietpluis.core.answers import Answer
from nietpluis.desk import feedback, triage
from nietpluis.desk.flow import FLOW, Form, Onward, Outcome
from nietpluis.desk.workflow import Status
from tests import make
from tests.desk.signal_pages import ODD, POSTED, at, officer, page, typed, url

pytestmark = make.every_store
__all__ = ["officer"]


@pytest.mark.parametrize("name", sorted(POSTED))
def test_an_address_that_only_takes_posts_leads_back_to_the_signal(client, officer, name):
    signal = make.signal(Status.ENRICHING)
    assert client.get(url(name, signal))["Location"] == url("signal", signal)


def test_the_whole_way_from_new_to_referring_is_walked_on_the_page(client, officer):
    signal = make.signal()
    for name, form in (
        ("take_up", {}),
        ("decide", {"outcome": "VAGUE", "because": "Weinig."}),
        ("ask_advice", {"partner": make.partner("riec-oost").pk, "question": "Bekend?"}),
        ("note_advice", {"conclusion": "TRAFFICKING", "answer": "Ja, dit past."}),
        ("decide", {"outcome": "TRAFFICKING", "because": "Advies."}),
        ("name_forms", {"forms_named": ["SU", "AU"], "acute": "YES", "minor": "UNKNOWN"}),
    ):
        signal.refresh_from_db()
        more = [signal.consultation_set.get().pk] if name == "note_advice" else []
        answer = client.post(url(name, signal, *more), typed(signal, **form), follow=True)
        assert answer.redirect_chain and answer.status_code == 200, name
        assert 'role="status"' in answer.content.decode(), name
    signal.refresh_from_db()
    assert (signal.status, signal.forms, signal.owner) == (Status.REFERRING, "AU SU", officer)


def test_leaving_the_route_takes_one_extra_step_with_a_reason(client, officer):
    signal = make.signal(Status.ENRICHING)
    assert 'value="NO_TRAFFICKING"' not in page(client, signal)
    assert "meer dan het schema" in client.get(url("depart", signal)).content.decode()
    refused = client.post(url("depart", signal), typed(signal, onward="HELP", because=""))
    assert "Vul dit nog in." in refused.content.decode()
    client.post(url("depart", signal), typed(signal, onward="HELP", because="Schulden."))
    signal.refresh_from_db()
    assert (signal.status, signal.onward) == (Status.FEEDBACK, Onward.HELP)
    assert "Wijkt af van het schema" in page(client, signal)
    assert client.get(url("depart", signal))["Location"] == url("signal", signal)


def test_no_trafficking_asks_where_it_does_belong(client, officer):
    signal = make.signal(Status.ADVICE)
    judged = {"outcome": "NO_TRAFFICKING", "because": "Overlast."}
    refused = client.post(url("decide", signal), typed(signal, **judged)).content.decode()
    assert "Kies waar dit signaal dan wel thuishoort." in refused and "Overlast." in refused
    client.post(url("decide", signal), typed(signal, **judged, onward="UNDERMINING"))
    assert "ligt ook bij de regisseur ondermijning" in page(client, signal)


def test_a_double_click_is_one_change_and_ends_on_the_same_page(client, officer):
    signal = make.signal(Status.ENRICHING)
    form = typed(signal, outcome="VAGUE", because="Weinig.")
    for _ in range(2):
        assert client.post(url("decide", signal), form).status_code == 302
    assert signal.decision_set.filter(outcome=Outcome.VAGUE).count() == 1


def test_an_old_page_says_so_shows_how_it_stands_now_and_keeps_what_was_typed(client, officer):
    signal = make.signal(Status.ENRICHING)
    old = typed(signal, outcome="CLEAR", because="Mijn reden.")
    triage.decide(signal, outcome=Outcome.VAGUE, because="X.", by=make.actor(), now=make.NOW)
    answer = client.post(url("decide", signal), old)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Iemand anders heeft dit signaal intussen verder gebracht" in html
    assert FLOW[Status.ADVICE].text in html and "Mijn reden." in html
    signal.refresh_from_db()
    assert signal.status == Status.ADVICE
    assert f'name="seen" value="{signal.version}"' in html


def test_what_was_typed_is_kept_also_where_its_form_is_gone(client, officer):
    signal = make.signal(Status.FEEDBACK)
    old = typed(signal, outcome="MORE_NEEDED", because="Nog iets uitzoeken.")
    feedback.tell(signal, kind="FINAL", text="Dank.", by=make.actor(), now=make.NOW)
    html = client.post(url("decide", signal), old).content.decode()
    assert "Dit typte je." in html and "Nog iets uitzoeken." in html


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("name_forms", {"forms_named": ["SU"], "acute": "NO", "minor": "NO"}),
        ("depart", {"onward": "HELP", "because": "Getypte reden."}),
    ],
)
def test_an_old_form_page_says_so_too(client, officer, name, form):
    signal = make.signal(Status.ENRICHING)
    old = typed(signal, **form)
    triage.name_forms(
        signal, forms={Form.CU}, acute=Answer.NO, minor=Answer.NO, by=make.actor(), now=make.NOW
    )
    answer = client.post(url(name, signal), old)
    html = answer.content.decode()
    assert answer.status_code == 409 and "intussen verder gebracht" in html
    assert form.get("because", "checked") in html
    signal.refresh_from_db()
    again = old | {"seen": signal.version, "once": uuid4()}
    assert client.post(url(name, signal), again).status_code == 302


TEXTS = [
    ("decide", "because", {"outcome": "VAGUE"}, Status.ENRICHING),
    ("depart", "because", {"onward": "HELP"}, Status.ENRICHING),
    ("reopen", "because", {}, Status.CLOSED),
    ("write_note", "notitie-text", {}, Status.ENRICHING),
    ("ask_advice", "question", {"spoke_with": "Jan"}, Status.ADVICE),
    ("add_fact", "source", {"content": "Iets."}, Status.ENRICHING),
    ("add_fact", "content", {"source": "BRP"}, Status.ENRICHING),
]
FACT = {
    "kind": "ADDRESS",
    "result": "FOUND",
    "domain": "SAFETY",
    "ground": "MUNICIPAL_ROUTE",
    "found_at": "2026-03-01T10:00",
}


def fill(signal, name, field, more, text):
    form = typed(signal) | more | {field: text}
    if name == "add_fact":
        form |= FACT
    if name == "ask_advice":
        form["partner"] = make.partner("riec-oost").pk
    if name == "write_note":
        form |= {"notitie-seen": signal.version, "notitie-once": uuid4()}
    return form


@pytest.mark.parametrize(("name", "field", "more", "status"), TEXTS)
@pytest.mark.parametrize("empty", ["", "  \n ", "\x00\x01", "\u200b\u202e"])
def test_a_text_that_says_nothing_is_asked_for_in_dutch(
    client, officer, name, field, more, status, empty
):
    signal = at(status)
    html = client.post(url(name, signal), fill(signal, name, field, more, empty)).content.decode()
    assert "Vul dit nog in." in html or "Schrijf op wat je vond." in html


@pytest.mark.parametrize(("name", "field", "more", "status"), TEXTS)
def test_a_text_that_is_too_long_is_kept_and_said_to_be(client, officer, name, field, more, status):
    signal = at(status)
    long = "te lang " * 3_000
    answer = client.post(url(name, signal), fill(signal, name, field, more, long))
    html = answer.content.decode()
    assert answer.status_code == 200 and "Te lang: 2" in html and "te lang te lang" in html


@pytest.mark.parametrize(("name", "field", "more", "status"), TEXTS)
def test_strange_signs_do_no_harm_in_any_field(client, officer, name, field, more, status):
    signal = at(status)
    answer = client.post(url(name, signal), fill(signal, name, field, more, ODD))
    assert answer.status_code == 302, answer.content.decode()
    html = page(client, signal)
    assert "&lt;script&gt;" in html and "<script>alert" not in html
    assert "\x00" not in html and "🙂" in html


@pytest.mark.parametrize("broken", [{"seen": "x"}, {"once": "x"}, {"seen": ""}, {"once": ""}])
def test_a_form_whose_hidden_part_is_broken_says_to_load_the_page_again(client, officer, broken):
    signal = make.signal(Status.ENRICHING)
    form = typed(signal, outcome="VAGUE", because="Reden.") | broken
    html = client.post(url("decide", signal), form).content.decode()
    assert "Laad haar opnieuw" in html and "Reden." in html
