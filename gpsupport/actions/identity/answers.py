"""What signing in answers, and how it refuses."""

from dataclasses import dataclass
from datetime import timedelta

from gpsupport.domain.identity import PasswordFault, WebSession
from gpsupport.domain.people import Actor, Clinician, Role


class SignInRefused(Exception):
    """The one answer to an unknown name, a wrong password or code, a wait, a disabled account.

    `wait` is how long the next attempt has to wait, for logs and tests: a page must not tell it,
    for it would say that there is such an account.
    """

    def __init__(self, wait: timedelta | None = None) -> None:
        """Say nothing of who tried: it would end up in a log."""
        super().__init__("signing in was refused")
        self.wait = wait


class PasswordUnfit(Exception):
    """A new password is not taken, and why."""

    def __init__(self, fault: PasswordFault) -> None:
        """Keep the reason, never the password."""
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Present:
    """Who is there in a session that has not ended.

    `actor` is None unless signing in is complete, the session is not locked, the person may still
    work here and still has the role.
    """

    session: WebSession
    clinician: Clinician
    actor: Actor | None


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What somebody may see of their own account; an empty username where they have none."""

    username: str
    has_password: bool
    second_factor: bool
    recovery_left: int
    roles: tuple[Role, ...]
    sessions: tuple[WebSession, ...]
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A new second factor: `secret` to be typed (base32), `uri` to be shown as a QR code."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class NewCodes:
    """Recovery codes, shown this once, with the session's new token."""

    codes: tuple[str, ...]
    token: str
    session: WebSession
