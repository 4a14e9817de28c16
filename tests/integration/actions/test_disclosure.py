"""What follows when a patient told: noted, kept while it is typed, corrected, and reminded of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from gpsupport.actions.consultation import close_gates
from gpsupport.actions.disclosure import (
    keep_contact,
    keep_disclosure_form,
    log_checked,
    open_contact,
    open_disclosure,
    open_sharing,
    read_contact,
    save_disclosure,
)
from gpsupport.actions.disclosure.wanting import Wanting
from gpsupport.actions.enquiry.timeline import read_timeline
from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.actions.forms import SavedSince, give_up, keep_form
from gpsupport.actions.kept_together import stamp_of
from gpsupport.domain.access import Denied
from gpsupport.domain.consultation import FormName
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import (
    Answer,
    ChildPlan,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.people import Actor
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.knowledge.load import load_knowledge
from tests.integration.actions.steps import SAID_NO, TOLD, opened, pass_gate, record
from tests.integration.actions.world import CANARY, HOUR, NOW, TODAY, World, another_practice
from tests.integration.persistence.test_at_once import at_once

PACK = load_knowledge()
TYPED = {"matters": [f"{CANARY} sleep"], "safety.neck": ["yes"]}
ELLA = ChildPlan("Ella", 13, plan="see-alone", owner="Dr Shah", by=TODAY + timedelta(days=7))
CONTACT = SafeContact(
    SafeWay.WORK_PHONE, "ask for Zoë", code_words="Wrong number", valid_until=date(2026, 12, 21)
)
NOTED = Disclosure(
    id="",
    patient_id="",
    consultation_id="",
    enquiry_id="",
    at=datetime(2000, 1, 1, tzinfo=UTC),
    by="",
    matters_most=f"{CANARY} to sleep",
    safety=(SafetyAnswer("neck", Answer.YES, on=TODAY, symptoms=True),),
    children_asked=True,
    children=(ELLA,),
    risk=RiskFacts(judgement=True, judgement_reasons="He has a gun"),
    contact=CONTACT,
    routes=("high-risk",),
)
SHARED = SharingEntry(
    id="",
    patient_id="",
    consultation_id="",
    at=NOW,
    by="",
    step="high-risk",
    shared=True,
    with_whom="The multi-agency meeting (MARAC)",
    what="The answers",
    why="He has a gun",
    ground="To prevent death or serious harm",
    consent_asked=True,
    consent_given=True,
    told="She was",
    proportion="Only this",
)


def told(world: World, now: Any = NOW) -> None:
    """A consultation in which the patient told."""
    opened(world, world.doctor, now)
    pass_gate(world, world.doctor, now=now)
    record(world, world.doctor, TOLD, now)


def open_it(world: World, actor: Actor | None = None, now: Any = NOW) -> Any:
    return open_disclosure(world.database, actor or world.doctor, world.patient_id, PACK, now)


def save(world: World, made: Disclosure = NOTED, now: Any = NOW, **more: Any) -> Disclosure:
    """Save from a window that shows what is saved already, unless told otherwise."""
    if "supersedes" not in more:
        with world.acting(world.doctor) as work:
            kept = work.disclosures.find_latest(world.doctor, world.patient_id)
        more["supersedes"] = kept.id if kept else None
    return save_disclosure(world.database, world.doctor, world.patient_id, made, PACK, now, **more)


def keep(world: World, fields: Any, now: Any = NOW) -> Any:
    """What a window sends while somebody types."""
    return keep_disclosure_form(world.database, world.doctor, world.patient_id, fields, PACK, now)


def every_reminder(world: World) -> list[Reminder]:
    with world.acting(world.doctor) as work:
        return list(work.reminders.read_open(world.doctor, world.patient_id))


def reminders(world: World) -> list[Reminder]:
    """Those of children's plans and of the safe way; actions of the day have tests of their own."""
    return [one for one in every_reminder(world) if one.kind is not ReminderKind.ACTION]


def to_confirm(world: World) -> list[Reminder]:
    """Every reminder to confirm a safe way, also those that are over."""
    with world.acting(world.doctor) as work:
        found = work.reminders.read_all(world.doctor, world.patient_id)
    return [one for one in found if one.kind is ReminderKind.CONFIRM_SAFE_CONTACT]


