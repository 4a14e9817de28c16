"""The policy, written down a second time as a table, and what must hold whatever the table says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.access import (
    Because,
    CaseRules,
    Decision,
    Denied,
    Kind,
    Opening,
    Permission,
    Purpose,
    Ruling,
    Thing,
    decide,
    judge,
    permits,
    require,
)
from gpsupport.domain.people import Actor, Role

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE, ELSEWHERE = "practice-1", "practice-2"
ME, SOMEBODY = "staff-1", "staff-2"

CLINICIANS = {Role.GP, Role.NURSE, Role.SAFEGUARDING_LEAD}
PEOPLE = set(Role)
DOCTORS = {Role.GP, Role.SAFEGUARDING_LEAD}
ABOUT_KNOWLEDGE = {
    Permission.SEE_KNOWLEDGE,
    Permission.PROPOSE_KNOWLEDGE,
    Permission.REVIEW_KNOWLEDGE,
    Permission.RECORD_LIVED_EXPERIENCE,
    Permission.SIGN_OFF_KNOWLEDGE,
    Permission.STOP_KNOWLEDGE,
}

# Who may do what at all. Written from safety.md, not from the code.
MAY = {
    Permission.FIND_PATIENT: CLINICIANS,
    Permission.SEE_APPOINTMENTS: CLINICIANS | {Role.RECEPTIONIST},
    Permission.CONSULT: CLINICIANS,
    Permission.REVEAL_ADDRESS: CLINICIANS,
    Permission.SEE_LOCAL_HELP: CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE},
    Permission.PROPOSE_OPTION: CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE},
    Permission.CURATE_DIRECTORY: {Role.SAFEGUARDING_LEAD, Role.PRACTICE_MANAGER},
    Permission.TAKE_IN_RECORDS: {Role.INTEGRATOR},
    Permission.HAND_OUT_RECORDS: {Role.INTEGRATOR},
    Permission.SEE_INTERFACES: {Role.INTEGRATOR},
    Permission.ASK_FOR_RECORD: CLINICIANS,
    Permission.GUARD_RECORDS: {Role.SAFEGUARDING_LEAD},
    Permission.SEE_WORK_LISTS: {Role.SAFEGUARDING_LEAD},
    Permission.SEE_WHO_LOOKED: {Role.SAFEGUARDING_LEAD},
    Permission.CHECK_AUDIT: {Role.ADMINISTRATOR},
    Permission.SET_UP_PRACTICE: {Role.ADMINISTRATOR},
    Permission.IDENTIFY: {Role.ADMINISTRATOR},
    Permission.SEE_KNOWLEDGE: PEOPLE - {Role.RECEPTIONIST},
    Permission.PROPOSE_KNOWLEDGE: DOCTORS | {Role.PRACTICE_MANAGER},
    Permission.REVIEW_KNOWLEDGE: DOCTORS,
    Permission.RECORD_LIVED_EXPERIENCE: DOCTORS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE},
    Permission.SIGN_OFF_KNOWLEDGE: {Role.SAFEGUARDING_LEAD, Role.PRACTICE_MANAGER},
    Permission.STOP_KNOWLEDGE: DOCTORS | {Role.PRACTICE_MANAGER},
    Permission.USE_ACCOUNT: PEOPLE,
}

# What each permission touches.
TOUCHES = {
    Permission.FIND_PATIENT: {Kind.PATIENT},
    Permission.SEE_APPOINTMENTS: {Kind.APPOINTMENT, Kind.STAFF},
    Permission.CONSULT: {
        Kind.PATIENT,
        Kind.CLINICAL,
        Kind.APPOINTMENT,
        Kind.ADDRESS,
        Kind.DIRECTORY,
        Kind.STAFF,
        Kind.PRACTICE,
    },
    Permission.REVEAL_ADDRESS: {Kind.PATIENT, Kind.ADDRESS, Kind.CLINICAL},
    Permission.SEE_LOCAL_HELP: {Kind.DIRECTORY},
    Permission.PROPOSE_OPTION: {Kind.DIRECTORY},
    Permission.CURATE_DIRECTORY: {Kind.DIRECTORY},
    Permission.TAKE_IN_RECORDS: {
        Kind.PRACTICE,
        Kind.PATIENT,
        Kind.CLINICAL,
        Kind.APPOINTMENT,
        Kind.ADDRESS,
        Kind.STAFF,
    },
    Permission.HAND_OUT_RECORDS: {Kind.PRACTICE, Kind.PATIENT, Kind.CLINICAL},
    Permission.SEE_INTERFACES: set(),
    Permission.ASK_FOR_RECORD: {Kind.PATIENT, Kind.CASE_RULES, Kind.STAFF},
    Permission.GUARD_RECORDS: {Kind.PATIENT, Kind.CASE_RULES, Kind.STAFF},
    Permission.SEE_WORK_LISTS: {
        Kind.PATIENT,
        Kind.CLINICAL,
        Kind.STAFF,
        Kind.DIRECTORY,
        Kind.PRACTICE,
    },
    Permission.SEE_WHO_LOOKED: {Kind.PATIENT, Kind.AUDIT, Kind.STAFF},
    Permission.CHECK_AUDIT: {Kind.AUDIT},
    Permission.SET_UP_PRACTICE: {Kind.PRACTICE, Kind.STAFF, Kind.ACCOUNT, Kind.DIRECTORY},
    Permission.IDENTIFY: {Kind.PRACTICE, Kind.STAFF, Kind.ACCOUNT},
    Permission.USE_ACCOUNT: {Kind.PRACTICE, Kind.STAFF, Kind.ACCOUNT},
    **{one: {Kind.KNOWLEDGE, Kind.STAFF} for one in ABOUT_KNOWLEDGE},
}

PAST_A_RESTRICTION = {
    Permission.TAKE_IN_RECORDS,
    Permission.ASK_FOR_RECORD,
    Permission.GUARD_RECORDS,
    Permission.SEE_WHO_LOOKED,
}
FOR_CARE = {Purpose.DIRECT_CARE, Purpose.SAFEGUARDING}
OF_A_PATIENT = {Kind.PATIENT, Kind.CLINICAL, Kind.APPOINTMENT, Kind.ADDRESS, Kind.CASE_RULES}

roles = st.sampled_from(Role)
permissions = st.sampled_from(Permission)
kinds = st.sampled_from(Kind)
purposes = st.sampled_from(Purpose)
staff = st.sampled_from([ME, SOMEBODY, "staff-3"])
openings = st.builds(
    lambda who, start, minutes: Opening(
        who, NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + minutes)
    ),
    staff,
    st.integers(-60, 60),
    st.integers(0, 60),
)
rules = st.builds(
    CaseRules,
    named=st.frozensets(staff),
    denied=st.frozensets(staff),
    opened=st.frozensets(openings, max_size=3),
)


def actor(role: Role, who: str = ME, practice: str = HERE) -> Actor:
    """Somebody of a role."""
    return Actor(practice, who, "Name", role)


def ruling(
    role: Role,
    permission: Permission,
    kind: Kind = Kind.CLINICAL,
    case: CaseRules | None = None,
    purpose: Purpose = Purpose.DIRECT_CARE,
) -> Ruling:
    """What the policy says of a thing of one's own practice."""
    return judge(actor(role), permission, Thing(kind, HERE, case or CaseRules()), purpose, NOW)


