"""The page on which a referral begins: what can be chosen, and whether it is ready to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from gpsupport.actions.referral import Followed
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.matching import fit, rank
from gpsupport.domain.referral.readiness import Readiness, readiness
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, gate_state
from gpsupport.web.directory.correcting import KINDS
from gpsupport.web.directory.rows import dialled, is_helpline
from gpsupport.web.referrals.new_form import NewForm, people_of, person_in, place_of

# What was typed is kept under this name, and found again by it in the address.
KEPT = "kept"
# The rest of a long directory is chosen on the page of local help.
_OFFERED = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """One option to choose; `suits` says whether nothing keeps it from taking this person."""

    id: str
    name: str
    suits: bool


@dataclass(frozen=True, slots=True)
class ReadyRow:
    """Whether a referral to the chosen option is ready to go, in a word what to do first."""

    name: str
    tag: str
    ready: bool
    readiness: Readiness
    evidence: str
    phone: str
    phone_href: str
    checked: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """The whole page. `continued` names the referral that this one follows, `first_day` since when
    its wait counts. `people` are those who can be chosen, told back with the form; `for_whom` is
    set where nobody else can be. `with_service`: the earlier one may go on meanwhile. `came_back`:
    nobody has said what is done about its return, for which `hint` suggests a gap. `kept_as` is
    the name under which it is kept, `before` says that it was typed before, and `left` leads to
    something else that was typed and is not saved.
    """

    gate: GateState
    conversation: str
    href: str
    back: str
    local_help: str
    likely: tuple[Offer, ...]
    less_likely: tuple[Offer, ...]
    kinds: tuple[tuple[str, str], ...]
    people: str
    ready: ReadyRow | None
    continued: str
    first_day: str
    for_whom: str
    with_service: bool
    came_back: bool
    hint: str
    kept_as: str
    before: bool
    left: str


def new_page(
    followed: Followed, form: NewForm, rules: ReferralRules, today: date, kept_as: str
) -> NewPage:
    """What may be chosen for the person who is chosen, best first."""
    patient_id = followed.patient.id
    need = followed.people[person_in(form)].need
    chosen = next((one for one in followed.options if one.id == form.option.data), None)
    offers = _offers(followed, form, today, chosen)
    older = followed.find(form.continues.data or "")
    others = [name for name in followed.typed if name != kept_as]
    return NewPage(
        gate=gate_state(followed.consultation),
        conversation=f"/patients/{patient_id}/consultation",
        href=f"/patients/{patient_id}/referrals/new",
        back=f"/patients/{patient_id}/referrals",
        local_help=f"/patients/{patient_id}/local-help"
        + (f"?{urlencode({'continues': older.begun.id})}" if older else ""),
        likely=tuple(one for one in offers if one.suits),
        less_likely=tuple(one for one in offers if not one.suits),
        kinds=tuple((one.value, KINDS[one]) for one in OptionKind if one is not _LINE),
        people=people_of(form),
        ready=_ready(chosen, readiness(fit(chosen, need, today, followed.around), rules))
        if chosen
        else None,
        continued=older.begun.option_name if older else "",
        first_day=words.day(older.clock_start) if older and older.clock_start else "",
        for_whom=_for_whom(older, followed, form),
        with_service=older is not None and older.state.with_service,
        came_back=older is not None and older.returned_without_plan,
        hint=hint_of(older, rules) if older else "",
        kept_as=kept_as,
        before=kept_as in followed.typed,
        left=new_href(patient_id, others[-1]) if others else "",
    )


def new_href(patient_id: str, kept_as: str) -> str:
    """Where something that was typed and not saved can be gone on with."""
    return f"/patients/{patient_id}/referrals/new?{urlencode({KEPT: kept_as})}"


_LINE = OptionKind.HELPLINE


def hint_of(referral: Referral, rules: ReferralRules) -> str:
    """The gap that the reason of the newest return suggests."""
    gap = rules.reason(referral.reason.value).gap if referral.reason else ""
    said = {one.id: one.words for one in rules.gap_groups}
    return f"The reason suggests: {said[gap]}" if gap in said else ""


def _for_whom(older: Referral | None, followed: Followed, form: NewForm) -> str:
    """Whom it is for where it follows another of the same; empty where somebody may be chosen."""
    place = place_of(older, followed) if older else None
    if place is None or form.about.data != str(place):
        return ""
    return dict(form.about.options).get(str(place), "")


def _offers(
    followed: Followed, form: NewForm, today: date, chosen: ReferralOption | None
) -> tuple[Offer, ...]:
    """The best of the directory, and the one that is chosen wherever it stands."""
    need = followed.people[person_in(form)].need
    listed = [one for one in followed.options if not is_helpline(one)]
    ranked = rank(listed, need, today, followed.around)
    shown = [one for one in ranked if one.option is chosen] if chosen else []
    shown += [one for one in ranked if one.option is not chosen][:_OFFERED]
    return tuple(Offer(one.option.id, one.option.name, not one.obstacles) for one in shown)


def _tag(found: Readiness) -> str:
    """What to do first. What nobody told us keeps nothing from going."""
    if found.phone_first:
        return "Phone first"
    return "You can send it" if found.may_go else "Something speaks against it"


def _ready(option: ReferralOption, found: Readiness) -> ReadyRow:
    return ReadyRow(
        name=option.name,
        tag=_tag(found),
        ready=found.ready,
        readiness=found,
        evidence=option.evidence,
        phone=option.phone,
        phone_href=dialled(option.phone),
        checked=f"Last checked {words.day(option.assured_on)}" if option.assured_on else "",
    )
