"""Which role may do what, and what that touches: two tables, and nothing of any single thing."""

from __future__ import annotations

from enum import StrEnum

from gpsupport.domain.people import Role


class Permission(StrEnum):
    """What somebody may want to do."""

    FIND_PATIENT = "find-patient"
    SEE_APPOINTMENTS = "see-appointments"
    CONSULT = "consult"
    REVEAL_ADDRESS = "reveal-address"
    SEE_LOCAL_HELP = "see-local-help"
    PROPOSE_OPTION = "propose-option"
    CURATE_DIRECTORY = "curate-directory"
    TAKE_IN_RECORDS = "take-in-records"
    HAND_OUT_RECORDS = "hand-out-records"
    SEE_INTERFACES = "see-interfaces"
    ASK_FOR_RECORD = "ask-for-record"
    GUARD_RECORDS = "guard-records"
    SEE_WORK_LISTS = "see-work-lists"
    SEE_WHO_LOOKED = "see-who-looked"
    CHECK_AUDIT = "check-audit"
    SET_UP_PRACTICE = "set-up-practice"
    IDENTIFY = "identify"
    SEE_KNOWLEDGE = "see-knowledge"
    PROPOSE_KNOWLEDGE = "propose-knowledge"
    REVIEW_KNOWLEDGE = "review-knowledge"
    RECORD_LIVED_EXPERIENCE = "record-lived-experience"
    SIGN_OFF_KNOWLEDGE = "sign-off-knowledge"
    STOP_KNOWLEDGE = "stop-knowledge"
    USE_ACCOUNT = "use-account"


class Kind(StrEnum):
    """What sort of thing is touched. Each store holds one kind."""

    INSTALLATION = "installation"
    PRACTICE = "practice"
    STAFF = "staff"
    ACCOUNT = "account"
    DIRECTORY = "directory"
    KNOWLEDGE = "knowledge"
    PATIENT = "patient"
    CLINICAL = "clinical"
    APPOINTMENT = "appointment"
    ADDRESS = "address"
    CASE_RULES = "case-rules"
    AUDIT = "audit"

    @property
    def of_patient(self) -> bool:
        """Whether it belongs to a patient, so that touching it is always audited."""
        return self in _OF_PATIENT


_OF_PATIENT = frozenset(
    {Kind.PATIENT, Kind.CLINICAL, Kind.APPOINTMENT, Kind.ADDRESS, Kind.CASE_RULES}
)


_EVERYBODY = frozenset({Permission.USE_ACCOUNT})
_READERS = _EVERYBODY | {Permission.SEE_KNOWLEDGE}
# Stopping content that may do harm wants fewer people than starting it.
_PROPOSERS = frozenset(
    {
        Permission.PROPOSE_KNOWLEDGE,
        Permission.RECORD_LIVED_EXPERIENCE,
        Permission.STOP_KNOWLEDGE,
    }
)
_CLINICAL = _READERS | {
    Permission.FIND_PATIENT,
    Permission.SEE_APPOINTMENTS,
    Permission.CONSULT,
    Permission.REVEAL_ADDRESS,
    Permission.SEE_LOCAL_HELP,
    Permission.PROPOSE_OPTION,
    Permission.ASK_FOR_RECORD,
}

OF_ROLE: dict[Role, frozenset[Permission]] = {
    Role.GP: _CLINICAL | _PROPOSERS | {Permission.REVIEW_KNOWLEDGE},
    Role.NURSE: _CLINICAL,
    Role.SAFEGUARDING_LEAD: _CLINICAL
    | _PROPOSERS
    | {
        Permission.CURATE_DIRECTORY,
        Permission.GUARD_RECORDS,
        Permission.SEE_WORK_LISTS,
        Permission.SEE_WHO_LOOKED,
        Permission.REVIEW_KNOWLEDGE,
        Permission.SIGN_OFF_KNOWLEDGE,
    },
    Role.PRACTICE_MANAGER: _READERS
    | _PROPOSERS
    | {
        Permission.SEE_LOCAL_HELP,
        Permission.PROPOSE_OPTION,
        Permission.CURATE_DIRECTORY,
        Permission.SIGN_OFF_KNOWLEDGE,
    },
    Role.RECEPTIONIST: _EVERYBODY | {Permission.SEE_APPOINTMENTS},
    Role.ADMINISTRATOR: _READERS
    | {Permission.SET_UP_PRACTICE, Permission.CHECK_AUDIT, Permission.IDENTIFY},
    Role.IRIS_ADVOCATE: _READERS
    | {
        Permission.SEE_LOCAL_HELP,
        Permission.PROPOSE_OPTION,
        Permission.RECORD_LIVED_EXPERIENCE,
    },
    Role.INTEGRATOR: _READERS
    | {
        Permission.TAKE_IN_RECORDS,
        Permission.HAND_OUT_RECORDS,
        Permission.SEE_INTERFACES,
    },
}

