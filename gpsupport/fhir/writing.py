"""Writing FHIR R4: a saved consultation, and a whole record, each as a Bundle of type collection.

Our own resources are built as R4B models, one factory for each value, in the shape of UK Core and
labelled R and SDV. Received resources keep their text unchanged. Profiles are not claimed in
meta.profile: nothing here validates against them. How a patient can be reached, and with whom
something was shared, never goes out from here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gpsupport.domain.consultation import Consultation
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import Enquiry, NextEnquiry
from gpsupport.domain.exchange import ReceivedResource
from gpsupport.domain.people import Clinician, Patient, Practice
from gpsupport.domain.record import KnownDate, Tick
from gpsupport.domain.referral.following import Referral
from gpsupport.fhir.elements import Json
from gpsupport.fhir.enquiry_form import response
from gpsupport.fhir.follow_up_form import follow_up_response
from gpsupport.fhir.forms import printable
from gpsupport.fhir.labels import OUR_BASE, SECURITY, urn
from gpsupport.fhir.next_steps import Making, author_of, next_conversation, provenance_of
from gpsupport.fhir.noted_form import noted_response
from gpsupport.fhir.own_resources import (
    encounter_model,
    organisation_model,
    patient_model,
    practitioner_model,
)
from gpsupport.fhir.referral_resources import record_of

_URN = re.compile(r'"urn:uuid:([^"]+)"')
_ANSWERS = "QuestionnaireResponse"


@dataclass(frozen=True, slots=True)
class Replaced:
    """An enquiry that counts no more; `by_id` is the one in its place, empty if not known."""

    enquiry: Enquiry
    by_id: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was noted after a telling and counts no more.

    `by_id` is the version in its place, empty where the telling itself was corrected.
    """

    disclosure: Disclosure
    by_id: str = ""


def write_consultation(  # noqa: PLR0917
    practice: Practice,
    patient: Patient,
    consultation: Consultation,
    enquiry: Enquiry,
    next_due: NextEnquiry,
    clinician: Clinician,
    disclosure: Disclosure | None = None,
) -> bytes:
    """One saved consultation as a Bundle; reading it back gives the same patient and enquiry.

    `disclosure` is what was noted after a telling: reading back leaves it aside. Raises ValueError
    when a value cannot be said in FHIR, such as an id with a slash in it.
    """
    told_by = {"reference": urn("Practitioner", clinician.id), "display": clinician.name}
    subject = {"reference": urn("Patient", patient.id)}
    author = {**told_by, "display": enquiry.by or clinician.name}
    own = _Own(practice, subject, enquiry.at or consultation.opened_at)
    entries = [
        _entry(patient_model(patient, practice)),
        _entry(practitioner_model(clinician)),
        _entry(organisation_model(practice)),
        _entry(encounter_model(consultation, subject, told_by, practice)),
    ]
    own.add_enquiry(enquiry, author)
    if disclosure is not None:
        own.add_follow_up(disclosure, {**told_by, "display": disclosure.by or clinician.name})
    if next_due.due_on is not None:
        own.add_task(
            next_conversation(
                next_due,
                enquiry.id,
                subject,
                practice,
                requester=told_by,
                focus={"reference": urn(_ANSWERS, enquiry.id)},
                authored_at=enquiry.at,
            )
        )
    return _bundle([*entries, *own.entries()], enquiry.at or consultation.opened_at)