def contact_id(world: World) -> str | None:
    """The safe way that counts."""
    with world.acting(world.doctor) as work:
        found = work.safe_contacts.read_all(world.doctor, world.patient_id)
    return found[-1].id if found else None


def confirm(
    world: World, contact: SafeContact, now: Any = NOW, actor: Actor | None = None, **more: Any
) -> SafeContact:
    """Keep a safe way from a window that shows the one that counts, unless told otherwise."""
    more.setdefault("supersedes", contact_id(world))
    by = actor or world.doctor
    return keep_contact(world.database, by, world.patient_id, contact, PACK, now, **more)


def shut(world: World, now: Any = NOW) -> None:
    close_gates(world.database, world.doctor, now)


def test_it_opens_behind_a_telling_alone(world: World) -> None:
    with pytest.raises(GateClosed):
        open_it(world)
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    with pytest.raises(NotFound):
        open_it(world)
    record(world, world.doctor, SAID_NO)
    with pytest.raises(NotFound):
        open_it(world)
    record(world, world.doctor, TOLD)
    page = open_it(world)
    assert page.saved is None
    assert page.typed is None
    assert page.contact is None
    assert page.enquiry.words == "He shouts."
    assert page.age == 36
    assert page.area.id == "england"
    assert page.again_on is not None
    assert [one.planned for one in page.children] == [False] * len(page.children)
    with pytest.raises(GateClosed):
        open_it(world, world.colleague)


def test_nobody_else_opens_it(world: World) -> None:
    told(world)
    with pytest.raises(NotFound):
        open_it(world, another_practice(world))
    with pytest.raises(Denied):
        open_it(world, world.receptionist)


def test_what_is_saved_says_whose_it_is_when_and_by_whom(world: World) -> None:
    told(world)
    saved = save(world)
    page = open_it(world)
    assert page.saved == saved
    assert (saved.patient_id, saved.by, saved.at) == (world.patient_id, "Dr Amin Rahman", NOW)
    assert saved.consultation_id == page.consultation.id
    assert saved.enquiry_id == page.enquiry.id
    assert saved.matters_most == f"{CANARY} to sleep"
    assert saved.contact is not None
    assert saved.contact.confirmed_on == TODAY
    assert page.contact == saved.contact


def test_a_button_pressed_twice_saves_once(world: World) -> None:
    told(world)
    assert save(world) == save(world, now=NOW + HOUR / 2)
    with world.acting(world.doctor) as work:
        assert len(work.disclosures.read_all(world.doctor, world.patient_id)) == 1
    assert len(reminders(world)) == 2


def test_a_correction_takes_the_place_of_what_was_saved(world: World) -> None:
    told(world)
    first = save(world)
    second = save(world, replace(NOTED, matters_most="Something else"), NOW + HOUR / 2)
    assert second.id != first.id
    assert second.at == NOW + HOUR / 2
    with world.acting(world.doctor) as work:
        assert work.disclosures.read_all(world.doctor, world.patient_id) == (second,)
    # What was not touched is not reminded of twice.
    assert len(reminders(world)) == 2


def test_each_plan_and_the_safe_way_are_reminded_of(world: World) -> None:
    told(world)
    save(world)
    found = {one.kind: one for one in reminders(world)}
    plan, contact = found[ReminderKind.CHILD_PLAN], found[ReminderKind.CONFIRM_SAFE_CONTACT]
    assert (plan.about, plan.owner, plan.due_on) == ("Ella", "Dr Shah", ELLA.by)
    assert plan.detail == "See alone for part of a visit"
    assert contact.due_on == date(2026, 12, 14)
    assert (contact.about, contact.detail, contact.owner) == ("", "", "Dr Amin Rahman")


