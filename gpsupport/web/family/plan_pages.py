"""The plan of a family, as shown: what is open, whose it is, and three tracks side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.days import london_day
from gpsupport.actions.family import FamilyPlan
from gpsupport.actions.reminders import AHEAD
from gpsupport.domain.family.open_actions import OpenAction
from gpsupport.domain.family.tracks import Track, TracksPlan, TrackState, each_waits
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.tracks import TrackContent, TrackRules
from gpsupport.domain.referral.following import Referral
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.consultation.who_helps import people_named
from gpsupport.web.disclosure.boxes import Boxes, Option
from gpsupport.web.family.after_telling import WantedRow, wanted_after
from gpsupport.web.family.plan_forms import SOMETHING_ELSE, STATES, differences
from gpsupport.web.meanwhile import VERSION, Meanwhile, saved_meanwhile
from gpsupport.web.recording.pages import reminder_words


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One thing that is open. `give` names the reminder that somebody can be given, or is empty.

    `box` is the place on the page where it is changed, empty for what stands elsewhere.
    """

    words: str
    more: str
    owner: str
    due: str
    overdue: bool
    urgent: bool
    give: str
    version: int
    box: str


@dataclass(frozen=True, slots=True)
class PersonReferrals:
    """The open referrals of one person, a line each."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrackCard:
    """One track: what the content says of it, and the choices of its boxes."""

    id: str
    name: str
    holds: str
    start_now: tuple[str, ...]
    again: tuple[str, ...]
    others: tuple[Option, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """What another version said, a line for each track of which it said anything."""

    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The whole page. `stuck` says where each waits for the other, `do` what then.

    `later` is what somebody has and is not due for long; `local_help` where the options are.
    `wanted` is what the page after the telling, at `after`, still wants.
    """

    gate: GateState
    conversation: str
    family: str
    href: str
    stuck: tuple[str, ...]
    do: str
    parallel: tuple[str, ...]
    actions: tuple[ActionRow, ...]
    later: tuple[ActionRow, ...]
    unowned: int
    wanted: tuple[WantedRow, ...]
    after: str
    local_help: str
    referrals: str
    people: tuple[PersonReferrals, ...]
    unmet: tuple[str, ...]
    form: Boxes
    seen: str
    tracks: tuple[TrackCard, ...]
    states: tuple[Option, ...]
    barriers: tuple[Option, ...]
    owners: tuple[str, ...]
    again_soft: str
    saved: str
    earlier: tuple[EarlierVersion, ...]
    meanwhile: Meanwhile | None
    state: str


def plan_page(  # noqa: PLR0917 - what was read, what is typed, and by which content on which day
    found: FamilyPlan,
    form: Boxes,
    knowledge: Knowledge,
    rules: TrackRules,
    today: date,
    state: str = "",
) -> PlanPage:
    """The plan on a day, with what stands in its boxes."""
    patient_id = found.patient.id
    plan = found.plan
    seen = form.value(VERSION) or str(len(found.versions))
    stuck = tuple(_stuck(found, rules))
    later = [one for one in found.actions if _is_far(one, today)]
    near = [one for one in found.actions if not _is_far(one, today)]
    return PlanPage(
        gate=gate_state(found.consultation),
        conversation=address(patient_id),
        family=f"/patients/{patient_id}/family",
        href=f"/patients/{patient_id}/family/plan",
        stuck=stuck,
        do=rules.each_waits.words if stuck else "",
        parallel=tuple(one.say for one in rules.barriers if plan and one.id in plan.barriers),
        actions=tuple(_action(one, knowledge, rules, today) for one in near),
        later=tuple(_action(one, knowledge, rules, today) for one in later),
        unowned=sum(not one.owner for one in near),
        wanted=wanted_after(found, knowledge, today),
        after=f"{address(patient_id, 'after')}?of={found.after.consultation_id}"
        if found.after
        else "",
        local_help=f"/patients/{patient_id}/local-help",
        referrals=f"/patients/{patient_id}/referrals",
        people=_people(found, knowledge),
        unmet=tuple(f"{words.untitled(one.about) or 'Patient'}: {one.need}" for one in found.unmet),
        form=form,
        seen=seen,
        tracks=tuple(_card(one, found, form, rules) for one in rules.tracks),
        states=tuple(Option(one.value, said) for one, said in STATES.items()),
        barriers=tuple(Option(one.id, one.words) for one in rules.barriers),
        owners=found.staff,
        again_soft=f"such as {rules.look_again_days // 7} weeks",
        saved=_saved(plan, today),
        earlier=tuple(_earlier(one, rules) for one in reversed(found.versions[:-1])),
        meanwhile=_meanwhile(found, form, rules, seen),
        state=state,
    )


