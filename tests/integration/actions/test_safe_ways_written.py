"""How a patient is reached: what was taken back stands in nobody's draft and on no page."""

from dataclasses import replace
from datetime import timedelta

from gpsupport.actions.forms import keep_form
from gpsupport.actions.recording import RecordingForm, recording_advice
from gpsupport.domain.consultation import FormName
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.recording.drafts import EntryWords
from gpsupport.web.recording.prefill import prefilled
from tests.integration.actions.recording_steps import advised, keep_way, kept, save, shipped
from tests.integration.actions.steps import TOLD, pass_gate, record
from tests.integration.actions.world import NOW, TODAY, World

__all__ = ["shipped"]


def test_a_number_that_was_taken_back_stands_nowhere(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    until = TODAY + timedelta(days=28)
    phone = SafeContact(SafeWay.WORK_PHONE, "0161 496 0123", "mornings", valid_until=until)
    keep_way(shipped, phone)
    assert advised(shipped).noted.contact == replace(phone, confirmed_on=TODAY)
    words = EntryWords("safe-contact-0", fact="Their work, (0161) 496-0123, mornings")
    other = EntryWords("own-words-0", fact="Rang 0161 496 0123 in May")
    consultation = save(shipped, RecordingForm((words, other)))
    keep_form(
        *(shipped.database, shipped.doctor, shipped.patient_id, FormName.RECORDING),
        {"fact.safe-contact-0": ["Ring 01614960123 at ten"]},
        NOW,
    )
    keep_way(shipped, SafeContact(SafeWay.NONE))
    advice = advised(shipped)
    assert advice.noted.contact == SafeContact(SafeWay.NONE, confirmed_on=TODAY)
    assert advice.recording is not None
    safe = advice.recording.find("safe-contact-0")
    assert safe == EntryWords("safe-contact-0", fact="Their work, [no longer safe], mornings")
    assert advice.recording.find("own-words-0") == other
    assert advice.typed == {"fact.safe-contact-0": ["Ring [no longer safe] at ten"]}
    # What a clinician wrote is in the record as it was written.
    found = kept(shipped, consultation.id)
    assert found is not None
    assert found.find("safe-contact-0") == words


def test_a_way_that_is_over_is_not_offered_but_never_still_holds(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    phone = SafeContact(SafeWay.OWN_PHONE, "0161 496 0123", valid_until=TODAY)
    keep_way(shipped, replace(phone, never="the home phone"))
    later = NOW + timedelta(days=1)
    pass_gate(shipped, shipped.doctor, now=later)
    record(shipped, shipped.doctor, TOLD, later)
    advice = recording_advice(
        shipped.database, shipped.doctor, shipped.patient_id, shipped.knowledge, later
    )
    safe = next(one for one in advice.steps if one.key == "safe-contact-0")
    assert prefilled(safe, advice).fact == "Never: the home phone."
