"""Local help, as a practice has listed it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select, update

from gpsupport.domain.access import Decision, Kind, Ruling
from gpsupport.domain.directory.option import (
    Capacity,
    ConsentOf,
    NamedOption,
    OptionKind,
    ReferralOption,
)
from gpsupport.domain.people import Actor, Sex
from gpsupport.persistence.rows import ReferralOptionRow
from gpsupport.persistence.stores.base import AT_ONCE, Store, in_parts, may_be_id, new_id, table_of

_TABLE = table_of(ReferralOptionRow)
_C = _TABLE.c
_NAMES = tuple(field.name for field in fields(ReferralOption))
_COLUMNS = tuple(_C[name] for name in _NAMES)
_CALLED = tuple(_C[field.name] for field in fields(NamedOption))
_NOT_CONTENT = {"id", "version"}
_CONTENT = tuple(name for name in _NAMES if name not in _NOT_CONTENT)
_KINDS = {kind.value: kind for kind in OptionKind}


class OptionStore(Store):
    """The options of the actor's practice."""

    kind = Kind.DIRECTORY

    def list_all(
        self, actor: Actor, kinds: Collection[OptionKind] | None = None
    ) -> tuple[ReferralOption, ...]:
        """Every option, or every one of these kinds, by name."""
        statement = self._of(actor).order_by(_C.name, _C.id)
        if kinds is not None:
            statement = statement.where(_C.kind.in_(kinds))
        return tuple(_option(row) for row in self._run(statement))

    def names(self, actor: Actor) -> tuple[NamedOption, ...]:
        """What every option is called, by name: where nothing else of a long list is wanted."""
        statement = select(*_CALLED).where(_C.practice_id == self._practice(actor))
        return tuple(
            NamedOption(row.id, row.name, _KINDS[row.kind], row.summary, row.organisation)
            for row in self._run(statement.order_by(_C.name, _C.id))
        )

    def count_stale(self, actor: Actor, on: date) -> int:
        """How many options nobody may rely on, on a day, without phoning first."""
        statement = select(func.count()).where(
            _C.practice_id == self._practice(actor),
            or_(_C.assured_on.is_(None), _C.stale_after < on),
        )
        return self._session.scalar(statement) or 0

    def find_many(self, actor: Actor, ids: Iterable[str]) -> dict[str, ReferralOption]:
        """The options of these ids, by id; one that is not there is left out."""
        found: dict[str, ReferralOption] = {}
        for some in in_parts(sorted({one for one in ids if may_be_id(one)})):
            rows = self._run(self._of(actor).where(_C.id.in_(some)))
            found |= {row.id: _option(row) for row in rows}
        return found

    def find(self, actor: Actor, option_id: str) -> ReferralOption | None:
        """One option by its id."""
        if not may_be_id(option_id):
            return None
        row = self._run(self._of(actor).where(_C.id == option_id)).one_or_none()
        return None if row is None else _option(row)

    def add(self, actor: Actor, option: ReferralOption) -> None:
        """Add an option under its own id."""
        self._insert(ReferralOptionRow, [self._values(actor, replace(option, version=1))])

    def save(self, actor: Actor, option: ReferralOption) -> ReferralOption:
        """Keep an option in place of the version that it was made from; returns it as it is kept.

        Raises StaleRow when somebody else changed it meanwhile, or when there is none of its id.
        """
        practice = self._practice(actor)
        kept = replace(option, version=option.version + 1)
        self._scope.note(option.id, Ruling(Decision.ALLOW))
        self._change(
            update(_TABLE)
            .where(_C.practice_id == practice, _C.id == option.id, _C.version == option.version)
            .values({name: value for name, value in _stored(kept).items() if name != "id"})
        )
        return kept

    def save_many(self, actor: Actor, options: Iterable[ReferralOption]) -> None:
        """Keep the entries of feeds, each told by its feed and its id there.

        A new one gets a new id, one that is there keeps its own, and one that says the same as
        before is left alone; the id and version of the value given count for nothing. Takes some
        at a time, so that a large feed needs little memory. Raises ValueError for one of no feed.
        """
        waiting = iter(options)
        while part := list(islice(waiting, AT_ONCE)):
            self._save_part(actor, part)

    def find_of_feed(
        self, actor: Actor, feed: str, source_ids: Collection[str]
    ) -> dict[str, ReferralOption]:
        """The entries of a feed by their ids there; while writing they are held until the commit.

        At most AT_ONCE ids at a time.
        """
        return self._present(actor, feed, source_ids)

    def find_by_hand(self, actor: Actor, ids: Collection[str]) -> dict[str, ReferralOption]:
        """The entries of no feed by their own ids; while writing they are held until the commit.

        At most AT_ONCE ids at a time.
        """
        statement = self._of(actor).where(_C.feed == "", _C.id.in_(ids))
        rows = self._run(statement.with_for_update() if self._writing() else statement)
        return {row.id: _option(row) for row in rows}

    def remove_missing(self, actor: Actor, feed: str, source_ids: Collection[str]) -> int:
        """Mark the entries of a feed that it has no more, so that nobody relies on them.

        They forget when they were checked, and so count as stale; they are kept, for referrals may
        name them. Returns how many were not marked before. Raises ValueError for an empty feed.
        """
        if not feed:
            raise ValueError("what was entered by hand is missing from no feed")
        own = (_C.practice_id == self._practice(actor), _C.feed == feed)
        listed = self._run(select(_C.id, _C.source_id).where(*own, _C.assured_on.is_not(None)))
        known = frozenset(source_ids)
        gone = [row.id for row in listed if row.source_id not in known]
        for start in range(0, len(gone), AT_ONCE):
            self._run(
                update(_TABLE)
                .where(*own, _C.id.in_(gone[start : start + AT_ONCE]))
                .values(assured_on=None, version=_C.version + 1)
            )
        return len(gone)

    def _save_part(self, actor: Actor, part: list[ReferralOption]) -> None:
        came: defaultdict[str, dict[str, ReferralOption]] = defaultdict(dict)
        for one in part:
            if not (one.feed and one.source_id):
                raise ValueError("an entry of a feed names the feed and its id there")
            came[one.feed][one.source_id] = one
        new, changed = [], []
        for feed, by_source in came.items():
            present = self._present(actor, feed, tuple(by_source))
            for source_id, option in by_source.items():
                before = present.get(source_id)
                if before is None:
                    new.append(replace(option, id=new_id(), version=1))
                    continue
                kept = replace(option, id=before.id, version=before.version + 1)
                if _content(kept) != _content(before):
                    changed.append(kept)
        self._insert(ReferralOptionRow, [self._values(actor, one) for one in new])
        self._overwrite(actor, changed)

    def _present(
        self, actor: Actor, feed: str, source_ids: Collection[str]
    ) -> dict[str, ReferralOption]:
        """The entries of a feed that are there, held until the commit."""
        statement = self._of(actor).where(_C.feed == feed, _C.source_id.in_(source_ids))
        rows = self._run(statement.with_for_update() if self._writing() else statement)
        return {row.source_id: _option(row) for row in rows}

    def _overwrite(self, actor: Actor, options: Collection[ReferralOption]) -> None:
        if not options:
            return
        names = [name for name in _NAMES if name != "id"]
        statement = (
            update(_TABLE)
            .where(_C.practice_id == self._practice(actor), _C.id == bindparam("of_id"))
            .values({name: bindparam(f"to_{name}") for name in names})
        )
        rows = [
            {"of_id": one.id, **{f"to_{name}": _stored(one)[name] for name in names}}
            for one in options
        ]
        self._session.connection().execute(statement, rows)

    def _values(self, actor: Actor, option: ReferralOption) -> dict[str, Any]:
        return {"practice_id": self._practice(actor), **_stored(option)}

    def _of(self, actor: Actor) -> Select[Any]:
        return select(*_COLUMNS).where(_C.practice_id == self._practice(actor))


def _content(option: ReferralOption) -> tuple[object, ...]:
    return tuple(getattr(option, name) for name in _CONTENT)


def _stored(option: ReferralOption) -> dict[str, Any]:
    """An option as its columns hold it."""
    plain: dict[str, Any] = {name: getattr(option, name) for name in _NAMES}
    return plain | {
        "kind": option.kind.value,
        "capacity": option.capacity.value,
        "sexes": sorted(option.sexes),
        "areas": sorted(option.areas),
        "consent_of": sorted(option.consent_of),
        "languages": sorted(option.languages),
    }


def _option(row: Row[Any]) -> ReferralOption:
    plain: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    plain["kind"] = OptionKind(plain["kind"])
    plain["capacity"] = Capacity(plain["capacity"])
    plain["sexes"] = frozenset(map(Sex, plain["sexes"]))
    plain["areas"] = frozenset(plain["areas"])
    plain["consent_of"] = frozenset(map(ConsentOf, plain["consent_of"]))
    plain["languages"] = frozenset(plain["languages"])
    return ReferralOption(**plain)