OPENS: dict[Permission, frozenset[Kind]] = {
    Permission.FIND_PATIENT: frozenset({Kind.PATIENT}),
    Permission.SEE_APPOINTMENTS: frozenset({Kind.APPOINTMENT, Kind.STAFF}),
    Permission.CONSULT: frozenset(
        {
            Kind.PATIENT,
            Kind.CLINICAL,
            Kind.APPOINTMENT,
            Kind.ADDRESS,
            Kind.DIRECTORY,
            Kind.STAFF,
            Kind.PRACTICE,
        }
    ),
    # Whether the gate is open stands in the consultation.
    Permission.REVEAL_ADDRESS: frozenset({Kind.PATIENT, Kind.ADDRESS, Kind.CLINICAL}),
    Permission.SEE_LOCAL_HELP: frozenset({Kind.DIRECTORY}),
    Permission.PROPOSE_OPTION: frozenset({Kind.DIRECTORY}),
    Permission.CURATE_DIRECTORY: frozenset({Kind.DIRECTORY}),
    # With the staff: what an answer to a referral leaves to be done may be the lead's.
    Permission.TAKE_IN_RECORDS: frozenset(
        {
            Kind.PRACTICE,
            Kind.PATIENT,
            Kind.CLINICAL,
            Kind.APPOINTMENT,
            Kind.ADDRESS,
            Kind.STAFF,
        }
    ),
    Permission.HAND_OUT_RECORDS: frozenset({Kind.PRACTICE, Kind.PATIENT, Kind.CLINICAL}),
    Permission.SEE_INTERFACES: frozenset(),
    Permission.ASK_FOR_RECORD: frozenset({Kind.PATIENT, Kind.CASE_RULES, Kind.STAFF}),
    Permission.GUARD_RECORDS: frozenset({Kind.PATIENT, Kind.CASE_RULES, Kind.STAFF}),
    # With the directory and the practice: what a meeting proposes for a child's record names no
    # help of an adult, and the name of a service or of the practice is no address there.
    Permission.SEE_WORK_LISTS: frozenset(
        {Kind.PATIENT, Kind.CLINICAL, Kind.STAFF, Kind.DIRECTORY, Kind.PRACTICE}
    ),
    Permission.SEE_WHO_LOOKED: frozenset({Kind.PATIENT, Kind.AUDIT, Kind.STAFF}),
    Permission.CHECK_AUDIT: frozenset({Kind.AUDIT}),
    Permission.SET_UP_PRACTICE: frozenset(
        {Kind.PRACTICE, Kind.STAFF, Kind.ACCOUNT, Kind.DIRECTORY}
    ),
    Permission.IDENTIFY: frozenset({Kind.PRACTICE, Kind.STAFF, Kind.ACCOUNT}),
    # With the staff: whoever took a step is named.
    Permission.SEE_KNOWLEDGE: frozenset({Kind.KNOWLEDGE, Kind.STAFF}),
    Permission.PROPOSE_KNOWLEDGE: frozenset({Kind.KNOWLEDGE, Kind.STAFF}),
    Permission.REVIEW_KNOWLEDGE: frozenset({Kind.KNOWLEDGE, Kind.STAFF}),
    Permission.RECORD_LIVED_EXPERIENCE: frozenset({Kind.KNOWLEDGE, Kind.STAFF}),
    Permission.SIGN_OFF_KNOWLEDGE: frozenset({Kind.KNOWLEDGE, Kind.STAFF}),
    Permission.STOP_KNOWLEDGE: frozenset({Kind.KNOWLEDGE, Kind.STAFF}),
    Permission.USE_ACCOUNT: frozenset({Kind.PRACTICE, Kind.STAFF, Kind.ACCOUNT}),
}
