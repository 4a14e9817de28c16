"""The sealing keys: which there are, and sealing everything with a new one."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.practices import list_practices, operator
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.people import Practice
from gpsupport.persistence.resealing import Resealing
from gpsupport.persistence.work import Database
from gpsupport.sealing import add_key, drop_keys, find_keys
from gpsupport.sealing.keys import keys_path
from gpsupport.sealing.locks import holding
from gpsupport.settings import Settings

# A row that somebody changes is passed over, and met again on the next way through.
_WAYS_THROUGH = 3


@dataclass(frozen=True, slots=True)
class KeyUse:
    """One sealing key by its id: whether it seals what is new, and how many fields need it.

    `kept` is False where fields need a key that the key file does not hold.
    """

    key_id: str
    current: bool
    kept: bool
    fields: int


@dataclass(frozen=True, slots=True)
class Rotation:
    """What became of a rotation. `left` counts the fields that still need an older key."""

    key_id: str
    resumed: bool
    resealed: int
    left: int
    dropped: tuple[str, ...]


def list_keys(database: Database, settings: Settings, now: datetime) -> tuple[KeyUse, ...]:
    """Every key that is kept or needed, the current one first; never what is in one."""
    with Resealing(settings) as resealing:
        used = _count(resealing, list_practices(database), now)
    kept = find_keys(settings.data_dir)
    current = kept.current if kept else ""
    names = {*used, *(kept.seal if kept else ())}
    ordered = sorted(names, key=lambda name: (name != current, name))
    return tuple(
        KeyUse(name, name == current, kept is not None and name in kept.seal, used[name])
        for name in ordered
    )


def rotate_keys(
    database: Database,
    settings: Settings,
    now: datetime,
    *,
    keep_old: bool = False,
    on_progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Rotation:
    """Seal every field with a new key, then forget the old ones unless they are to be kept.

    A rotation that was broken off is taken up where it ended. The server may run meanwhile. An old
    key is forgotten only when no field of the database needs it; backups made before still do.
    `on_progress` is told how many fields are done, of how many. Raises KeysUnusable.
    """
    lock = keys_path(settings.data_dir).with_name("rotation.lock")
    with holding(lock), Resealing(settings) as resealing:
        passage = _go_through(database, resealing, now, on_progress)
        # What does not open at all must not keep a new key from being made.
        resumed = passage.resealed > 0
        if not resumed:
            add_key(settings.data_dir)
            passage = _go_through(database, resealing, now, on_progress, fresh=True)
        dropped = () if keep_old else _drop_unused(settings, passage.used)
        return Rotation(
            resealing.newest_key,
            resumed,
            passage.resealed,
            _stale(resealing, passage.used),
            dropped,
        )


@dataclass(frozen=True, slots=True)
class _Passage:
    resealed: int
    used: Counter[str]


def _go_through(
    database: Database,
    resealing: Resealing,
    now: datetime,
    on_progress: Callable[[int, int], None],
    *,
    fresh: bool = False,
) -> _Passage:
    """Seal with the newest key whatever is not, in every practice. `fresh`: it was just made."""
    resealing.wait_for_writers()
    resealing.note_newest_key()
    # Listed and counted only now: from here on nobody seals with an older key.
    practices = list_practices(database)
    used = _count(resealing, practices, now)
    total = _stale(resealing, used)
    done = 0
    if not (total or fresh):
        return _Passage(done, used)

    def tell(fields: int) -> None:
        nonlocal done
        done += fields
        on_progress(done, total)

    for practice in practices:
        _audit(database, practice, now)
    for _way in range(_WAYS_THROUGH):
        for practice in practices:
            resealing.run(_occasion(practice, now), tell)
        used = _count(resealing, practices, now)
        if not _stale(resealing, used):
            break
    return _Passage(done, used)


def _drop_unused(settings: Settings, used: Counter[str]) -> tuple[str, ...]:
    kept = find_keys(settings.data_dir)
    if kept is None:
        return ()
    unused = tuple(name for name in kept.seal if name != kept.current and not used[name])
    if unused:
        drop_keys(settings.data_dir, unused)
    return unused


def _count(resealing: Resealing, practices: tuple[Practice, ...], now: datetime) -> Counter[str]:
    counted: Counter[str] = Counter()
    for practice in practices:
        counted.update(resealing.count(_occasion(practice, now)))
    return counted


def _stale(resealing: Resealing, used: Counter[str]) -> int:
    return used.total() - used[resealing.newest_key]


def _audit(database: Database, practice: Practice, now: datetime) -> None:
    """Have it stand in the practice's audit, before anything of it is touched."""
    with database.writing(_occasion(practice, now)):
        pass


def _occasion(practice: Practice, now: datetime) -> Occasion:
    return Occasion(
        operator(practice),
        Permission.SET_UP_PRACTICE,
        now,
        Event.ROTATE_KEYS,
        Purpose.OPERATION,
    )
