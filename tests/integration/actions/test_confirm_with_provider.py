"""Proving again who one is at the identity provider: whose word, about whom, and how fresh."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from gpsupport.actions.errors import NotFound
from gpsupport.actions.identity import (
    SignInRefused,
    end_session,
    find_session,
    lock_session,
    sign_in_with_provider,
)
from gpsupport.actions.identity.accounts import NewPerson, add_account, disable_account
from gpsupport.actions.identity.provider import confirm_with_provider
from gpsupport.domain.identity import SessionState, WebSession
from gpsupport.domain.people import Role
from tests.integration.actions.world import NOW, World

ISSUER, SUBJECT = "https://idp.example", "555036632103"
LATER = NOW + timedelta(minutes=3)


@dataclass
class Signed:
    """Somebody who signed in at NOW."""

    world: World
    token: str
    session: WebSession

    def confirm(
        self,
        issuer: str = ISSUER,
        subject: str = SUBJECT,
        signed_in_at: datetime = LATER,
        now: datetime = LATER,
    ) -> tuple[str, WebSession]:
        """Prove it again."""
        return confirm_with_provider(
            self.world.database, self.session, issuer, subject, signed_in_at, now
        )


@pytest.fixture
def signed(world: World) -> Signed:
    known = NewPerson("Dr Ruth Hale", "ruth", (Role.GP,), ISSUER, SUBJECT)
    add_account(world.database, world.practice, known, NOW)
    token, session = sign_in_with_provider(
        world.database, world.practice.id, ISSUER, SUBJECT, "AAL3", NOW
    )
    return Signed(world, token, session)


def test_the_same_person_confirms_and_gets_a_new_token(signed: Signed) -> None:
    token, confirmed = signed.confirm()
    assert token != signed.token
    assert confirmed.id == signed.session.id
    assert confirmed.confirmed_at == LATER
    database, practice_id = signed.world.database, signed.world.practice.id
    assert find_session(database, practice_id, signed.token, LATER) is None
    found = find_session(database, practice_id, token, LATER)
    assert found is not None
    assert found.session == confirmed


def test_a_locked_session_opens(signed: Signed) -> None:
    lock_session(signed.world.database, signed.session, NOW)
    found = find_session(signed.world.database, signed.world.practice.id, signed.token, LATER)
    assert found is not None
    assert found.session.state(LATER) is SessionState.LOCKED
    _, opened = signed.confirm()
    assert opened.state(LATER) is SessionState.OPEN


@pytest.mark.parametrize(
    "told",
    [
        {"subject": "555036632104"},
        {"issuer": "https://other.example"},
        {"signed_in_at": LATER - timedelta(minutes=5)},
        {"signed_in_at": LATER + timedelta(minutes=2)},
    ],
)
def test_another_person_and_an_old_word_confirm_nothing(
    signed: Signed, told: dict[str, str]
) -> None:
    with pytest.raises(SignInRefused):
        signed.confirm(**told)  # type: ignore[arg-type]
    found = find_session(signed.world.database, signed.world.practice.id, signed.token, LATER)
    assert found is not None
    assert found.session.confirmed_at == NOW
    signed.confirm()


def test_it_holds_from_when_it_was_proved(signed: Signed) -> None:
    proved_at = LATER - timedelta(minutes=4)
    _, confirmed = signed.confirm(signed_in_at=proved_at)
    assert confirmed.confirmed_at == proved_at
    assert not confirmed.confirmed(LATER + timedelta(minutes=1))
    assert confirmed.confirmed(LATER + timedelta(seconds=59))


def test_a_clock_ahead_of_ours_makes_it_hold_no_longer(signed: Signed) -> None:
    _, confirmed = signed.confirm(signed_in_at=LATER + timedelta(seconds=50))
    assert confirmed.confirmed_at == LATER


def test_a_session_that_ended_is_not_brought_back(signed: Signed) -> None:
    end_session(signed.world.database, signed.session, NOW)
    with pytest.raises(NotFound):
        signed.confirm()


def test_somebody_who_may_not_work_here_any_more_confirms_nothing(signed: Signed) -> None:
    disable_account(signed.world.database, signed.world.practice, "ruth", NOW)
    with pytest.raises((NotFound, SignInRefused)):
        signed.confirm()
