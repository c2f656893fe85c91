import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from nietpluis.accounts.roles import Role
from nietpluis.audit.models import Line, Result
from nietpluis.desk import reminding
from nietpluis.desk.flow import Form
from nietpluis.desk.models import Referral
from nietpluis.desk.workflow import Status
from tests import make
from tests.sharing import address, base, call, local, reader, send, text_of

pytestmark = make.every_store
State = Referral.State


@pytest.fixture
def officer(client):
    who = make.user()
    client.force_login(who)
    return who


@pytest.fixture
def signal(officer):
    return make.signal(Status.REFERRING, forms={Form.AU}, whereabouts="Dorpsstraat 1")


def package(signal, **more):
    return (
        base(signal)
        | {
            "chosen": ["STORY"],
            "question": "Kent u dit bedrijf?",
            "ground": "PUBLIC_TASK",
            "feedback_due_at": local(10),
            "action": "preview",
        }
        | more
    )


def shown(page):
    found = re.search(r'name="shown" value="(\w+)"', text_of(page))
    return found.group(1) if found else ""


def test_the_officer_notes_a_call(client, signal):
    url = address(signal, "melden/telefoon", "nla")
    assert "Gebeld met NLA" in text_of(client.get(url))
    said = base(signal) | {
        "spoke_with": "Meldkamer",
        "called_at": local(hours=-1),
        "feedback_due_at": local(5),
        "embargo": "Niets over het pand.",
    }
    assert client.post(url, said | {"called_at": local(1)}).status_code == 200
    assert client.post(url, said).status_code == 302
    assert client.post(url, said).status_code == 302  # a double click
    made = Referral.objects.get()
    assert made.to.code == "nla" and made.referred_at < timezone.now()
    text = text_of(client.get(f"/signalen/{signal.pk}/"))
    assert "Niets over het pand." in text and "Meldkamer" in text


def test_a_page_that_grew_old_says_so_and_keeps_what_was_typed(client, signal):
    url = address(signal, "melden/telefoon", "nla")
    said = base(signal) | {
        "spoke_with": "Meldkamer",
        "called_at": local(),
        "feedback_due_at": local(5),
    }
    call(signal, "zoco-oost")
    page = client.post(url, said)
    assert page.status_code == 409 and "Meldkamer" in text_of(page)
    assert not Referral.objects.filter(to__code="nla").exists()


def test_leaving_the_route_is_warned_kindly_and_asks_one_thing_more(client, officer):
    signal = make.signal(Status.REFERRING)
    url = address(signal, "melden/telefoon", "zoco-oost")
    page = client.get(url)
    assert "Dit wijkt af van het schema" in text_of(page)
    said = base(signal) | {
        "spoke_with": "ZoCo",
        "called_at": local(),
        "feedback_due_at": local(5),
    }
    assert client.post(url, said).status_code == 200
    assert client.post(url, said | {"why": "HARM", "despite": "Geen bed."}).status_code == 302
    assert "Wachten zou schaden. Geen bed." in text_of(client.get(f"/signalen/{signal.pk}/"))


def test_nothing_is_ticked_by_itself_and_nothing_can_be_sent_before_a_preview(client, signal):
    page = client.get(address(signal, "melden/pakket", "nla"))
    assert " checked" not in text_of(page) and not shown(page)
    sent = client.post(address(signal, "melden/pakket", "nla"), package(signal, action="send"))
    assert "Er is iets veranderd sinds het voorbeeld" in text_of(sent)
    assert not Referral.objects.exists()


def test_what_is_previewed_is_what_is_sent_and_what_is_changed_after_it_is_shown_again(
    client, signal
):
    url = address(signal, "melden/pakket", "nla")
    preview = client.post(url, package(signal))
    assert make.STORY in text_of(preview) and shown(preview)
    typed = package(signal, action="send", shown=shown(preview), feedback_due_at=local(10))

    other = client.post(url, typed | {"question": "Iets anders?"})
    assert "Er is iets veranderd" in text_of(other) and not Referral.objects.exists()

    assert client.post(url, typed).status_code == 302
    assert Referral.objects.get().package.fields == ["STORY"]