def test_a_corrected_plan_is_reminded_of_in_place_of_the_first(world: World) -> None:
    told(world)
    save(world)
    other = replace(ELLA, plan="lead-today", owner="The lead", by=TODAY)
    save(world, replace(NOTED, children=(other,)))
    plans = [one for one in reminders(world) if one.kind is ReminderKind.CHILD_PLAN]
    assert [(one.owner, one.due_on) for one in plans] == [("The lead", TODAY)]
    assert plans[0].detail == "The safeguarding lead takes over today"
    none = ChildPlan("Ella", 13, why_none="Is with an aunt")
    save(world, replace(NOTED, children=(none,)))
    assert not [one for one in reminders(world) if one.kind is ReminderKind.CHILD_PLAN]
    # And back again: the plan is open once more.
    save(world)
    assert [one.about for one in reminders(world) if one.kind is ReminderKind.CHILD_PLAN] == [
        "Ella"
    ]


def test_what_was_done_stays_done_when_something_else_is_corrected(world: World) -> None:
    told(world)
    save(world)
    (plan,) = (one for one in reminders(world) if one.kind is ReminderKind.CHILD_PLAN)
    with world.acting(world.doctor) as work:
        work.reminders.mark_done(world.doctor, plan.id, plan.version, NOW)
    save(world, replace(NOTED, matters_most="Something else"))
    assert not [one for one in reminders(world) if one.kind is ReminderKind.CHILD_PLAN]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"children": (ChildPlan("Noah", 7),)}, ("children.plan", 0)),
        ({"children": (), "children_asked": False}, ("children_asked", None)),
        ({"risk": RiskFacts(judgement=True)}, ("judgement_reasons", None)),
        ({"contact": replace(CONTACT, valid_until=None)}, ("contact.valid_until", None)),
    ],
)
def test_what_is_wanting_is_not_saved_and_not_lost(
    world: World, change: dict[str, Any], place: tuple[str, int | None]
) -> None:
    told(world)
    with pytest.raises(Wanting) as raised:
        save(world, replace(NOTED, **change), typed=TYPED)
    # Each with its words: a page that holds it back can say why.
    assert [(one.part, one.index, bool(one.words)) for one in raised.value.faults] == [
        (*place, True)
    ]
    page = open_it(world)
    assert page.saved is None
    assert page.typed == TYPED
    assert every_reminder(world) == []


def test_saving_forgets_what_was_typed(world: World) -> None:
    told(world)
    assert keep(world, TYPED).typed == TYPED
    assert open_it(world).typed == TYPED
    save(world, typed=TYPED)
    assert open_it(world).typed is None


def test_a_shut_gate_keeps_what_was_typed(world: World) -> None:
    told(world)
    shut(world)
    with pytest.raises(GateClosed):
        keep(world, TYPED)
    other = TYPED | {"matters": ["rest"]}
    with pytest.raises(GateClosed):
        save(world, typed=other)
    with pytest.raises(GateClosed):
        open_it(world)
    pass_gate(world, world.doctor)
    page = open_it(world)
    assert page.saved is None
    assert page.typed == other


def test_what_was_typed_survives_an_answer_that_was_taken_back(world: World) -> None:
    told(world)
    record(world, world.doctor, SAID_NO)
    with pytest.raises(NotFound):
        save(world, typed=TYPED)
    record(world, world.doctor, TOLD)
    assert open_it(world).typed == TYPED


def test_what_was_typed_is_kept_for_a_day(world: World) -> None:
    told(world)
    keep(world, TYPED)
    later = NOW + 13 * HOUR
    pass_gate(world, world.doctor, now=later)
    assert open_it(world, now=later).typed == TYPED
    too_late = NOW + 25 * HOUR
    told(world, too_late)
    assert open_it(world, now=too_late).typed is None


def test_the_safe_way_is_read_and_renewed_behind_the_gate(world: World) -> None:
    with pytest.raises(GateClosed):
        read_contact(world.database, world.doctor, world.patient_id, NOW)
    told(world)
    assert read_contact(world.database, world.doctor, world.patient_id, NOW) is None
    save(world)
    later = NOW + timedelta(days=10)
    opened(world, world.colleague, later)
    with pytest.raises(GateClosed):
        keep_contact(world.database, world.colleague, world.patient_id, CONTACT, PACK, later)
    pass_gate(world, world.colleague, now=later)
    first = read_contact(world.database, world.colleague, world.patient_id, later)
    assert first is not None
    assert first.holds(date(2026, 12, 3))
    renewed = replace(CONTACT, valid_until=date(2027, 1, 20))
    kept = confirm(world, renewed, later, world.colleague)
    assert kept.confirmed_on == date(2026, 12, 3)
    assert read_contact(world.database, world.colleague, world.patient_id, later) == kept
    due = [one.due_on for one in reminders(world) if one.kind is not ReminderKind.CHILD_PLAN]
    assert due == [date(2027, 1, 13)]
    too_long = replace(CONTACT, valid_until=date(2028, 1, 1))
    with pytest.raises(Wanting):
        confirm(world, too_long, later, world.colleague)


