"""How a patient is reached: what was taken back stands in nobody's draft and on no page."""

from dataclasses import replace
from datetime import timedelta

from gpsupport.actions.enquiry.handover import read_handover
from gpsupport.actions.forms import keep_form
from gpsupport.actions.recording import RecordingForm, recording_advice
from gpsupport.actions.referral import NewReferral, add_to_referral, begin_referral
from gpsupport.domain.consultation import FormName
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.recording.drafts import EntryWords
from gpsupport.domain.referral.events import Consent
from gpsupport.domain.referral.states import ReferralState
from gpsupport.web.recording.prefill import prefilled
from tests.integration.actions.recording_steps import advised, keep_way, kept, save, shipped
from tests.integration.actions.steps import TOLD, pass_gate, record
from tests.integration.actions.world import NOW, TODAY, World
from tests.integration.persistence.onward import moved

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


def test_a_way_found_unsafe_since_stands_on_no_paper(shipped: World) -> None:
    record(shipped, shipped.doctor, TOLD)
    keep_way(shipped, SafeContact(SafeWay.WORK_PHONE, "0161 496 0123", never="the home phone"))
    known = (shipped.database, shipped.doctor, shipped.patient_id)
    wanted = NewReferral(
        *("", "wants to talk to somebody", 0),
        other_name="The hub",
        other_kind=OptionKind.FAMILY_HUB,
        consent=Consent(given=True, by_whom="her", asked_on=TODAY),
        unmet="",
    )
    begun = begin_referral(*known, wanted, shipped.knowledge, NOW)
    before = read_handover(*known, shipped.knowledge, NOW).contact
    assert before is not None
    assert before.detail == "0161 496 0123"
    for to in (ReferralState.SENT, ReferralState.UNSAFE):
        with shipped.acting(shipped.doctor) as work:
            found = work.referrals.find(shipped.doctor, begun.begun.id)
        assert found is not None
        add_to_referral(
            *(*known, begun.begun.id),
            moved(to, words="he answers there"),
            len(found.events),
            shipped.knowledge,
            NOW + timedelta(minutes=1),
        )
    later = NOW + timedelta(minutes=5)
    none = SafeContact(SafeWay.NONE, never="the home phone")
    assert read_handover(*known, shipped.knowledge, later).contact == none
    assert recording_advice(*known, shipped.knowledge, later).noted.contact == none
