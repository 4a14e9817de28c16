"""Whose record a received one is: two people are never made one, nor one person two in silence."""

from gpsupport.actions.errors import Refused
from gpsupport.domain.days import Precision
from gpsupport.domain.exchange import ReceivedResource, RecordReading
from gpsupport.domain.people import Actor, Patient, folded
from gpsupport.persistence.stores.patients import StoredPatient
from gpsupport.persistence.work import UnitOfWork

_NAME_THE_SOURCE = (
    "Files from different systems may use the same ids: if this one comes from another system, name"
    " that system with --source."
)


class AnotherNumber(Refused):
    """The same source gives a patient another NHS number: the record is not taken in."""

    def __init__(self, words: str, patient_id: str, source: str, digest: str) -> None:
        """`words` say nothing of either number; `digest` is of the resource that came."""
        super().__init__(words)
        self.patient_id = patient_id
        self.source = source
        self.digest = digest


def match(work: UnitOfWork, actor: Actor, reading: RecordReading) -> StoredPatient | None:
    """The stored patient whose record this is, None for a new one. Raises Refused in doubt.

    It takes an NHS number together with the birth date, or the id under a source that somebody
    named. An id under no named source has to be borne out by what the two say of themselves.
    """
    patient = reading.picture.patient
    by_number = None
    if patient.nhs_number is not None:
        by_number = work.patients.find_by_number(actor, patient.nhs_number)
    by_source = _find_by_source(work, actor, reading.source_system, patient.id)
    if by_source is not None:
        if by_number is not None and by_number.patient.id != by_source.patient.id:
            raise Refused(
                "Its patient has the id of one patient here and the NHS number of another, so it is"
                f" not clear who is meant. {_NAME_THE_SOURCE}"
            )
        if not _unchanged(work, actor, reading, by_source):
            _refuse_another_number(by_source.patient, reading)
            _refuse_somebody_else(by_source.patient, patient, named=reading.source_named)
        return by_source
    if by_number is not None and (patient.born is None or by_number.patient.born != patient.born):
        raise Refused(
            "A patient here has its NHS number but not its birth date, so it is not clear who is"
            " meant. Correct whichever of the two is wrong where the file was made."
        )
    return by_number


def _find_by_source(
    work: UnitOfWork, actor: Actor, system: str, source_id: str
) -> StoredPatient | None:
    found = work.patients.find_by_source(actor, system, source_id)
    if found is not None:
        return found
    # A patient first known from one system may have come from a second one since.
    patient_id = work.received.find_patient_id(actor, system, source_id)
    return work.patients.find_stored(actor, patient_id) if patient_id else None


def _unchanged(
    work: UnitOfWork, actor: Actor, reading: RecordReading, stored: StoredPatient
) -> bool:
    """Whether the patient's own resource is to the letter what came before under this id."""
    own = _own_resource(reading)
    known = work.received.find_known(actor, reading.source_system, stored.patient.id, (own,))
    found = known.get((own.type, own.id))
    return found is not None and found.fingerprint == work.received.fingerprint(actor, own)


def _own_resource(reading: RecordReading) -> ReceivedResource:
    own = "Patient", reading.picture.patient.id
    return next(one for one in reading.resources if (one.type, one.id) == own)


def _refuse_another_number(stored: Patient, reading: RecordReading) -> None:
    """Raise AnotherNumber where the same person of a named source has another number now."""
    came = reading.picture.patient
    if reading.source_named and _two_numbers(stored, came) and stored.born == came.born:
        raise AnotherNumber(
            "Its patient has another NHS number than before in the same source. The lead is asked"
            " what that means; until then nothing of it is taken in.",
            stored.id,
            reading.source_system,
            _own_resource(reading).digest,
        )


def _refuse_somebody_else(stored: Patient, came: Patient, *, named: bool) -> None:
    """Raise Refused unless the same id means the same person."""
    if named and _contradict(stored, came):
        raise Refused(
            "Its patient has the id that another patient has in the same source: what they say of"
            " themselves does not agree. Correct it where the file was made."
        )
    if not named and not _agree(stored, came):
        raise Refused(
            "Its patient has the id that a patient of another file had, and nothing else shows that"
            f" they are the same person. {_NAME_THE_SOURCE}"
        )


def _same_number(one: Patient, other: Patient) -> bool:
    return one.nhs_number is not None and one.nhs_number == other.nhs_number


def _two_numbers(one: Patient, other: Patient) -> bool:
    both = one.nhs_number is not None and other.nhs_number is not None
    return both and one.nhs_number != other.nhs_number


def _contradict(stored: Patient, came: Patient) -> bool:
    """Whether two under one id of a named source cannot be the same person."""
    if _same_number(stored, came):
        return False
    if _two_numbers(stored, came) or stored.born != came.born:
        return True
    # Without a birth date a new surname is possible, and so is a corrected sex: not both at once.
    return not _born_on_a_day(came) and not _same_name(stored, came) and stored.sex is not came.sex


def _agree(stored: Patient, came: Patient) -> bool:
    """Whether two are the same person by what they say of themselves, whatever their ids."""
    if _two_numbers(stored, came) or came.born is None or stored.born != came.born:
        return False
    return _same_number(stored, came) or (
        _born_on_a_day(came) and _same_name(stored, came) and stored.sex is came.sex
    )


def _born_on_a_day(patient: Patient) -> bool:
    return patient.born is not None and patient.born.precision is Precision.DAY


def _same_name(one: Patient, other: Patient) -> bool:
    """Whether both have the same name; two that have none do not agree."""
    names = [(folded(patient.name.family), folded(patient.name.given)) for patient in (one, other)]
    return names[0] == names[1] and any(names[0])