def test_no_way_is_safe_ends_the_reminder(world: World) -> None:
    told(world)
    save(world)
    none = SafeContact(SafeWay.NONE, never="Anything")
    confirm(world, none)
    assert [one.kind for one in reminders(world)] == [ReminderKind.CHILD_PLAN]
    # Its reason is gone: nobody confirmed anything.
    assert [one.taken_back for one in to_confirm(world)] == [True]
    found = read_contact(world.database, world.doctor, world.patient_id, NOW)
    assert found is not None
    assert not found.holds(TODAY)


def test_an_older_window_replaces_nothing_and_ends_no_reminder(world: World) -> None:
    told(world)
    first = save(world)
    other = replace(ELLA, plan="lead-today", owner="The lead", by=TODAY)
    newer = save(world, replace(NOTED, children=(other,)), NOW + HOUR / 4)
    open_then = every_reminder(world)
    none = ChildPlan("Ella", 13, why_none="Is with an aunt")
    late = TYPED | {"version": [first.id]}
    for shown in (first.id, None, "no-such-version"):
        with pytest.raises(SavedSince):
            save(
                world,
                replace(NOTED, children=(none,)),
                NOW + HOUR / 2,
                supersedes=shown,
                typed=late,
            )
    page = open_it(world)
    # Both are there: what was saved since, and what was typed here, with the version it began from.
    assert (page.saved, page.typed) == (newer, late)
    assert every_reminder(world) == open_then
    # Whoever has seen both may go on with either.
    save(world, replace(NOTED, children=(none,)), NOW + HOUR / 2, supersedes=newer.id)
    assert not [one for one in reminders(world) if one.kind is ReminderKind.CHILD_PLAN]