def test_the_fresh_preview_comes_from_the_same_address_alone(client, signal):
    url = address(signal, "melden/pakket", "nla")
    page = client.post(url, package(signal, action=""), headers={"HX-Request": "true"})
    assert text_of(page).lstrip().startswith('<div id="voorbeeld"')
    assert "Kent u dit bedrijf?" in text_of(page) and "HX-Request" in page.headers["Vary"]


@pytest.mark.parametrize(("ground", "says"), [("", "ontbreekt"), ("WMO", "past niet bij")])
def test_without_a_ground_that_fits_nothing_is_shared_and_that_is_logged(
    client, signal, ground, says
):
    url = address(signal, "melden/pakket", "nla")
    page = client.post(url, package(signal, ground=ground, action="send"))
    assert says in text_of(page) and "Zonder grondslag wordt er niets gedeeld" in text_of(page)
    line = Line.objects.get(what="signal.share_refused")
    assert (line.result, line.about) == (Result.DENIED, signal.pk)
    assert not Referral.objects.exists()


def test_a_partner_that_does_not_work_here_gets_a_letter_and_the_officer_notes_its_answer(
    client, signal
):
    url = address(signal, "melden/pakket", "nla")
    preview = client.post(url, package(signal))
    sent = client.post(url, package(signal, action="send", shown=shown(preview)))
    made = Referral.objects.get()
    assert sent.url == address(signal, f"meldingen/{made.pk}")
    assert "Brief ophalen (pdf)" in text_of(client.get(sent.url))

    letter = client.get(f"{sent.url}brief/")
    assert letter.headers["Content-Type"] == "application/pdf"
    name = f'attachment; filename="vertrouwelijk-{signal.reference}.pdf"'
    assert letter.headers["Content-Disposition"] == name

    noted = {"seen": "SENT", "once": uuid4(), "what": "FEEDBACK", "text": ""}
    assert client.post(f"{sent.url}genoteerd/", noted).status_code == 200
    noted |= {"text": "Er kan niets worden verteld."}
    assert client.post(f"{sent.url}genoteerd/", noted).status_code == 302
    made.refresh_from_db()
    assert made.state == State.ANSWERED


def test_a_call_has_no_letter(client, signal):
    made = call(signal, "nla")
    assert client.get(address(signal, f"meldingen/{made.pk}/brief")).status_code == 404


def test_a_silent_partner_goes_by_the_chain_director_before_it_can_be_let_go(client, signal):
    director = make.user(Role.CHAIN_DIRECTOR, at="keten-oost")
    made = call(signal, "nla", now=timezone.now() - timedelta(days=120))
    for days in (-100, -60, -20):
        reminding.remind_all(timezone.now() + timedelta(days=days))
    page = address(signal, f"meldingen/{made.pk}")
    ends = {"seen": "SILENT", "once": uuid4(), "text": "Niet te bereiken."}
    assert "ketenregisseur vraagt het na" in text_of(client.get(page))
    refused = client.post(f"{page}zweeg/", ends)
    assert "ketenregisseur" in text_of(refused) and "Niet te bereiken." in text_of(refused)

    client.force_login(director)
    listed = text_of(client.get("/stille-partners/"))
    assert "Helmond" in listed and "NLA" in listed and make.STORY not in listed
    one = f"/stille-partners/{made.pk}/"
    assert make.STORY not in text_of(client.get(one))
    said = {"seen": "SILENT", "once": uuid4(), "outcome": "WILL_ANSWER"}
    assert "wanneer de partner antwoordt" in text_of(client.post(one, said))
    assert client.post(one, said | {"outcome": "STAYS_SILENT"}).status_code == 302

    client.force_login(make.user())
    assert client.post(f"{page}zweeg/", ends).status_code == 302
    made.refresh_from_db()
    assert made.state == State.CLOSED_SILENT
    client.force_login(director)
    assert client.get(one).status_code == 404