def _stuck(found: FamilyPlan, rules: TrackRules) -> Iterator[str]:
    """Who waits for whom: along the ring of tracks, and what services said of each other."""
    if found.plan is not None:
        for ring in each_waits(found.plan):
            steps = [
                f"{rules.track(one).name} waits for {_lower(_waited(found.plan.track(one), rules))}"
                for one in ring
            ]
            yield f"{'; '.join(steps)}."
    for group in found.wanting:
        names = dict.fromkeys(one.begun.option_name for one in group)
        whom = words.untitled(group[0].begun.about) or "the patient"
        yield f"{' and '.join(names)} each want another service first, for {whom}."


def _waited(track: Track, rules: TrackRules) -> str:
    return rules.track(track.waits_for).name if track.waits_for else track.waits_words


def _action(one: OpenAction, knowledge: Knowledge, rules: TrackRules, today: date) -> ActionRow:
    reminder, track = one.reminder, one.track
    said, more = "", ""
    if reminder is not None:
        said, more = reminder_words(reminder, knowledge), reminder.detail
    elif track is not None:
        said, more = f"{rules.track(track.kind).name}: {_stands(track, rules)}", track.words
    return ActionRow(
        words=said,
        more=more if more and more not in knowledge.wordings else "",
        owner=one.owner,
        due=_due(one.due_on, today),
        overdue=one.due_on is not None and one.due_on < today,
        urgent=one.urgent,
        give=reminder.id if reminder is not None and not one.owner else "",
        version=reminder.version if reminder is not None else 0,
        box=f"#{track.kind.value}-state" if track is not None else "",
    )


def _is_far(one: OpenAction, today: date) -> bool:
    """Whether somebody has it, and it is not due in the time that the list of the lead shows."""
    return bool(one.owner) and one.due_on is not None and one.due_on > today + AHEAD


def _due(on: date | None, today: date) -> str:
    if on is None:
        return "No day yet"
    return "Today" if on == today else words.day(on)


def _stands(track: Track, rules: TrackRules) -> str:
    if track.state is None:
        return "nobody has said where it stands"
    if track.state is TrackState.WAITS:
        parts = [rules.track(track.waits_for).name] if track.waits_for else []
        parts += [track.waits_words] if track.waits_words else []
        return f"waits for {_lower(', '.join(parts))}"
    return _lower(STATES[track.state])


def _people(found: FamilyPlan, knowledge: Knowledge) -> tuple[PersonReferrals, ...]:
    """The open referrals, person by person: of parent and child side by side."""
    stages = {one.id: one.words for one in knowledge.referral.stages} if knowledge.referral else {}
    groups: dict[str, list[Referral]] = {}
    for one in sorted(found.referrals, key=lambda one: bool(one.begun.about)):
        groups.setdefault(one.begun.about, []).append(one)
    return tuple(
        PersonReferrals(
            words.untitled(about) or "Patient",
            tuple(
                f"{one.begun.option_name}: {_lower(stages.get(one.state.value, one.state.value))},"
                f" since {words.day(one.since)}"
                for one in group
            ),
        )
        for about, group in groups.items()
    )


def _card(one: TrackContent, found: FamilyPlan, form: Boxes, rules: TrackRules) -> TrackCard:
    people = people_named(None, found.lead_name, child=False)
    others = (Option(each.kind.value, each.name) for each in rules.tracks if each is not one)
    views = tuple(f"{one.kind.value}.{box}" for box in ("who", "says"))
    return TrackCard(
        id=one.kind.value,
        name=one.name,
        holds=one.holds,
        start_now=tuple(people.put_into(each.words) for each in one.start_now),
        again=tuple(people.put_into(each.words) for each in one.again),
        others=(*others, Option(SOMETHING_ELSE, "Something else")),
        differs=form.any_typed(*views) or form.any_fault(*views),
    )


def _saved(plan: TracksPlan | None, today: date) -> str:
    if plan is None:
        return ""
    on = london_day(plan.at)
    when = f"today at {words.clock_time(plan.at)}" if on == today else words.day(on)
    return f"Saved {when} by {plan.by}."


def _earlier(plan: TracksPlan, rules: TrackRules) -> EarlierVersion:
    lines = []
    for kind in (one.kind for one in rules.tracks):
        track = plan.track(kind)
        if track.state is None and track.disagreement is None:
            continue
        parts = [f"{rules.track(kind).name}: {_stands(track, rules)}", track.owner, track.words]
        if track.again_on:
            parts.append(f"look again on {words.day(track.again_on)}")
        if two := track.disagreement:
            parts += [f"{view.who} said: {view.what}" for view in (two.one, two.other)]
        lines.append(". ".join(part for part in parts if part))
    barriers = {one.id: one.words for one in rules.barriers}
    lines += [barriers.get(one, one) for one in plan.barriers]
    return EarlierVersion(f"{words.day(london_day(plan.at))}, {plan.by}", tuple(lines))


def _meanwhile(found: FamilyPlan, form: Boxes, rules: TrackRules, seen: str) -> Meanwhile | None:
    if found.plan is None or seen == str(len(found.versions)):
        return None
    plan = found.plan
    return saved_meanwhile(plan.at, plan.by, differences(plan, form.typed, rules))


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]