def write_record(
    patient: Patient,
    practice: Practice,
    received: Sequence[ReceivedResource],
    enquiries: Sequence[Enquiry],
    written_at: datetime,
    *,
    source_system: str = "",
    replaced: Sequence[Replaced] = (),
    disclosures: Sequence[Disclosure] = (),
    withdrawn: Sequence[Withdrawn] = (),
    ticks: Sequence[Tick] = (),
    dates: Sequence[KnownDate] = (),
    next_due: NextEnquiry | None = None,
    referrals: Sequence[Referral] = (),
    withdrawn_ways: Sequence[str] = (),
    mention: str = "",
) -> bytes:
    """Everything received of one patient, text unchanged, and what is our own, as a Bundle.

    `source_system` is where it came from, so that reading it back finds it known. An enquiry that
    came in with the received resources is not written a second time, and a copy of our own that
    came back gives way to the original. What was replaced or withdrawn goes out as entered in
    error, so that whoever took it in before takes it back. `ticks` and `dates` are those noted
    here. In texts of `referrals` stands `mention` and none of `withdrawn_ways`.
    """
    addresses = _received_entries(received)
    came_as = next((url for url, one in addresses if one.type == "Patient"), None)
    subject = {"reference": came_as or urn("Patient", patient.id)}
    own = _Own(practice, subject, written_at)
    own.add_ledger(enquiries, replaced, {f"{one.type}/{one.id}" for one in received})
    own.add_follow_ups(disclosures, withdrawn)
    own.add_notes(ticks, dates, patient.id)
    for one in referrals:
        own.add_referral(record_of(one, subject, practice, mention, withdrawn_ways))
    if next_due is not None and next_due.due_on is not None:
        # One Task for a patient: the next one written takes its place wherever this one went.
        own.add_task(next_conversation(next_due, patient.id, subject, practice))
    made = own.entries()
    if made:
        made.insert(0, _entry(organisation_model(practice)))
    if came_as is None:
        made.insert(0, _entry(patient_model(patient, practice)))
    ours = own.names | ({f"Organization/{practice.id}"} if made else set())
    kept = [(url, one.text) for url, one in addresses if f"{one.type}/{one.id}" not in ours]
    return _bundle([*kept, *made], written_at, source_system)


