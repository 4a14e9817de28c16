"""What cannot be saved of a recording is named, and all of it kept as it was typed."""

from dataclasses import replace

import pytest

from gpsupport.actions.recording import NothingRecorded, RecordingForm, Unfit
from gpsupport.domain.recording.drafts import EntryPart, EntryWords
from gpsupport.domain.recording.form import FormFault
from tests.integration.actions.recording_steps import (
    FIELDS,
    WORDS,
    advised,
    finish,
    kept,
    save,
    save_all,
    shipped,
)
from tests.integration.actions.steps import SAID_NO, TOLD, pass_gate, record
from tests.integration.actions.world import NOW, World

__all__ = ["shipped"]


@pytest.mark.parametrize("key", ["", "a" * 81, "../x", "Told now", "told-now-0\0", "told-now-x"])
def test_a_key_that_no_page_has_is_named_and_everything_kept(shipped: World, key: str) -> None:
    record(shipped, shipped.doctor, TOLD)
    with pytest.raises(Unfit) as refused:
        save(shipped, RecordingForm((EntryWords(key, fact="x"), WORDS)))
    with pytest.raises(Unfit) as not_ended:
        finish(shipped, key)
    for one in (refused.value, not_ended.value):
        assert one.faults == (FormFault(key),)
        assert str(one) == "entries", "what was sent must not end up in a log"
    advice = advised(shipped)
    assert (advice.recording, advice.typed) == (None, FIELDS)
    assert advice.consultation.added == frozenset()


def test_a_big_family_is_no_fault(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    entries = tuple(EntryWords(f"child-plan-{number}", fact="x") for number in range(210))
    consultation = save(shipped, RecordingForm(entries))
    found = kept(shipped, consultation.id)
    assert found is not None
    assert len(found.entries) == 210


def test_words_too_long_are_kept_whole_and_nothing_is_saved(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    for part in EntryPart:
        fits = replace(WORDS, **{part.value: "x" * 4000})
        too_long = replace(WORDS, **{part.value: "x" * 4001})
        with pytest.raises(Unfit) as refused:
            save(shipped, RecordingForm((too_long,)))
        assert refused.value.faults == (FormFault("own-words-0", part, 4001),)
        assert advised(shipped).typed == FIELDS
        shown = advised(shipped).recording
        save(shipped, RecordingForm((fits,), supersedes=shown.id if shown else None))


def test_what_nobody_can_write_about_is_kept_all_the_same(shipped: World) -> None:
    """Nothing was recorded today: the words wait, and are no fault of anybody's."""
    with pytest.raises(NothingRecorded):
        save(shipped, RecordingForm((WORDS,)))
    with pytest.raises(NothingRecorded):
        finish(shipped, "told-now-0")
    record(shipped, shipped.doctor, TOLD)
    assert advised(shipped).typed == FIELDS


def test_a_reminder_that_moved_on_is_left_alone_and_the_words_are_saved(shipped: World) -> None:
    record(shipped, shipped.doctor, SAID_NO)
    finish(shipped)
    pass_gate(shipped, shipped.doctor)
    record(shipped, shipped.doctor, TOLD)
    (left,) = advised(shipped).reminders
    seen = {left.id: left.version}
    with shipped.acting(shipped.colleague) as work:
        work.reminders.take_back(shipped.colleague, left.id, left.version, NOW)
        work.reminders.open_again(shipped.colleague, left.id, left.version + 1)
    saved = save_all(shipped, RecordingForm((WORDS,), frozenset({"told-now-0"}), done=seen))
    assert [(one.id, one.open) for one in saved.left_alone] == [(left.id, True)]
    assert saved.consultation.added == {"told-now-0"}
    found = kept(shipped, saved.consultation.id)
    assert found is not None
    assert found.entries == (WORDS,)
    with shipped.acting(shipped.colleague) as work:
        work.reminders.mark_done(shipped.colleague, left.id, left.version + 2, NOW)
    (other,) = save_all(shipped, RecordingForm(done=seen)).left_alone
    assert other.done_by == shipped.colleague.name
    # The page that finishes is no more strict: nothing of it is lost either.
    finish(shipped, "hide-proxies", done=seen)
