"""What is left after a recording: reminders, and who sees and does them."""

import pytest

from gpsupport.actions.errors import NotFound
from gpsupport.actions.recording import RecordingForm
from gpsupport.actions.reminders import do_reminders, read_reminders
from gpsupport.domain.access import Denied
from gpsupport.domain.people import Actor
from gpsupport.domain.reminders import ReminderKind
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.recording_steps import advised, finish, lead_of, save, shipped
from tests.integration.actions.steps import SAID_NO, TOLD, pass_gate, record
from tests.integration.actions.world import NOW, World

__all__ = ["shipped"]


def reminders(world: World, lead: Actor) -> dict[str, str]:
    """What the lead has to see to: kind or step, and whom it is about."""
    found = read_reminders(world.database, lead, NOW).reminders
    return {one.reminder.detail or one.reminder.kind.value: one.reminder.about for one in found}


def test_what_is_left_unticked_stays_until_somebody_has_done_it(shipped: World) -> None:
    lead = lead_of(shipped)
    record(shipped, shipped.doctor, TOLD)
    finish(shipped, "hide-own-access")
    left = {"hide-entries", "hide-proxies", "hide-child-proxies"}
    assert left <= set(reminders(shipped, lead))
    (first, *_) = read_reminders(shipped.database, lead, NOW).reminders
    one = first.reminder
    do_reminders(shipped.database, lead, {one.id: one.version}, NOW)
    with pytest.raises(StaleRow):
        do_reminders(shipped.database, lead, {one.id: one.version}, NOW)
    assert len(read_reminders(shipped.database, lead, NOW).reminders) == len(left) - 1


def test_ticking_later_takes_the_reminder_away(shipped: World) -> None:
    lead = lead_of(shipped)
    record(shipped, shipped.doctor, SAID_NO)
    finish(shipped)
    assert reminders(shipped, lead) == {"hide-entries": ""}
    finish(shipped, "hide-entries")
    assert reminders(shipped, lead) == {}


def test_the_next_visit_shows_what_is_left_and_may_tick_it(shipped: World) -> None:
    lead = lead_of(shipped)
    record(shipped, shipped.doctor, SAID_NO)
    finish(shipped)
    pass_gate(shipped, shipped.doctor)
    record(shipped, shipped.doctor, SAID_NO)
    (left,) = advised(shipped).reminders
    finish(shipped, "hide-entries")
    assert reminders(shipped, lead) == {"hide-entries": ""}
    pass_gate(shipped, shipped.doctor)
    record(shipped, shipped.doctor, SAID_NO)
    save(shipped, RecordingForm(done={left.id: left.version, "no-such-reminder": 1}))
    assert reminders(shipped, lead) == {}


def test_each_child_gets_its_days_and_none_is_made_twice(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    finish(shipped)
    finish(shipped)
    with shipped.acting(shipped.doctor) as work:
        found = work.reminders.read_open(shipped.doctor, shipped.patient_id)
    looks = {one.kind: one.due_on for one in found if one.kind is not ReminderKind.HIDE_ENTRIES}
    # The child on this record was born on 2 January 2019.
    assert {kind: f"{day}" for kind, day in looks.items()} == {
        ReminderKind.REVIEW_PROXY_AT_11: "2030-01-02",
        ReminderKind.REVIEW_ACCESS_BEFORE_16: "2034-10-02",
    }
    assert len({one.key for one in found}) == len(found)


def test_after_a_no_nothing_is_said_of_a_childs_access(shipped: World) -> None:
    record(shipped, shipped.doctor, SAID_NO)
    finish(shipped, "hide-entries")
    with shipped.acting(shipped.doctor) as work:
        assert work.reminders.read_open(shipped.doctor, shipped.patient_id) == ()


def test_only_the_lead_reads_the_practices_list(shipped: World) -> None:
    with pytest.raises(Denied):
        read_reminders(shipped.database, shipped.doctor, NOW)
    with pytest.raises(Denied):
        do_reminders(shipped.database, shipped.doctor, {"x": 1}, NOW)
    with pytest.raises(NotFound):
        do_reminders(shipped.database, lead_of(shipped), {"x": 1}, NOW)