class _Own:
    """What was made here of one patient, while it is put together."""

    def __init__(self, practice: Practice, subject: Json, written_at: datetime) -> None:
        self._practice = practice
        self._subject = subject
        self._written_at = written_at
        self._answers: list[Any] = []
        self._tasks: list[Any] = []
        self._provenances: list[Any] = []
        self._referrals: list[Any] = []

    def add_ledger(
        self, enquiries: Sequence[Enquiry], replaced: Sequence[Replaced], names: set[str]
    ) -> None:
        """What counts and did not come from elsewhere (`names`), and what was corrected."""
        before = {one.by_id: one.enquiry.id for one in replaced if one.by_id}
        for enquiry in enquiries:
            if enquiry.resource not in names:
                self.add_enquiry(enquiry, _by(enquiry.by), replaces=before.get(enquiry.id))
        for one in replaced:
            earlier = before.get(one.enquiry.id)
            self.add_enquiry(one.enquiry, _by(one.enquiry.by), replaces=earlier, counts=False)

    def add_follow_ups(
        self, disclosures: Sequence[Disclosure], withdrawn: Sequence[Withdrawn]
    ) -> None:
        """What was noted after tellings: what counts, and what does not any more."""
        before = {one.by_id: one.disclosure.id for one in withdrawn if one.by_id}
        noted = [(one, True) for one in disclosures]
        noted += [(one.disclosure, False) for one in withdrawn]
        for one, counts in noted:
            self.add_follow_up(one, _by(one.by), replaces=before.get(one.id), counts=counts)

    def add_enquiry(
        self,
        enquiry: Enquiry,
        author: Json | None,
        *,
        replaces: str | None = None,
        counts: bool = True,
    ) -> None:
        """An enquiry as an answer to our form, and who made it."""
        made = response(enquiry, enquiry.id, self._subject, author)
        making = Making(
            (_ANSWERS, enquiry.id),
            enquiry.at or self._written_at,
            enquiry.knowledge_release,
            replaces=(_ANSWERS, replaces) if replaces else None,
        )
        self._add(made, making, [author_of(author, enquiry.role, self._practice)], counts=counts)

    def add_follow_up(
        self,
        made: Disclosure,
        author: Json | None,
        *,
        replaces: str | None = None,
        counts: bool = True,
    ) -> None:
        """What was noted after a telling, and who noted it."""
        noted = follow_up_response(made, self._subject, author)
        making = Making(
            (_ANSWERS, made.id),
            made.at,
            replaces=(_ANSWERS, replaces) if replaces else None,
            follows=(_ANSWERS, made.enquiry_id),
        )
        self._add(noted, making, [author_of(author, None, self._practice)], counts=counts)

    def add_notes(self, ticks: Sequence[Tick], dates: Sequence[KnownDate], key: str) -> None:
        """What was noted that no code holds, and everybody who noted some of it."""
        if not (ticks or dates):
            return
        noted = noted_response(ticks, dates, key, self._subject)
        days = [*(one.on for one in ticks), *(one.said_on for one in dates)]
        names = dict.fromkeys([*(one.by for one in ticks), *(one.by for one in dates)])
        making = Making((_ANSWERS, noted.id), self._written_at, said_on=(min(days), max(days)))
        self._add(noted, making, [author_of(_by(one), None, self._practice) for one in names])

    def _add(
        self, answers: Any, making: Making, authors: list[Json], *, counts: bool = True
    ) -> None:
        in_error = {"status": "entered-in-error"}
        self._answers.append(answers if counts else answers.model_copy(update=in_error))
        self._provenances.append(provenance_of(making, authors))

    def add_task(self, task: Any) -> None:
        """When the next conversation is due."""
        self._tasks.append(task)

    def add_referral(self, record: Iterable[Any]) -> None:
        """A referral as it stands, with all that happened to it."""
        self._referrals += record

    @property
    def names(self) -> set[str]:
        """Every resource as an entry names it: "Task/abc"."""
        return {f"{one.get_resource_type()}/{one.id}" for one in self._made()}

    def entries(self) -> list[tuple[str, str]]:
        """Address and text of each, answers first."""
        return [_entry(one) for one in self._made()]

    def _made(self) -> tuple[Any, ...]:
        return (*self._answers, *self._tasks, *self._provenances, *self._referrals)


def _by(name: str | None) -> Json | None:
    return {"display": printable(name)} if name else None


def _received_entries(
    received: Sequence[ReceivedResource],
) -> list[tuple[str, ReceivedResource]]:
    """Each once, under the address by which the others refer to it.

    Two systems may use one id for different things: the second gets an address of its own.
    """
    referred = {uuid.lower() for one in received for uuid in _URN.findall(one.text)}
    by_address: dict[str, ReceivedResource] = {}
    for one in received:
        by_urn = one.id.lower() in referred
        address = urn(one.type, one.id) if by_urn else f"{OUR_BASE}/{one.type}/{one.id}"
        if by_address.setdefault(address, one).digest != one.digest:
            by_address[urn(one.type, f"{one.id}/{one.digest}")] = one
    return list(by_address.items())


def _bundle(entries: list[tuple[str, str]], written_at: datetime, source_system: str = "") -> bytes:
    """Put the texts together as they are: no library rewrites a number or a time on the way."""
    meta: Json = {"security": [dict(label) for label in SECURITY]}
    if source_system:
        meta["source"] = source_system
    head = {
        "resourceType": "Bundle",
        "meta": meta,
        "type": "collection",
        "timestamp": written_at.astimezone(UTC).isoformat(),
    }
    body = ",".join(f'{{"fullUrl":{json.dumps(url)},"resource":{text}}}' for url, text in entries)
    opening = json.dumps(head, separators=(",", ":"))[:-1]
    # FHIR forbids an empty list.
    return (f'{opening},"entry":[{body}]}}' if entries else f"{opening}}}").encode()


def _entry(model: Any) -> tuple[str, str]:
    return urn(model.get_resource_type(), model.id), model.model_dump_json()