def test_the_timeline_has_what_was_corrected(world: World) -> None:
    told(world)
    first = save(world)
    save(world, replace(NOTED, matters_most="Something else"), NOW + HOUR / 2)
    seen = read_timeline(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    (replaced,) = seen.replaced_disclosures
    assert (replaced.disclosure, replaced.replaced_by) == (first, "Dr Amin Rahman")
    assert replaced.replaced_at == NOW + HOUR / 2


def test_an_older_window_that_says_the_same_is_no_second_version(world: World) -> None:
    told(world)
    saved = save(world)
    assert save(world, now=NOW + HOUR / 4, supersedes=None, typed=TYPED) == saved
    assert open_it(world).typed is None


def test_windows_that_save_at_once_lose_nothing(world: World) -> None:
    """On a server both may pass the first look; the one that comes late keeps what was typed."""
    told(world)

    def window(words: str) -> str:
        made, typed = replace(NOTED, matters_most=words), {"matters": [words]}
        try:
            save(world, made, supersedes=None, typed=typed)
        except SavedSince:
            return words
        return ""

    late = [one for one in at_once([partial(window, f"window {n}") for n in range(4)]) if one]
    page = open_it(world)
    assert len(late) == 3
    assert page.saved.matters_most not in late
    assert page.typed["matters"][0] in late
    assert len(reminders(world)) == 2


def test_a_late_draft_of_an_old_window_says_where_it_began(world: World) -> None:
    told(world)
    saved = save(world)
    late = {"version": [""], "matters": ["Half a senten"]}
    page = keep(world, late)
    assert (page.saved, page.typed) == (saved, late)
    give_up(world.database, world.doctor, world.patient_id, FormName.DISCLOSURE, NOW)
    assert open_it(world).typed is None
    shut(world)
    with pytest.raises(GateClosed):
        give_up(world.database, world.doctor, world.patient_id, FormName.DISCLOSURE, NOW)


def test_keeping_a_safe_way_forgets_what_was_typed_and_failing_keeps_it(world: World) -> None:
    told(world)
    fields = {"contact.way": ["work-phone"]}
    later = NOW + timedelta(days=400)
    with pytest.raises(Wanting) as raised:
        keep_contact(
            world.database,
            world.doctor,
            world.patient_id,
            replace(CONTACT, valid_until=later.date()),
            PACK,
            NOW,
            fields,
        )
    assert [one.part for one in raised.value.faults] == ["contact.valid_until"]
    page = open_contact(world.database, world.doctor, world.patient_id, NOW)
    assert (page.kept, page.typed) == ((), fields)
    kept = keep_contact(world.database, world.doctor, world.patient_id, CONTACT, PACK, NOW, fields)
    page = open_contact(world.database, world.doctor, world.patient_id, NOW)
    assert ([one.contact for one in page.kept], page.typed) == ([kept], None)
    shut(world)
    with pytest.raises(GateClosed):
        keep_contact(world.database, world.doctor, world.patient_id, CONTACT, PACK, NOW, fields)
    pass_gate(world, world.doctor)
    page = open_contact(world.database, world.doctor, world.patient_id, NOW)
    assert ([one.contact for one in page.kept], page.typed) == ([kept], fields)


CHECKED = {"what": ["The answers"]}


def type_sharing(world: World, fields: Any = CHECKED) -> None:
    keep_form(world.database, world.doctor, world.patient_id, FormName.SHARING, fields, NOW)


def log(world: World, *entries: SharingEntry, stamp: str = "", now: Any = NOW) -> Any:
    """Keep what was checked, as these entries."""
    stamp = stamp or stamp_of(CHECKED)
    return log_checked(
        world.database,
        world.doctor,
        world.patient_id,
        stamp,
        lambda _consultation, _typed: entries,
        PACK,
        now,
    )


def logged(world: World) -> tuple[SharingEntry, ...]:
    found = open_sharing(world.database, world.doctor, world.patient_id, PACK, NOW)
    return tuple(found.entries)


def test_the_sharing_log(world: World) -> None:
    with pytest.raises(GateClosed):
        open_sharing(world.database, world.doctor, world.patient_id, PACK, NOW)
    told(world)
    found = open_sharing(world.database, world.doctor, world.patient_id, PACK, NOW)
    assert (found.entries, found.typed, found.stamp, found.told) == ((), None, "", True)
    type_sharing(world)
    not_shared = replace(SHARED, step="child", shared=False, why="No child at risk")
    noted = log(world, SHARED, not_shared)
    assert {(one.by, one.at, one.patient_id) for one in noted} == {
        ("Dr Amin Rahman", NOW, world.patient_id)
    }
    type_sharing(world)
    with pytest.raises(Wanting) as raised:
        log(world, SHARED, replace(SHARED, ground="", told=""))
    assert [one.part for one in raised.value.faults] == ["ground", "told"]
    # All of it or nothing, and what was typed is still there.
    found = open_sharing(world.database, world.doctor, world.patient_id, PACK, NOW)
    assert (found.entries, found.typed) == (noted, CHECKED)
    shut(world)
    with pytest.raises(GateClosed):
        log(world, SHARED)


def test_what_was_typed_after_the_check_is_not_logged_unseen(world: World) -> None:
    told(world)
    type_sharing(world)
    stamp = open_sharing(world.database, world.doctor, world.patient_id, PACK, NOW).stamp
    since = {"what": ["Everything"]}
    type_sharing(world, since)
    with pytest.raises(SavedSince):
        log(world, SHARED, stamp=stamp)
    found = open_sharing(world.database, world.doctor, world.patient_id, PACK, NOW)
    assert (found.entries, found.typed) == ((), since)
    # The same words again are the words that were checked, whoever kept them when.
    type_sharing(world)
    assert len(log(world, SHARED, stamp=stamp)) == 1


def test_a_check_that_is_kept_twice_logs_once(world: World) -> None:
    told(world)
    type_sharing(world)
    made = at_once([lambda: log(world, SHARED)] * 4)
    assert sorted(map(len, made)) == [0, 0, 0, 1]
    assert log(world, SHARED) == ()
    assert len(logged(world)) == 1
