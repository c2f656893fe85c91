from datetime import timedelta

import pytest

from nietpluis.accounts.roles import Permission, Role
from nietpluis.audit.models import Line, Result
from nietpluis.desk import undermining as work
from nietpluis.desk.models import Channel, Feedback, NobodyToTell, Share, Wait
from nietpluis.desk.undermining_flow import (
    UNDERMINING_FLOW,
    UNDERMINING_START,
    Judgement,
    UnderminingStatus,
)
from nietpluis.desk.workflow import NotAllowed, Stale
from nietpluis.partners.settings import WaitKind
from tests import make

pytestmark = make.every_store


def regisseur(at="gemeente-helmond"):
    return make.user(Role.REGISSEUR, at=at)


def acting(who=None):
    return make.actor(who or regisseur(), Permission.UNDERMINING_DECIDE)


def sharing(**more):
    signal = make.undermining(**more)
    by = acting()
    work.take_up(signal, by=by, now=make.NOW)
    return work.judge(
        signal, judgement=Judgement.SHARE, because="Politie nodig.", by=by, now=make.NOW
    ), by


def at_feedback(**more):
    signal, by = make.undermining(**more), acting()
    work.take_up(signal, by=by, now=make.NOW)
    return work.judge(
        signal, judgement=Judgement.NO_SHARE, because="Bekend.", by=by, now=make.NOW
    ), by


def test_every_stop_can_be_reached_and_left_and_cites_its_source():
    reached = {UNDERMINING_START}
    for step in UNDERMINING_FLOW.values():
        assert step.leads and step.source and step.text and step.why
        reached |= set(step.leads.values())
    assert reached == set(UnderminingStatus) == set(UNDERMINING_FLOW)


def test_an_undermining_signal_waits_to_be_looked_at_and_then_to_be_judged():
    signal = make.undermining()
    assert signal.waits_on == WaitKind.UNTOUCHED
    taken = work.take_up(signal, by=acting(), now=make.NOW)
    assert taken.waits_on == WaitKind.JUDGE_UNDERMINING and taken.owner


def test_sharing_needs_a_ground_that_carries_what_the_partner_does():
    signal, by = sharing()
    done = {"to": make.partner("avim-oost"), "chosen": ["story"], "how": "Met de wijkagent."}
    with pytest.raises(NotAllowed, match="grondslag"):
        work.share(signal, ground="WMO", **done, by=by, now=make.NOW)
    shared = work.share(signal, ground="PUBLIC_TASK", **done, by=by, now=make.NOW)
    assert Share.objects.get().pk == shared.pk


def test_who_reported_never_goes_along():
    assert "contact" not in work.SHAREABLE and "reply_to" not in work.SHAREABLE


def test_sharing_is_not_done_before_anything_was_shared():
    signal, by = sharing()
    with pytest.raises(NotAllowed, match="met niemand"):
        work.judge(signal, judgement=Judgement.SHARED, because="Klaar.", by=by, now=make.NOW)


def test_a_colleague_hears_what_became_of_it_before_it_closes():
    signal, by = at_feedback()
    told = work.tell(
        signal, kind=Feedback.Kind.FINAL, text="Dank. De politie weet het.", by=by, now=make.NOW
    )
    assert told.status == UnderminingStatus.CLOSED and told.told_at and not told.is_open
    assert not Wait.objects.filter(undermining=told, closed_at=None).exists()


def test_a_colleague_cannot_be_passed_over_as_if_they_were_a_resident():
    signal, by = at_feedback()
    with pytest.raises(NotAllowed):
        work.close_untold(signal, reason=NobodyToTell.RESIDENT, by=by, now=make.NOW)


def test_a_resident_gets_the_receipt_only():
    signal, by = at_feedback(channel=Channel.PUBLIC)
    with pytest.raises(NotAllowed):
        work.tell(signal, kind=Feedback.Kind.FINAL, text="Dank.", by=by, now=make.NOW)
    closed = work.close_untold(signal, reason=NobodyToTell.RESIDENT, by=by, now=make.NOW)
    assert closed.status == UnderminingStatus.CLOSED


