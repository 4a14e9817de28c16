"""Words and ticks of a recording: kept, saved, corrected, finished, and what is left of them."""

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from gpsupport.actions.consultation import close_gates
from gpsupport.actions.disclosure import save_disclosure
from gpsupport.actions.errors import GateClosed, Incomplete, NotFound
from gpsupport.actions.forms import SavedSince, keep_form
from gpsupport.actions.recording import (
    DECISION,
    RecordingForm,
    decide,
    finish_consultation,
    keep_elsewhere,
    read_decision,
    recording_advice,
    save_recording,
)
from gpsupport.domain.access import Denied
from gpsupport.domain.consultation import FormName
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure, RiskFacts
from gpsupport.domain.recording.drafts import EntryWords
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.recording_steps import (
    FIELDS,
    MINUTE,
    WORDS,
    advised,
    keep,
    kept,
    lead_of,
    save,
    shipped,
)
from tests.integration.actions.steps import TOLD, pass_gate, record
from tests.integration.actions.world import HOUR, NOW, TODAY, World, another_practice

__all__ = ["shipped"]


def test_words_and_ticks_are_there_again(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    saved = save(shipped, RecordingForm((WORDS,), frozenset({"told-now-0", "hide-proxies"})))
    assert saved.added == {"told-now-0", "hide-proxies"}
    advice = advised(shipped)
    assert advice.recording is not None
    assert advice.recording.entries == (WORDS,)
    assert (advice.recording.by, advice.recording.at) == (shipped.doctor.name, NOW)
    assert advice.consultation.added == saved.added


def test_a_correction_is_a_later_version_and_loses_nothing(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    other = EntryWords("suspected-0", fact="Bruise")
    first = save(shipped, RecordingForm((WORDS, other)))
    before = kept(shipped, first.id)
    assert before is not None
    save(shipped, RecordingForm((replace(WORDS, reported=""),), supersedes=before.id))
    after = kept(shipped, first.id)
    assert after is not None
    assert after.id != before.id
    assert after.find("own-words-0") == replace(WORDS, reported="")
    assert after.find("suspected-0") == other
    # Pressed twice it is one version.
    save(shipped, RecordingForm((replace(WORDS, reported=""),)))
    assert kept(shipped, first.id) == after


def test_two_windows_cannot_both_correct_one_version(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    consultation = save(shipped, RecordingForm((WORDS,)))
    before = kept(shipped, consultation.id)
    assert before is not None
    with shipped.acting(shipped.doctor) as work:
        work.recordings.add(shipped.doctor, before, before.id)
    with pytest.raises(StaleRow), shipped.acting(shipped.doctor) as work:
        work.recordings.add(shipped.doctor, before, before.id)


def test_an_older_window_replaces_no_words_that_it_did_not_show(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    consultation = save(shipped, RecordingForm((WORDS,)))
    first = kept(shipped, consultation.id)
    assert first is not None
    newer = replace(WORDS, fact="Seen, and photographed")
    save(shipped, RecordingForm((newer,), supersedes=first.id))
    older = RecordingForm((replace(WORDS, fact="Not seen"),), frozenset({"told-now-0"}))
    for shown in (first.id, None):
        with pytest.raises(SavedSince):
            save(shipped, replace(older, supersedes=shown))
        with pytest.raises(SavedSince):
            finish_consultation(
                shipped.database,
                shipped.doctor,
                shipped.patient_id,
                replace(older, supersedes=shown),
                shipped.knowledge,
                NOW,
                FIELDS,
            )
    advice = advised(shipped)
    assert advice.recording is not None
    assert advice.recording.entries == (newer,)
    # Nothing of that window is lost, and nothing of it was done: the gate is open still.
    assert advice.typed == FIELDS
    assert advice.consultation.added == frozenset()
    save(shipped, replace(older, supersedes=advice.recording.id))
    assert advised(shipped).typed is None


def test_an_older_window_with_other_entries_adds_them(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    other = EntryWords("suspected-0", fact="Bruise")
    consultation = save(shipped, RecordingForm((WORDS,)))
    save(shipped, RecordingForm((WORDS, other)))
    found = kept(shipped, consultation.id)
    assert found is not None
    assert found.entries == (WORDS, other)


def test_what_another_window_ticked_meanwhile_was_not_cleared(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    save(shipped, RecordingForm(added=frozenset({"told-now-0", "hide-proxies"})))
    # A window that was opened before any was ticked ticks one more.
    saved = save(shipped, RecordingForm(added=frozenset({"hide-entries"})))
    assert saved.added == {"told-now-0", "hide-proxies", "hide-entries"}
    cleared = RecordingForm(added=frozenset({"told-now-0"}), before=saved.added)
    assert save(shipped, cleared).added == {"told-now-0"}


def test_what_is_typed_is_there_until_it_is_saved(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    keep(shipped)
    assert advised(shipped).typed == FIELDS
    save(shipped, RecordingForm((WORDS,)))
    assert advised(shipped).typed is None


def test_a_shut_gate_keeps_what_was_typed_and_shows_nothing(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    close_gates(shipped.database, shipped.doctor, NOW)
    for attempt in (
        lambda: keep(shipped),
        lambda: save(shipped, RecordingForm((WORDS,))),
        lambda: advised(shipped),
    ):
        with pytest.raises(GateClosed):
            attempt()
    pass_gate(shipped, shipped.doctor)
    advice = advised(shipped)
    assert advice.typed == FIELDS
    assert advice.recording is None


def test_finishing_keeps_words_even_with_a_shut_gate(shipped: World) -> None:
    """Writing needs no gate, only reading does: an hour may pass over a page."""
    record(shipped, shipped.doctor, TOLD)
    late = NOW + HOUR + MINUTE
    sent = RecordingForm((WORDS,), frozenset({"told-now-0"}))
    done = finish_consultation(
        shipped.database, shipped.doctor, shipped.patient_id, sent, shipped.knowledge, late
    )
    found = kept(shipped, done.id)
    assert found is not None
    assert found.entries == (WORDS,)


def test_nobody_else_sees_or_changes_them(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    save(shipped, RecordingForm((WORDS,)))
    stranger = another_practice(shipped)
    patient = shipped.patient_id
    for attempt in (
        lambda: save_recording(
            shipped.database, stranger, patient, RecordingForm(), shipped.knowledge, NOW, FIELDS
        ),
        lambda: keep_form(shipped.database, stranger, patient, FormName.RECORDING, FIELDS, NOW),
        lambda: recording_advice(shipped.database, stranger, patient, shipped.knowledge, NOW),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(Denied):
        save_recording(
            *(shipped.database, shipped.receptionist, patient, RecordingForm()),
            *(shipped.knowledge, NOW, FIELDS),
        )


def test_entries_follow_from_the_saved_disclosure(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    (child,) = advised(shipped).children
    made = Disclosure(
        *("", "", "", "", NOW, ""),
        children_asked=True,
        children=(
            ChildPlan(
                "Sam", 7, child.id, lives_here=True, plan="social-care", owner="Lead", by=TODAY
            ),
            ChildPlan("Kim", 3, why_none="Lives with an aunt"),
        ),
        risk=RiskFacts(judgement=True, judgement_reasons="It gets worse"),
    )
    save_disclosure(
        shipped.database, shipped.doctor, shipped.patient_id, made, shipped.knowledge, NOW
    )
    advice = advised(shipped)
    assert [one.name for one in advice.children] == [child.name, "Kim"]
    keys = {one.key: one.only_if for one in advice.steps}
    assert (keys["child-household-here-0"], keys["child-concern-planned-0"]) == ("", "")
    assert keys["child-household-1"]
    assert keys["meeting-referral-0"] == "the referral has gone."


def test_the_lead_decides_with_a_reason_and_it_lies_with_whoever_told(shipped: World) -> None:
    lead, patient = lead_of(shipped), shipped.patient_id
    made = EntryWords(DECISION, fact="Convicted in 2020", opinion="He told us himself")
    fields = {"fact": ["Convicted in 2020"]}
    for actor in (shipped.doctor, shipped.receptionist):
        with pytest.raises(Denied):
            read_decision(shipped.database, actor, patient, NOW)
        with pytest.raises(Denied):
            decide(shipped.database, actor, patient, made, fields, NOW)
    with pytest.raises(GateClosed):
        decide(shipped.database, lead, patient, made, fields, NOW)
    with pytest.raises(GateClosed):
        keep_elsewhere(shipped.database, lead, patient, fields, NOW)
    pass_gate(shipped, lead)
    assert read_decision(shipped.database, lead, patient, NOW).typed == fields
    with pytest.raises(Incomplete) as missing:
        decide(shipped.database, lead, patient, replace(made, opinion=""), fields, NOW)
    assert missing.value.fields == ("opinion",)
    decide(shipped.database, lead, patient, made, fields, NOW)
    found = read_decision(shipped.database, lead, patient, NOW)
    assert (found.decided, found.typed) == (made, None)
    # A window that did not show this decision takes nothing of it away.
    other = replace(made, fact="Nothing")
    with pytest.raises(SavedSince):
        decide(shipped.database, lead, patient, other, fields, NOW)
    both = read_decision(shipped.database, lead, patient, NOW)
    assert (both.decided, both.typed) == (made, fields)
    assert found.recording is not None
    decide(shipped.database, lead, patient, other, fields, NOW, found.recording.id)
    assert read_decision(shipped.database, lead, patient, NOW).decided == other
    # Whoever else sees the patient has nothing of it.
    record(shipped, shipped.doctor, TOLD)
    assert advised(shipped).recording is None


def test_saving_is_audited(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    save(shipped, RecordingForm((WORDS,)))
    engine = create_engine(shipped.settings.database_url)
    with engine.connect() as connection:
        found = connection.execute(
            text("select actor_id from audit where event = 'save-recording'")
        ).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [(shipped.doctor.clinician_id,)]
