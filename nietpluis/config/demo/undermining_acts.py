"""What the regisseur ondermijning does with a report; the words begin with "u_"."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from nietpluis.accounts.roles import Permission
from nietpluis.core.calendar import local_day
from nietpluis.desk import undermining
from nietpluis.desk.models import Feedback, NobodyToTell
from nietpluis.desk.undermining_flow import Judgement
from nietpluis.partners.models import Organisation

from .stories import Doing, Scene

DECIDE = Permission.UNDERMINING_DECIDE


def take_up(scene: Scene) -> None:
    by = scene.actor(DECIDE)
    undermining.take_up(scene.undermining(by), by=by, now=scene.at)


def judge(scene: Scene, *, judgement: str, because: str) -> None:
    by = scene.actor(DECIDE)
    undermining.judge(
        scene.undermining(by),
        judgement=Judgement(judgement),
        because=because,
        by=by,
        now=scene.at,
    )


def share(scene: Scene, *, to: str, ground: str, chosen: Sequence[str], how: str) -> None:
    by = scene.actor(DECIDE)
    undermining.share(
        scene.undermining(by),
        to=Organisation.objects.get(code=to),
        ground=ground,
        chosen=chosen,
        how=how,
        by=by,
        now=scene.at,
    )


def tell(scene: Scene, *, kind: str, text: str) -> None:
    by = scene.actor(DECIDE)
    undermining.tell(
        scene.undermining(by), kind=Feedback.Kind(kind), text=text, by=by, now=scene.at
    )


def close_untold(scene: Scene, *, reason: str, look_again: int = 0) -> None:
    """Close with nobody to tell; `look_again` is in so many days from today, for an embargo."""
    by = scene.actor(DECIDE)
    day = local_day(scene.story.now) + timedelta(days=look_again)
    undermining.close_untold(
        scene.undermining(by),
        reason=NobodyToTell(reason),
        look_again_on=day if look_again else None,
        by=by,
        now=scene.at,
    )


ACTS: Mapping[str, Doing] = {
    "u_take_up": take_up,
    "u_judge": judge,
    "u_share": share,
    "u_tell": tell,
    "u_close": close_untold,
}