def test_the_tables_here_are_whole() -> None:
    assert set(MAY) == set(TOUCHES) == set(Permission)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_says(role: Role, permission: Permission) -> None:
    allowed = role in MAY[permission]
    assert permits(role, permission) is allowed
    if allowed:
        require(actor(role), permission)
    else:
        with pytest.raises(Denied, match=permission.value):
            require(actor(role), permission)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_permission_touches_what_the_table_says(role: Role, permission: Permission) -> None:
    for kind in Kind:
        touched = role in MAY[permission] and kind in TOUCHES[permission]
        found = ruling(role, permission, kind)
        if not touched:
            assert found == Ruling(Decision.DENY, Because.ROLE), kind
        elif (permission, kind) == (Permission.CONSULT, Kind.ADDRESS):
            assert found == Ruling(Decision.MASK), kind
        else:
            assert found == Ruling(Decision.ALLOW), kind


def test_what_belongs_to_a_patient_is_known() -> None:
    assert {kind for kind in Kind if kind.of_patient} == OF_A_PATIENT


def test_an_administrator_reads_nothing_of_any_patient() -> None:
    for permission in Permission:
        for kind in OF_A_PATIENT:
            assert ruling(Role.ADMINISTRATOR, permission, kind).decision is Decision.DENY


def test_a_receptionist_reads_appointments_and_nothing_else_of_a_patient() -> None:
    seen = {
        kind
        for permission in Permission
        for kind in OF_A_PATIENT
        if ruling(Role.RECEPTIONIST, permission, kind).decision is not Decision.DENY
    }
    assert seen == {Kind.APPOINTMENT}


@given(role=roles, permission=permissions, kind=kinds, case=rules, purpose=purposes)
def test_another_practice_is_closed_whatever_else_holds(
    role: Role, permission: Permission, kind: Kind, case: CaseRules, purpose: Purpose
) -> None:
    found = judge(actor(role), permission, Thing(kind, ELSEWHERE, case), purpose, NOW)
    assert found == Ruling(Decision.DENY, Because.OTHER_PRACTICE)


@given(role=roles, permission=permissions, kind=kinds, case=rules, purpose=purposes)
def test_a_deny_list_beats_everything(
    role: Role, permission: Permission, kind: Kind, case: CaseRules, purpose: Purpose
) -> None:
    denied = CaseRules(
        case.named | {ME},
        case.denied | {ME},
        case.opened | {Opening(ME, NOW, NOW + timedelta(minutes=15))},
    )
    assert ruling(role, permission, kind, denied, purpose) == Ruling(Decision.DENY, Because.DENIED)


