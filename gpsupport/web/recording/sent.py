"""What the page of recording sends, as it is kept while it is typed and as it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gpsupport.actions.recording import RecordingForm
from gpsupport.domain.recording.drafts import EntryPart, EntryWords
from gpsupport.web.words import as_typed

PARTS = tuple(part.value for part in EntryPart)
VERSION, BEFORE = "version", "before"
_ADDED, _DONE = "added", "done"
_LONGEST_KEY = 100


def fields_of(sent: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The boxes of the page by name, with what it showed when it was opened, and nothing else."""
    return {
        name: list(values)
        for name, values in sent.items()
        if name in {_ADDED, _DONE, VERSION, BEFORE} or name.partition(".")[0] in PARTS
    }


def read_sent(fields: Mapping[str, Sequence[str]]) -> RecordingForm:
    """What was ticked, and the words of every entry, those that are empty too."""
    written = {name.partition(".")[2] for name in fields if "." in name}
    return RecordingForm(
        entries=tuple(
            EntryWords(
                key=_key(key),
                fact=_text(fields, "fact", key),
                reported=_text(fields, "reported", key),
                opinion=_text(fields, "opinion", key),
            )
            for key in sorted(written)
        ),
        added=frozenset(_key(one) for one in fields.get(_ADDED, ())),
        before=frozenset(fields.get(BEFORE, ())),
        done=dict(read_versions(fields.get(_DONE, ()))),
        supersedes=next(iter(fields.get(VERSION, ())), "") or None,
    )


def _key(sent: str) -> str:
    """The key of an entry; one that no page has is shown again, so it must be fit to be shown."""
    return as_typed(sent)[:_LONGEST_KEY]


def _text(fields: Mapping[str, Sequence[str]], part: str, key: str) -> str:
    return as_typed(next(iter(fields.get(f"{part}.{key}", ())), ""))


def read_versions(sent: Iterable[str]) -> Iterable[tuple[str, int]]:
    """The reminders ticked as done, each with its version; what is no such pair is left out."""
    for one in sent:
        reminder_id, _, version = one.partition(":")
        if version.isascii() and version.isdigit() and len(version) < 10:
            yield reminder_id, int(version)
