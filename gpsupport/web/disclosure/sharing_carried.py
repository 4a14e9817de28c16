"""What the boxes of the sharing page begin with: what the content and today's notes say already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gpsupport.actions.disclosure import OpenSharing
from gpsupport.domain.disclosure.disclosure import Agreement
from gpsupport.domain.knowledge.content.afterwards import AgreementKind
from gpsupport.domain.knowledge.content.care import Consent, SharingStep
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.disclosure.reading import read_agreements
from gpsupport.web.disclosure.sharing_forms import BOXES, NO, YES, box
from gpsupport.web.disclosure.typed import Typed


def with_known(typed: Typed, opened: OpenSharing, knowledge: Knowledge, people: People) -> Typed:
    """The boxes with what is known, wherever nobody has been.

    To whom the patient agreed after telling comes along, until something of that step is logged.
    """
    kinds = {one.id: one for one in knowledge.afterwards.agreements}
    agreed = _agreed(opened, kinds)
    here = opened.consultation.id
    logged = {one.step for one in opened.entries if one.consultation_id == here}
    fields = dict(typed.fields)
    for step in knowledge.sharing.steps:
        untouched = not typed.one(box(step.id))
        known = _of_content(step, people)
        if step.id not in logged:
            known |= dict(_of_yes(step, agreed, kinds, people))
        for name, value in known.items():
            if name not in fields or (untouched and not typed.one(name)):
                fields[name] = [value]
    return Typed(fields)


def _agreed(opened: OpenSharing, kinds: Iterable[str]) -> tuple[Agreement, ...]:
    """As it was typed last, saved or not."""
    if opened.noting is not None:
        return read_agreements(Typed(opened.noting), kinds)
    return opened.noted.agreements if opened.noted else ()


def _of_content(step: SharingStep, people: People) -> dict[str, str]:
    return {
        box(step.id, BOXES["with_whom"]): people.put_into(step.with_whom),
        box(step.id, BOXES["ground"]): people.put_into(step.ground),
        box(step.id, BOXES["why"]): people.put_into(step.why),
    }


def _of_yes(
    step: SharingStep,
    agreed: Iterable[Agreement],
    kinds: Mapping[str, AgreementKind],
    people: People,
) -> Iterator[tuple[str, str]]:
    """What was answered of just these people; what a yes alone opens is answered with it."""
    asked, given = box(step.id, BOXES["consent_asked"]), box(step.id, BOXES["consent_given"])
    what = box(step.id, BOXES["what"])
    known = [(one, kinds[one.with_whom]) for one in agreed if one.with_whom in kinds]
    if step.consent is not Consent.NEEDED:
        for one, kind in known:
            if step.id in kind.named_in:
                yield from ((asked, YES), (given, YES if one.agreed else NO), (what, one.what))
        return
    open_ = [(one, kind) for one, kind in known if one.agreed and not kind.named_in]
    if open_:
        yield from ((name, YES) for name in (box(step.id), box(step.id, "shared"), asked, given))
        names = [people.put_into(kind.name) for _, kind in open_ if not kind.names_nobody]
        yield box(step.id, BOXES["with_whom"]), "; ".join(names)
        yield what, _what(open_, people)


def _what(agreed: list[tuple[Agreement, AgreementKind]], people: People) -> str:
    """What of it: of several people, each with the name."""
    said = [(people.put_into(kind.name), one.what) for one, kind in agreed if one.what]
    if len(agreed) == 1:
        return "".join(what for _, what in said)
    return "; ".join(f"{name}: {what}" for name, what in said)