@given(role=roles, permission=permissions, kind=kinds, case=rules, purpose=purposes)
def test_rules_only_ever_narrow(
    role: Role, permission: Permission, kind: Kind, case: CaseRules, purpose: Purpose
) -> None:
    without = ruling(role, permission, kind, CaseRules(), purpose).decision
    assert ruling(role, permission, kind, case, purpose).decision in {without, Decision.DENY}


@given(role=roles, permission=permissions, kind=kinds, case=rules, purpose=purposes)
def test_a_restriction_is_passed_by_name_by_emergency_or_not_at_all(
    role: Role, permission: Permission, kind: Kind, case: CaseRules, purpose: Purpose
) -> None:
    case = CaseRules(case.named, frozenset(), case.opened)
    found = ruling(role, permission, kind, case, purpose)
    if role not in MAY[permission] or kind not in TOUCHES[permission]:
        assert found.because is Because.ROLE
    elif not case.named or permission in PAST_A_RESTRICTION:
        assert (found.decision is not Decision.DENY, found.because) == (True, None)
    elif ME in case.named:
        assert (found.decision is not Decision.DENY, found.because) == (True, Because.NAMED)
    else:
        mine = [one for one in case.opened if one.staff_id == ME]
        live = purpose in FOR_CARE and any(one.at <= NOW < one.until for one in mine)
        assert (found.decision is Decision.DENY) is not live
        assert found.because is (Because.EMERGENCY if live else Because.NOT_NAMED)


@given(role=roles, permission=permissions, kind=kinds, case=rules, purpose=purposes)
def test_the_short_answer_is_the_long_one(
    role: Role, permission: Permission, kind: Kind, case: CaseRules, purpose: Purpose
) -> None:
    thing = Thing(kind, HERE, case)
    short = decide(actor(role), permission, thing, purpose, NOW)
    assert short is judge(actor(role), permission, thing, purpose, NOW).decision


@pytest.mark.parametrize(
    ("minutes", "holds"), [(-1, False), (0, True), (14, True), (15, False), (16, False)]
)
def test_an_opening_holds_from_its_beginning_until_before_its_end(
    minutes: int, holds: bool
) -> None:
    opening = Opening(ME, NOW, NOW + timedelta(minutes=15))
    assert opening.holds(NOW + timedelta(minutes=minutes)) is holds


def test_an_opening_is_for_care_and_hands_nothing_out() -> None:
    case = CaseRules(
        named=frozenset({SOMEBODY}),
        opened=frozenset({Opening(ME, NOW, NOW + timedelta(minutes=15))}),
    )
    for purpose in Purpose:
        found = ruling(Role.GP, Permission.CONSULT, Kind.CLINICAL, case, purpose)
        assert (found.decision is Decision.ALLOW) is (purpose in FOR_CARE)
    handed = ruling(
        Role.INTEGRATOR, Permission.HAND_OUT_RECORDS, Kind.CLINICAL, case, Purpose.EXCHANGE
    )
    assert handed == Ruling(Decision.DENY, Because.NOT_NAMED)


def test_a_masked_address_stays_masked_for_those_who_are_named() -> None:
    case = CaseRules(named=frozenset({ME}))
    assert ruling(Role.GP, Permission.CONSULT, Kind.ADDRESS, case) == Ruling(
        Decision.MASK, Because.NAMED
    )
    assert ruling(Role.GP, Permission.REVEAL_ADDRESS, Kind.ADDRESS, case) == Ruling(
        Decision.ALLOW, Because.NAMED
    )


def test_the_short_answer_asks_what_for_and_when() -> None:
    case = CaseRules(
        named=frozenset({SOMEBODY}),
        opened=frozenset({Opening(ME, NOW, NOW + timedelta(minutes=15))}),
    )
    thing = Thing(Kind.CLINICAL, HERE, case)
    doctor = actor(Role.GP)
    care, work = Purpose.DIRECT_CARE, Purpose.OPERATION
    assert decide(doctor, Permission.CONSULT, thing, care, NOW) is Decision.ALLOW
    assert decide(doctor, Permission.CONSULT, thing, work, NOW) is Decision.DENY
    later = NOW + timedelta(minutes=15)
    assert decide(doctor, Permission.CONSULT, thing, care, later) is Decision.DENY


def test_an_opening_of_somebody_else_or_of_the_past_lets_nobody_in() -> None:
    others = Opening(SOMEBODY, NOW, NOW + timedelta(minutes=15))
    past = Opening(ME, NOW - timedelta(minutes=30), NOW - timedelta(minutes=15))
    case = CaseRules(named=frozenset({"staff-3"}), opened=frozenset({others, past}))
    assert ruling(Role.GP, Permission.CONSULT, Kind.CLINICAL, case) == Ruling(
        Decision.DENY, Because.NOT_NAMED
    )


@pytest.mark.parametrize("permission", sorted(PAST_A_RESTRICTION))
def test_what_keeps_a_record_whole_passes_a_restriction(permission: Permission) -> None:
    case = CaseRules(named=frozenset({SOMEBODY}))
    for role in MAY[permission]:
        for kind in TOUCHES[permission]:
            assert ruling(role, permission, kind, case) == Ruling(Decision.ALLOW)
