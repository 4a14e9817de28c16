"""What was entered beside the two questions and not saved yet: boxes and dates, as they came."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gpsupport.domain.consultation import FormName
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import UnitOfWork

FORM = FormName.BESIDE
TICKED, BEFORE = "tick", "before"

Fields = Mapping[str, Sequence[str]]


def keep_beside(
    work: UnitOfWork, actor: Actor, consultation_id: str, fields: Fields, now: datetime
) -> None:
    """Keep it as it was sent, in place of what was kept before; nothing unsaved keeps nothing.

    It is no answer yet: only saving makes one.
    """
    boxes = {name: sorted(set(fields.get(name, ()))) for name in (TICKED, BEFORE)}
    rest = {
        name: list(values)
        for name, values in fields.items()
        if name not in boxes and any(value.strip() for value in values)
    }
    kept = rest | (boxes if boxes[TICKED] != boxes[BEFORE] else {})
    if kept:
        work.forms.save(actor, consultation_id, FORM, kept, now)
    else:
        work.forms.drop(actor, consultation_id, FORM)
