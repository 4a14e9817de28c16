"""What somebody chose and typed for letters: kept together, each letter under its own name."""

from gpsupport.actions.kept_together import BETWEEN, WRITTEN, Fields, stamp_of
from gpsupport.domain.letters.kinds import LetterKind
from gpsupport.domain.letters.letter import Choice

# The boxes of the form.
RECIPIENT, REPLY_TO, PART, FACT, TEXT, AGREED = "to", "reply", "part", "fact", "text-", "agreed"


def name_of(kind: LetterKind, referral_id: str) -> str:
    """Under which its boxes are kept; a letter without a referral has its kind alone."""
    return f"{kind.value}:{referral_id}"


def find_unwritten(kept: Fields) -> tuple[str, str] | None:
    """The kind and the referral of a letter that nobody printed or saved; None for none."""
    names = dict.fromkeys(box.partition(BETWEEN)[0] for box in kept)
    left = [name for name in names if f"{name}{BETWEEN}{WRITTEN}" not in kept]
    if not left:
        return None
    kind, _, referral_id = left[0].partition(":")
    return kind, referral_id


def typed_words(kept: Fields) -> tuple[str, ...]:
    """What somebody typed for letters, without what was ticked."""
    boxes = (RECIPIENT, REPLY_TO)
    return tuple(
        value
        for name, values in kept.items()
        for value in values
        if value.strip() and ((box := name.partition(BETWEEN)[2]) in boxes or box.startswith(TEXT))
    )


def reply_to_of(kept: Fields | None) -> str:
    """How the practice may be reached, as another letter has it; empty where none says."""
    said = (_one(kept or {}, box) for box in kept or {} if box.endswith(f"{BETWEEN}{REPLY_TO}"))
    return next((one for one in said if one.strip()), "")


def stamp_of_letter(own: Fields | None) -> str:
    """The same for the same words of a letter, written or not."""
    return stamp_of({box: values for box, values in (own or {}).items() if box != WRITTEN})


def choice_of(fields: Fields) -> Choice:
    """What the boxes of one letter say."""
    return Choice(
        recipient=_one(fields, RECIPIENT),
        reply_to=_one(fields, REPLY_TO),
        parts=frozenset(fields.get(PART, ())),
        facts=frozenset(fields.get(FACT, ())),
        typed={box.removeprefix(TEXT): _one(fields, box) for box in fields if box.startswith(TEXT)},
    )


def says_agreed(fields: Fields) -> bool:
    """Whether its writer says that the patient asked for it."""
    return _one(fields, AGREED) == "yes"


def _one(fields: Fields, box: str) -> str:
    return next(iter(fields.get(box, ())), "").replace("\r\n", "\n")
