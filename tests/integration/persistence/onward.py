"""Referrals, links and unmet needs: what hypothesis may make of them, and full ones of each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.directory.proposals import OptionProposal
from gpsupport.domain.family.links import FamilyLink, LinkEnd, LinkKind
from gpsupport.domain.family.tracks import (
    Disagreement,
    Track,
    TrackKind,
    TracksPlan,
    TrackState,
    View,
)
from gpsupport.domain.life_events.cases import LifeEvent, LifeStep, Outcome
from gpsupport.domain.life_events.kinds import LifeEventKind
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import (
    BegunReferral,
    Consent,
    ReferralEvent,
    ReturnPlan,
    WaitingCheck,
)
from gpsupport.domain.referral.states import Channel, Impact, ReferralState, ReturnReason
from gpsupport.domain.referral.unmet import UnmetNeed
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.world import NOW, TODAY, World, option

ADVOCATE = option("advocate")
CAMHS = option("camhs", OptionKind.CAMHS)

# What somebody types into one of these, by a name for each.
WORDS_ONWARD = (
    "life-words",
    "life-source",
    "life-what",
    "life-owner",
    "option-called",
    "need",
    "about",
    "happened",
    "owner",
    "looked",
    "link-note",
    "linked-by",
    "link-ended-by",
    "refused-by",
    "unmet-need",
    "unmet-words",
    "met-by",
    "proposed",
    "proposal-words",
    "decided-by",
    "track-owner",
    "track-view",
)

_INSTANTS = st.datetimes(timezones=st.just(UTC))
KINDS = {
    BegunReferral: st.builds(BegunReferral, begun_at=_INSTANTS),
    ReferralEvent: st.builds(ReferralEvent, at=_INSTANTS),
    FamilyLink: st.builds(FamilyLink, made_at=_INSTANTS, ended_at=st.none() | _INSTANTS),
    UnmetNeed: st.builds(UnmetNeed, noted_at=_INSTANTS),
    TracksPlan: st.builds(TracksPlan, at=_INSTANTS),
}


def list_options(world: World) -> None:
    """Put the two options into the directory."""
    with world.acting(world.operator) as work:
        for one in (ADVOCATE, CAMHS):
            work.options.add(world.operator, one)


def begun(patient_id: str, **changed: Any) -> BegunReferral:
    """A referral with something in every field."""
    values: dict[str, Any] = {
        "id": "",
        "patient_id": patient_id,
        "option_id": CAMHS.id,
        "option_name": "CAMHS, as it was called",
        "option_kind": CAMHS.kind,
        "need": "cannot sleep alone",
        "begun_at": NOW,
        "begun_on": TODAY,
        "begun_by": "Dr Amin Rahman",
        "about": "Sam",
        "about_patient_id": "somebody",
        "urgent": True,
        "continues": "an-earlier-one",
        "first_sent_on": date(2026, 3, 3),
    }
    return BegunReferral(**{**values, **changed})


def moved(to: ReferralState | None, days: int = 0, **changed: Any) -> ReferralEvent:
    """A step, so many days from today, with what the step wants."""
    reason = ReturnReason.STILL_GOING_ON if to is ReferralState.RETURNED else None
    values: dict[str, Any] = {
        "id": "",
        "at": NOW + timedelta(days=days),
        "by": "Dr Amin Rahman",
        "on": TODAY + timedelta(days=days),
        "to": to,
        "reason": reason,
    }
    return ReferralEvent(**{**values, **changed})


FULL = moved(
    ReferralState.RETURNED,
    how=Channel.LETTER,
    words="not while it goes on",
    consent=Consent(given=True, by_whom="her mother", asked_on=TODAY, shares="the plan"),
    advice="try the hub",
    plan=ReturnPlan("the family hub", "Dr Bola Ade", "at the school gate", "g1"),
    check=WaitingCheck(Impact.MUCH, self_harm=True, threat=False, beyond=True, words="worse"),
    next_referral_id="the-next",
    appointment_on=date(2027, 1, 4),
)


def link(patient_id: str, other_id: str, kind: LinkKind, **changed: Any) -> FamilyLink:
    """A link with something in every field that may be filled when it is made."""
    values: dict[str, Any] = {
        "id": "",
        "patient_id": patient_id,
        "other_id": other_id,
        "kind": kind,
        "made_at": NOW,
        "by": "Dr Amin Rahman",
        "proposed_from": "RelatedPerson/r1",
        "note": "she told me",
    }
    return FamilyLink(**{**values, **changed})


def unmet(patient_id: str, at: datetime = NOW, **changed: Any) -> UnmetNeed:
    """A need with something in every field but for what met it."""
    values: dict[str, Any] = {
        "id": "",
        "patient_id": patient_id,
        "gap": "g1",
        "need": "somebody to talk to while it goes on",
        "noted_at": at,
        "noted_by": "Dr Amin Rahman",
        "words": "they never take them",
        "about": "Sam",
        "option_id": CAMHS.id,
        "option_name": "CAMHS",
        "expected_refusal": True,
        "referral_id": "r",
    }
    return UnmetNeed(**{**values, **changed})


def tracks(patient_id: str, owner: str = "Dr Amin Rahman", view: str = "not now") -> TracksPlan:
    """A plan in which every field says something."""
    two = Disagreement(View("CAMHS", view), View("Jo Hart", "now, beside the rest"))
    waits = Track(
        kind=TrackKind.TRAUMA_WORK,
        state=TrackState.WAITS,
        owner=owner,
        again_on=TODAY + timedelta(days=28),
        waits_for=TrackKind.SAFETY,
        waits_words="until she has left",
        words="asked twice",
        disagreement=two,
    )
    return TracksPlan("", patient_id, NOW, "Dr Amin Rahman", (waits,), ("mind",))


def begin(world: World, made: BegunReferral | None = None, by: Actor | None = None) -> str:
    """Begin a referral; its id."""
    actor = by or world.doctor
    with world.acting(actor) as work:
        return work.referrals.begin(actor, made or begun(world.patient_id)).id


def write(
    world: World,
    referral_id: str,
    event: ReferralEvent,
    expected: int,
    *,
    due: date | None = None,
    by: Actor | None = None,
) -> ReferralEvent:
    """Write down what happened to a referral of the world's patient."""
    actor = by or world.doctor
    with world.acting(actor) as work:
        return work.referrals.add_event(
            actor, world.patient_id, referral_id, event, expected=expected, next_due_on=due
        )


