"""The addresses that a page of a consultation leads to."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.web.consultation.ordinary import address


@dataclass(frozen=True, slots=True)
class Hrefs:
    """The addresses that belong to one patient's consultation."""

    conversation: str
    save: str
    draft: str
    not_now: str
    ticks: str
    dates: str
    note: str
    record: str
    after: str
    sharing: str
    contact: str
    finish: str
    correct: str
    who: str
    bundle: str
    timeline: str
    handover: str
    local_help: str
    referrals: str
    new_referral: str


def hrefs(patient_id: str) -> Hrefs:
    """The addresses of one patient's consultation: opaque ids and neutral words."""
    return Hrefs(
        conversation=address(patient_id),
        save=address(patient_id, "save"),
        draft=address(patient_id, "draft"),
        not_now=address(patient_id, "not-now"),
        ticks=address(patient_id, "ticks"),
        dates=address(patient_id, "dates"),
        note=address(patient_id, "note"),
        record=address(patient_id, "record"),
        after=address(patient_id, "after"),
        sharing=address(patient_id, "sharing"),
        contact=f"/patients/{patient_id}/contact",
        finish=address(patient_id, "record"),
        correct=address(patient_id, "correct"),
        who=address(patient_id, "who"),
        bundle=address(patient_id, "bundle"),
        timeline=f"/patients/{patient_id}/timeline",
        handover=f"/patients/{patient_id}/handover",
        local_help=f"/patients/{patient_id}/local-help",
        referrals=f"/patients/{patient_id}/referrals",
        new_referral=f"/patients/{patient_id}/referrals/new",
    )
