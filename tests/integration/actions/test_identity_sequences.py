"""Whatever is done in whatever order: a dead token stays dead, and only who proved it all acts."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from gpsupport.actions.errors import NotFound
from gpsupport.actions.identity import (
    SignInRefused,
    begin_second_factor,
    change_password,
    choose_role,
    confirm_identity,
    confirm_second_factor,
    end_all_sessions,
    end_session,
    lock_session,
    touch_session,
)
from gpsupport.domain.identity import HALF_DONE_ENDS, IDLE_LOCKS, SESSION_ENDS, WebSession
from gpsupport.domain.people import Role
from tests.integration.actions.accounts import (
    NOW,
    WORD,
    Door,
    Person,
    build_door,
    cheap_passwords,
)

ROLES = (Role.GP, Role.SAFEGUARDING_LEAD)
GAPS = st.sampled_from([1, 29, 31, 60, 170, 299, 300, 601, 3600, 36000]).map(
    lambda seconds: timedelta(seconds=seconds)
)
_NAMES = count()


@dataclass
class Believed:
    """What must hold of one session by what was done, whatever the program says."""

    token: str
    created_at: datetime
    step_at: datetime
    seen_at: datetime
    coded: bool = False
    chosen: bool = False
    locked: bool = False

    def acts(self, now: datetime) -> bool:
        """Whether somebody may act in it."""
        fresh = now - self.seen_at < IDLE_LOCKS and now - self.created_at < SESSION_ENDS
        return self.coded and self.chosen and not self.locked and fresh

    def lives(self, now: datetime) -> bool:
        """Whether its token may be known at all."""
        whole = self.coded and self.chosen
        left = now - self.step_at < HALF_DONE_ENDS and not self.locked
        return now - self.created_at < SESSION_ENDS and (whole or left)


class Sequences(RuleBasedStateMachine):
    """One person does anything in any order, with sessions new and old."""

    door: Door

    def __init__(self) -> None:
        """Nobody is there yet."""
        super().__init__()
        self.now = NOW
        self.dead: set[str] = set()
        self.held: list[WebSession] = []
        self.open: dict[str, Believed] = {}

    @initialize(enrolled=st.booleans(), several=st.booleans())
    def come(self, enrolled: bool, several: bool) -> None:
        """Somebody with one role or two, on their first day or a later one."""
        number = next(_NAMES)
        name = f"user{number}"
        roles = ROLES if several else ROLES[:1]
        self.alone = not several
        make = self.door.enrolled if enrolled else self.door.add
        self.person: Person = make(name, *roles)
        # An address that the sequences shared would soon have to wait.
        self.person.address = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"

    @rule(gap=GAPS)
    def wait(self, gap: timedelta) -> None:
        """Time goes by."""
        self.now += gap

    @rule(right=st.booleans())
    def type_password(self, right: bool) -> None:
        """A new session begins, or none."""
        with suppress(SignInRefused):
            token, begun = self.door.password(self.person, self.now, None if right else "wrong")
            assert right
            assert token not in self.dead
            assert all(token != one.token for one in self.open.values())
            self.held.append(begun)
            self.open[begun.id] = Believed(token, self.now, self.now, self.now)

    @rule(gap=st.sampled_from([0, 30]), role=st.sampled_from(ROLES))
    def come_in(self, gap: int, role: Role) -> None:
        """All of signing in, one step after the other."""
        self.now += timedelta(seconds=gap)
        if not self.person.secret:
            return
        with suppress(SignInRefused, NotFound):
            token, begun = self.door.password(self.person, self.now)
            self.held.append(begun)
            believed = Believed(token, self.now, self.now, self.now)
            self.open[begun.id] = believed
            moved = self.door.code(self.person, begun, self.now)
            believed.coded, believed.chosen = True, self.alone
            self.rotated(*moved)
            moved = choose_role(self.door.database, moved[1], role, self.now)
            believed.chosen = True
            self.rotated(*moved)

    @rule(data=st.data(), how=st.sampled_from(["app", "recovery", "wrong"]))
    def type_code(self, data: st.DataObject, how: str) -> None:
        """A code, perhaps one that was used before."""
        begun = self.some(data)
        if begun is None or not self.person.secret:
            return
        typed = {"app": self.person.code(self.now), "wrong": "000000"}.get(how)
        with suppress(SignInRefused, NotFound):
            moved = self.door.code(
                self.person, begun, self.now, typed or data.draw(st.sampled_from(self.person.codes))
            )
            assert how != "wrong" or typed == self.person.code(self.now)
            believed = self.open[begun.id]
            believed.coded, believed.chosen = True, self.alone
            self.rotated(*moved)

    @rule(data=st.data())
    def enrol(self, data: st.DataObject) -> None:
        """All of the first day, or whatever of it may be done again."""
        begun = self.some(data)
        if begun is None:
            return
        with suppress(SignInRefused, NotFound):
            if self.person.password != WORD:
                token, begun = change_password(
                    self.door.database, begun, self.person.password, WORD, self.now
                )
                self.person.password = WORD
                self.only(begun.id)
                self.rotated(token, begun)
            secret = begin_second_factor(self.door.database, begun, self.now).secret
            changed = replace(self.person, secret=secret)
            done = confirm_second_factor(
                self.door.database, begun, changed.code(self.now), self.now
            )
            self.person.secret, self.person.codes = secret, done.codes
            believed = self.open[begun.id]
            believed.coded, believed.chosen = True, believed.chosen or self.alone
            self.only(begun.id)
            self.rotated(done.token, done.session)

    @rule(data=st.data(), role=st.sampled_from([*ROLES, Role.ADMINISTRATOR]))
    def choose(self, data: st.DataObject, role: Role) -> None:
        """A role, one's own or not."""
        begun = self.some(data)
        if begun is None:
            return
        with suppress(NotFound):
            moved = choose_role(self.door.database, begun, role, self.now)
            assert role in self.person.begun.clinician.roles
            assert self.open[begun.id].coded
            self.open[begun.id].chosen = True
            self.rotated(*moved)

    @rule(data=st.data(), right=st.booleans())
    def confirm(self, data: st.DataObject, right: bool) -> None:
        """The password again, which unlocks."""
        begun = self.some(data)
        if begun is None:
            return
        typed = self.person.password if right else "wrong"
        with suppress(SignInRefused, NotFound):
            moved = confirm_identity(
                self.door.database, begun, password=typed, code="", now=self.now
            )
            assert right
            believed = self.open[begun.id]
            assert believed.coded
            assert believed.chosen
            believed.locked = False
            self.rotated(*moved)

    @rule(data=st.data())
    def touch(self, data: st.DataObject) -> None:
        """Somebody moves the pointer."""
        begun = self.some(data)
        if begun is None:
            return
        touch_session(self.door.database, begun, self.now)
        believed = self.open.get(begun.id)
        if believed and believed.acts(self.now):
            believed.seen_at = self.now

    @rule(data=st.data())
    def lock(self, data: st.DataObject) -> None:
        """Somebody locks it."""
        begun = self.some(data)
        if begun is not None:
            lock_session(self.door.database, begun, self.now)
            if begun.id in self.open:
                self.open[begun.id].locked = True

    @rule(data=st.data(), everywhere=st.booleans())
    def end(self, data: st.DataObject, everywhere: bool) -> None:
        """Somebody signs out, here or everywhere."""
        begun = self.some(data)
        if begun is None:
            return
        if everywhere:
            with suppress(NotFound):
                end_all_sessions(self.door.database, begun, self.now)
                self.only("")
        else:
            end_session(self.door.database, begun, self.now)
            self.forget(begun.id)

    @invariant()
    def only_who_proved_it_acts(self) -> None:
        """The program never lets more happen than what was proved."""
        for token in self.dead:
            assert self.door.find(token, self.now) is None
        for believed in self.open.values():
            present = self.door.find(believed.token, self.now)
            assert present is None or believed.lives(self.now)
            if present is not None and present.actor is not None:
                assert believed.acts(self.now)
                assert present.actor.clinician_id == self.person.id
                assert present.actor.role in self.person.begun.clinician.roles

    def some(self, data: st.DataObject) -> WebSession | None:
        """One of the sessions that ever were, as it was at some time; the last ones more often."""
        if not self.held:
            return None
        return data.draw(st.sampled_from([*self.held, *self.held[-2:] * 4]))

    def rotated(self, token: str, moved: WebSession) -> None:
        """The session goes on under another token."""
        believed = self.open[moved.id]
        assert token != believed.token
        assert token not in self.dead
        self.dead.add(believed.token)
        believed.token = token
        believed.step_at = believed.seen_at = self.now
        self.held.append(moved)

    def only(self, kept: str) -> None:
        """Every other session has ended."""
        for name in [one for one in self.open if one != kept]:
            self.forget(name)

    def forget(self, name: str) -> None:
        """This session has ended."""
        if name in self.open:
            self.dead.add(self.open.pop(name).token)


@pytest.fixture
def sequences(tmp_path: Path) -> Iterator[type[Sequences]]:
    """A practice that every sequence finds: each brings a person of its own."""
    with cheap_passwords():
        made = build_door(f"sqlite:///{tmp_path / 'sequences.sqlite3'}", tmp_path)

        class Here(Sequences):
            door = made

        yield Here
        made.database.close()


def test_no_sequence_brings_back_what_ended_or_opens_what_was_not_proved(
    sequences: type[Sequences],
) -> None:
    run_state_machine_as_test(
        sequences,
        settings=settings(
            max_examples=settings().max_examples // 2,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
