"""The steps of a consultation, as the tests take them."""

from typing import Any

from gpsupport.actions.consultation import (
    answer_gate,
    look,
    open_consultation,
    record_enquiry,
)
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.enquiry import (
    EnquiryOutcome,
    Mode,
    NotAskedReason,
    Presence,
    offered_presences,
)
from gpsupport.domain.people import Actor
from tests.integration.actions.world import (
    NOW,
    World,
)

TOLD = ConsultationDraft(asked=True, outcome=EnquiryOutcome.DISCLOSED_CURRENT, words=" He shouts. ")
SAID_NO = ConsultationDraft(asked=True, outcome=EnquiryOutcome.NOT_DISCLOSED)
NO_TIME = ConsultationDraft(asked=False, reason=NotAskedReason.NO_TIME)


def opened(world: World, actor: Actor, now: Any = NOW) -> Any:
    return open_consultation(world.database, actor, world.patient_id, world.knowledge, now)


def pass_gate(
    world: World, actor: Actor, presence: Presence = Presence.ALONE, now: Any = NOW
) -> Any:
    """Answer the first question, in the first mode in which an adult may be said to be so."""
    mode = next(one for one in Mode if presence in offered_presences(one, child=False))
    return answer_gate(world.database, actor, world.patient_id, presence, now, mode)


def look_in(world: World, actor: Actor, now: Any = NOW) -> Any:
    return look(world.database, actor, world.patient_id, world.knowledge, now)


def record(world: World, actor: Actor, draft: ConsultationDraft, now: Any = NOW) -> Any:
    return record_enquiry(world.database, actor, world.patient_id, draft, world.knowledge, now)