def test_the_chain_director_sees_no_partner_that_is_not_silent(client, signal):
    made = call(signal, "nla")
    client.force_login(make.user(Role.CHAIN_DIRECTOR, at="keten-oost"))
    assert client.get(f"/stille-partners/{made.pk}/").status_code == 404
    assert "Geen stille partners" in text_of(client.get("/stille-partners/"))


def test_the_officer_reminds_a_partner(client, signal):
    made = call(signal, "nla")
    page = address(signal, f"meldingen/{made.pk}")
    assert client.post(f"{page}herinneren/", {"seen": "SENT", "once": uuid4()}).status_code == 302
    assert "Herinnering" in text_of(client.get(page))
    again = client.post(f"{page}herinneren/", {"seen": "SENT", "once": uuid4()})
    assert "kreeg net al een herinnering" in text_of(again)


PAGES = (
    "melden",
    "melden/telefoon",
    "melden/pakket",
    "meldingen/{made}",
    "meldingen/{made}/antwoord",
    "meldingen/{made}/genoteerd",
    "meldingen/{made}/herinneren",
    "meldingen/{made}/zweeg",
    "meldingen/{made}/brief",
    "terugkoppelen",
    "afsluiten",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("role", "at", "status"),
    [
        (Role.FOCAL_OFFICER, "gemeente-eindhoven", 404),
        (Role.INVESTIGATOR, "nla", 403),
        (Role.REGISSEUR, "gemeente-helmond", 403),
        (Role.MANAGER, "gemeente-helmond", 403),
        (Role.OFFICIAL, "gemeente-helmond", 403),
    ],
)
def test_nobody_else_refers_or_tells(client, signal, page, role, at, status):
    made = send(signal, "nla")
    client.force_login(make.user(role, at=at))
    url = address(signal, page.format(made=made.pk))
    assert client.get(url).status_code == client.post(url, {}).status_code == status
    assert Referral.objects.count() == 1


def test_a_referral_of_another_signal_is_not_there(client, signal):
    other = call(make.signal(Status.REFERRING, at="eindhoven"), "avim-oost")
    assert client.get(address(signal, f"meldingen/{other.pk}")).status_code == 404


def test_a_stranger_as_partner_leads_back_to_the_choice(client, signal):
    for how in ("telefoon", "pakket"):
        for to in ("avim-noord", "keten-oost"):
            page = client.get(address(signal, f"melden/{how}", to))
            assert page.url == address(signal, "melden")
    assert client.get(address(signal, "melden/pakket", "112")).status_code == 302
    assert client.get(f"/signalen/{signal.pk}/melden/telefoon/?aan=nonsense").status_code == 302


def test_a_partner_that_reads_here_answers_in_its_inbox(client, signal):
    reader("nla", Role.INVESTIGATOR)
    page = client.get(address(signal, "melden/pakket", "nla"))
    assert "NLA werkt in Nietpluis" in text_of(page)
    url = address(signal, "melden/pakket", "nla")
    preview = client.post(url, package(signal))
    sent = client.post(url, package(signal, action="send", shown=shown(preview)))
    assert sent.url == f"/signalen/{signal.pk}/#meldingen"


def test_texts_of_every_kind_survive_and_too_long_is_said(client, signal):
    odd = "Spoed 🚨 \u202eتهديد\u202c <script>alert(1)</script>\x00"
    url = address(signal, "melden/pakket", "nla")
    page = text_of(client.post(url, package(signal, explanation=odd)))
    assert "&lt;script&gt;" in page and "<script>alert" not in page and "تهديد" in page
    page = client.post(url, package(signal, explanation="a" * 5001))
    assert "te lang: 5001 tekens" in text_of(page).lower() and "a" * 5001 in text_of(page)