def send_on(world: World, words: Mapping[str, str]) -> None:
    """A referral that came back, links, an unmet need and a proposal, each with words."""
    doctor, patient_id = world.doctor, world.patient_id
    other = another_patient(world, None)
    made = begun(
        patient_id,
        option_id="",
        option_name=words["option-called"],
        need=words["need"],
        about=words["about"],
    )
    back = replace(
        FULL,
        words=words["happened"],
        plan=ReturnPlan("elsewhere", words["owner"]),
        check=WaitingCheck(words=words["looked"]),
    )
    with world.acting(doctor) as work:
        referral = work.referrals.begin(doctor, made)
        work.referrals.add_event(
            doctor, patient_id, referral.id, back, expected=0, next_due_on=TODAY
        )
        kept = link(
            patient_id, other, LinkKind.FEARED, note=words["link-note"], by=words["linked-by"]
        )
        kept = work.links.add(doctor, kept)
        work.links.end(doctor, kept.id, 1, LinkEnd.OTHER, by=words["link-ended-by"], at=NOW)
        work.links.refuse(
            doctor, patient_id, "RelatedPerson/r2", other, by=words["refused-by"], at=NOW
        )
        need = unmet(patient_id, need=words["unmet-need"], words=words["unmet-words"])
        need = work.unmet.add(doctor, need)
        work.unmet.mark_met(doctor, need.id, 1, on=TODAY, by=words["met-by"])
        work.tracks.add(
            doctor, tracks(patient_id, words["track-owner"], words["track-view"]), expected=0
        )
        happened = LifeEvent("", patient_id, LifeEventKind.MOVED_AREA, NOW, "Dr Amin Rahman")
        happened = replace(happened, words=words["life-words"], source=words["life-source"])
        event = work.life_events.add(doctor, happened, "a mark")
        assert event is not None
        step = LifeStep("", event.id, patient_id, NOW, Outcome.HANDED_OVER)
        step = replace(step, what=words["life-what"], owner=words["life-owner"])
        work.life_events.add_steps(doctor, event.id, (step,), expected=0)
        proposal = OptionProposal(
            "", "", {"name": words["proposed"]}, words["proposal-words"], NOW, "Dr Amin Rahman"
        )
        proposal = work.proposals.add(doctor, proposal)
        work.proposals.decide(doctor, proposal.id, 1, approved=True, by=words["decided-by"], at=NOW)
