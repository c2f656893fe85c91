"""Policy: A02, recipients are named before sending; A04, danger shows 112 first; A28."""

from datetime import date, timedelta

import pytest

from nietpluis.accounts.roles import Role
from nietpluis.desk import publishing
from nietpluis.desk.views.undermining_forms import SAFETY_PARTNERS
from nietpluis.inbox import publication
from nietpluis.inbox.models import Publication
from nietpluis.partners.models import Contact, Kind, Municipality, Organisation
from nietpluis.vault import keys
from tests import make

pytestmark = make.every_store


def contact(code, number="088-0000001", **more):
    organisation = make.partner(code)
    return Contact.objects.create(
        organisation=organisation,
        telephone=number,
        source="test",
        order=organisation.contacts.count(),
        **{"label": Contact.Label.GENERAL} | more,
    )


def shown(slug="helmond"):
    return publication.from_json(Publication.objects.get(municipality=slug).content)


def publish(slug="helmond", now=make.NOW):
    return publishing.publish(make.place(slug), now=now)


def settle(**settings):
    region = make.place().region
    region.settings = {
        name: {"value": value, "source": "besluit"} for name, value in settings.items()
    }
    region.save()


def test_what_is_published_is_the_name_the_newest_key_and_what_anybody_may_read():
    contact("112", "112", label=Contact.Label.URGENT, open={"always": True})
    contact("zoco-oost")
    assert publish()
    published = Publication.objects.get()
    town = make.partner("gemeente-helmond").pk
    assert published.key_version == 1
    assert bytes(published.public_key) == bytes(keys.envelope_key(town, 1).public_key)
    assert [one.kind for one in shown().contacts] == [Kind.EMERGENCY, Kind.ZOCO]
    assert shown().contacts_for("danger")[0].dial == "112"


def test_it_is_written_only_when_it_changed():
    publish()
    first = Publication.objects.get().published_at
    assert not publish(now=make.NOW + timedelta(hours=1))
    assert Publication.objects.get().published_at == first
    keys.rotate(make.partner("gemeente-helmond").pk)
    assert publish(now=make.NOW + timedelta(hours=2))
    assert Publication.objects.get().key_version == 2


def test_everyone_with_whom_a_report_may_be_shared_is_named_before_it_is_sent():
    publish()
    first = [one for one in shown().recipients if one.first]
    assert [(one.role, one.gets) for one in first] == [
        (Role.FOCAL_OFFICER, ("trafficking",)),
        (Role.REGISSEUR, ("undermining",)),
    ]
    rest = {one.role: one.gets for one in shown().recipients if not one.first}
    assert {"AVIM", "ZOCO", "RIEC", "NLA"} <= set(rest)
    may = {kind for kind, gets in publishing.MAY_GET.items() if "undermining" in gets}
    assert set(SAFETY_PARTNERS) <= may


def test_a_municipality_without_a_form_shows_the_doors_of_its_region_and_gets_no_key():
    place = make.place()
    place.own_form = False
    place.save()
    contact("112", "112")
    contact("nla", "0800-5151")
    contact("mma", "0800-7000")
    publish()
    assert not shown().own_form and not keys.has_key(place.served_by_id)
    assert [one.name for one in shown().the_doors()] == ["NLA", "MMA"]


def test_a_merged_municipality_sends_on_to_its_successor():
    old = make.place()
    old.valid_to, old.successor = make.NOW.date(), make.place("eindhoven")
    old.save()
    publish()
    assert shown().moved_to == "eindhoven" and not shown().own_form


def test_a_partner_of_other_municipalities_only_is_not_shown():
    zoco = make.partner("zoco-oost")
    zoco.serves = ["GM0772"]
    zoco.save()
    contact("zoco-oost")
    for slug in ("helmond", "eindhoven"):
        publish(slug)
    assert [len(shown(slug).contacts) for slug in ("helmond", "eindhoven")] == [0, 1]
    assert "ZOCO" not in {one.role for one in shown().recipients}


@pytest.mark.parametrize(
    ("verified_on", "state"),
    [(None, "never"), (date(2026, 2, 1), "ok"), (date(2020, 1, 1), "stale")],
)
def test_a_contact_says_how_sure_it_is(verified_on, state):
    contact("zoco-oost", verified_on=verified_on)
    publish()
    assert shown().contacts[0].verified == state


def test_a_number_from_abroad_that_nobody_verified_is_not_shown_since_the_sources_conflict():
    contact("nla", "+31 70 000 00 01", label=Contact.Label.ABROAD)
    publish()
    assert shown().contacts == ()


def test_the_urgent_team_of_a_partner_does_not_stand_beside_112():
    contact("nla", "070-0000001", label=Contact.Label.URGENT)
    contact("112", "112", label=Contact.Label.URGENT)
    publish()
    assert [one.dial for one in shown().contacts] == ["112"]


def test_a_region_whose_own_advice_point_cannot_be_reached_shows_the_national_one():
    for code, region in (("advies", make.place().region), ("veilig-thuis", None)):
        Organisation.objects.create(
            code=code, name=code, kind=Kind.ADVICE_POINT, region=region, source="test"
        )
    contact("veilig-thuis", "0800-2000")
    publish()
    assert [one.name for one in shown().the_doors()] == ["veilig-thuis"]
    contact("advies", "088-2220500")
    publish()
    assert [one.name for one in shown().the_doors()] == ["advies"]
    assert {one.name for one in shown().contacts} == {"advies", "veilig-thuis"}


def test_what_the_region_did_not_decide_is_no_promise():
    publish()
    assert shown().reports_read is None and shown().duty_telephone is None
    settle(reports_read={"nl": "Op werkdagen om 9 uur."}, duty_telephone="088-0000009")
    publish()
    assert shown().reports_read_decided and shown().reports_read["nl"].startswith("Op werkdagen")
    assert shown().duty_telephone == "088-0000009"


def test_one_that_cannot_be_shown_keeps_what_was_there_and_stops_no_other():
    broken = contact("zoco-oost")
    publishing.publish_all(make.NOW)
    before = Publication.objects.get(municipality="helmond").content
    Contact.objects.filter(pk=broken.pk).update(telephone="geen nummer")
    Municipality.objects.filter(slug="dronten").update(name="Dronten aan Zee")
    publishing.publish_all(make.NOW)
    assert Publication.objects.get(municipality="helmond").content == before
    assert shown("dronten").name == "Dronten aan Zee"


def test_publishing_everything_again_changes_nothing():
    contact("zoco-oost", open=[{"days": [1, 2], "from": "08:00", "to": "16:30"}], hours="ma, di")
    publishing.publish_all(make.NOW)
    first = dict(Publication.objects.values_list("municipality", "published_at"))
    publishing.publish_all(make.NOW + timedelta(hours=1))
    assert dict(Publication.objects.values_list("municipality", "published_at")) == first
    assert set(first) == {"helmond", "eindhoven", "dronten"}
