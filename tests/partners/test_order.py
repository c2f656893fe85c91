from pathlib import Path

import pytest

from nietpluis.core.answers import Answer
from nietpluis.desk import route
from nietpluis.desk.flow import ROUTES, Form
from nietpluis.partners import packs, settings
from nietpluis.partners.models import Kind, Region
from nietpluis.partners.settings import RegionSettings, settings_of
from tests import make

PACKS = Path(packs.__file__).parent / "packs"
ORDER = '[settings.partner_order]\nvalue = {%s}\nsource = "Ketenoverleg"\n'
ROWS = 'SU = [["NLA"], ["AVIM", "ZOCO"]], AU = [["ZOCO"]], CU = [["AVIM"]], OV = [["AVIM"]]'
PACK = '[region]\ncode = "proef"\nname = "Proef"\nversion = 1\nsource = "Proef"\n'


def told(found: RegionSettings, *forms: Form) -> list[set[Kind]]:
    planned = route.plan(set(forms), acute=Answer.NO, settings=found)
    return [{stop.kind for stop in round_.stops} for round_ in planned.rounds]


def test_without_a_word_of_the_region_the_order_is_that_of_the_chart():
    assert set(settings.FORMS) == set(Form) == set(ROUTES)
    own = RegionSettings().partner_order
    assert not own.decided and told(RegionSettings(), Form.SU) == [{Kind.AVIM}, {Kind.ZOCO}]


@make.every_store
def test_oost_brabant_states_the_order_that_its_chart_gives():
    for name in ("landelijk", "oost-brabant"):
        packs.load((PACKS / f"{name}.toml").read_text(), now=make.NOW)
    found = settings_of(Region.objects.get(code="oost-brabant"))
    assert found.partner_order.decided
    assert found.partner_order.value == settings.PROPOSED_PARTNER_ORDER


@make.every_store
def test_a_region_settles_its_own_order_without_code():
    packs.load(PACK + ORDER % ROWS, now=make.NOW)
    found = settings_of(Region.objects.get(code="proef"))
    assert told(found, Form.SU) == [{Kind.NLA}, {Kind.AVIM, Kind.ZOCO}]
    planned = route.plan({Form.SU}, acute=Answer.NO, settings=found)
    assert planned.sources == ["Ketenoverleg"]


@pytest.mark.parametrize(
    "rows",
    [
        'SU = [["AVIM"]]',
        ROWS.replace('[["ZOCO"]]', "[]"),
        ROWS.replace('[["ZOCO"]]', "[[]]"),
        ROWS.replace('[["ZOCO"]]', '["ZOCO"]'),
        ROWS.replace('[["ZOCO"]]', '[["NOBODY"]]'),
        ROWS.replace('[["ZOCO"]]', '[["ZOCO"], ["ZOCO"]]'),
    ],
)
def test_an_order_that_is_not_whole_is_refused_by_name(rows):
    with pytest.raises(packs.BadPack, match="partner_order"):
        packs.read(PACK + ORDER % rows)
