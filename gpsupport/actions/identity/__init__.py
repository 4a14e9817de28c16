"""Who somebody is: signing in, browser sessions, accounts, staff."""

from gpsupport.actions.identity.answers import (
    NewCodes,
    NewSecret,
    OwnAccount,
    PasswordUnfit,
    Present,
    SignInRefused,
)
from gpsupport.actions.identity.confirming import confirm_identity
from gpsupport.actions.identity.own import (
    begin_second_factor,
    change_password,
    confirm_second_factor,
    own_account,
    renew_recovery_codes,
)
from gpsupport.actions.identity.sessions import (
    choose_role,
    end_all_sessions,
    end_session,
    find_ended_session,
    find_session,
    lock_session,
    touch_session,
)
from gpsupport.actions.identity.signing_in import (
    enter_code,
    sign_in_to_demo,
    sign_in_with_password,
    sign_in_with_provider,
    trust_device,
)
from gpsupport.actions.identity.staff import (
    PracticeSize,
    add_clinician,
    find_actor,
    list_staff,
    practice_size,
)

__all__ = [
    "NewCodes",
    "NewSecret",
    "OwnAccount",
    "PasswordUnfit",
    "PracticeSize",
    "Present",
    "SignInRefused",
    "add_clinician",
    "begin_second_factor",
    "change_password",
    "choose_role",
    "confirm_identity",
    "confirm_second_factor",
    "end_all_sessions",
    "end_session",
    "enter_code",
    "find_actor",
    "find_ended_session",
    "find_session",
    "list_staff",
    "lock_session",
    "own_account",
    "practice_size",
    "renew_recovery_codes",
    "sign_in_to_demo",
    "sign_in_with_password",
    "sign_in_with_provider",
    "touch_session",
    "trust_device",
]