def test_an_embargo_has_a_date_and_surfaces_again():
    signal, by = at_feedback()
    with pytest.raises(NotAllowed):
        work.close_untold(signal, reason=NobodyToTell.EMBARGO, by=by, now=make.NOW)
    day = (make.NOW + timedelta(days=30)).date()
    closed = work.close_untold(
        signal, reason=NobodyToTell.EMBARGO, look_again_on=day, by=by, now=make.NOW
    )
    waiting = Wait.objects.get(undermining=closed, closed_at=None)
    assert waiting.kind == WaitKind.TELL_REPORTER and waiting.due_at.date() == day


def test_something_new_opens_it_again():
    signal, by = at_feedback()
    work.tell(signal, kind=Feedback.Kind.FINAL, text="Dank.", by=by, now=make.NOW)
    again = work.reopen(signal, because="Er staat weer een busje.", by=by, now=make.NOW)
    assert again.status == UnderminingStatus.JUDGING and again.is_open and not again.told_at


def test_whoever_works_from_an_old_page_is_told():
    signal, by = make.undermining(), acting()
    work.take_up(signal, by=by, now=make.NOW, seen=signal.version)
    with pytest.raises(Stale):
        work.take_up(signal, by=acting(), now=make.NOW, seen=signal.version)


def test_the_regisseur_plays_the_whole_flow_on_the_screen(client):
    signal, who = make.undermining(undermining=["DRUGS", "LAUNDERING"]), regisseur()
    client.force_login(who)
    assert signal.reference in client.get("/ondermijning/").content.decode()
    url = f"/ondermijning/{signal.pk}/"
    assert make.STORY in client.get(url).content.decode()

    def post(step, **typed):
        signal.refresh_from_db()
        return client.post(f"{url}{step}/", {"seen": signal.version, **typed}, follow=True)

    post("oppakken")
    post("beoordelen", judgement="SHARE", because="De politie moet dit weten.")
    avim = make.partner("avim-oost").pk
    typed = {"to": avim, "chosen": ["story"], "how": "Gebeld met de wijkagent."}
    refused = post("delen", ground="CONSENT", **typed).content.decode()
    assert "Deze grondslag past niet" in refused and "Gebeld met de wijkagent." in refused
    assert Line.objects.filter(what="undermining.share_refused", result=Result.REFUSED).exists()
    assert "Gedeeld" in post("delen", ground="PUBLIC_TASK", **typed).content.decode()
    post("beoordelen", judgement="SHARED", because="Gedaan.")
    page = post("terugkoppelen", kind="FINAL", text="Dank je wel.").content.decode()
    assert "Afgesloten" in page and "Dank je wel." in page
    assert signal.reference in client.get("/ondermijning/?status=afgesloten").content.decode()


def test_a_stale_page_keeps_what_was_typed(client):
    signal, who = make.undermining(), regisseur()
    client.force_login(who)
    seen = signal.version
    work.take_up(signal, by=acting(), now=make.NOW)
    typed = {"seen": seen, "judgement": "SHARE", "because": "Mijn woorden blijven."}
    answer = client.post(f"/ondermijning/{signal.pk}/beoordelen/", typed)
    assert answer.status_code == 409
    assert "Mijn woorden blijven." in answer.content.decode()
    assert "Iemand anders" in answer.content.decode()


@pytest.mark.parametrize(
    "who",
    [
        lambda: make.user(),  # the focal officer of the same municipality
        lambda: regisseur(at="gemeente-eindhoven"),
        lambda: make.user(Role.REGISSEUR, until=make.NOW),
    ],
)
def test_nobody_else_sees_an_undermining_signal(client, who):
    signal = make.undermining()
    client.force_login(who())
    page = client.get(f"/ondermijning/{signal.pk}/")
    assert page.status_code in (403, 404) and make.STORY not in page.content.decode()
