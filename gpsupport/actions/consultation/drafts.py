"""The draft of the two questions: it belongs to the page into which it was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from gpsupport.domain.consultation import Consultation, ConsultationDraft, FormName, GateAnswer
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import UnitOfWork

Fields = Mapping[str, Sequence[str]]


def keep_draft(
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    draft: ConsultationDraft,
    now: datetime,
) -> None:
    """Keep it as it was typed; out of sight where company is there now and was not on its page.

    Answers given on a page that stood under another answer to "Who is here today?" are left out.
    """
    gate = consultation.gate
    if gate is not None and draft.presence is None:
        draft = replace(draft, presence=gate.presence, mode=gate.mode)
    if consultation.in_company and draft.presence is not Presence.SAFE_ADULT:
        _set_aside(work, actor, consultation, draft, now)
    elif gate is not None and gate.presence.opens and not draft.stands_under(gate):
        work.drafts.save(actor, consultation.id, draft.without_answers(gate), now)
    else:
        work.drafts.save(actor, consultation.id, draft, now)


def fit_draft(
    work: UnitOfWork, actor: Actor, consultation: Consultation, gate: GateAnswer, now: datetime
) -> None:
    """Make what is kept fit a new answer to "Who is here today?".

    With company what was typed without it goes out of sight, and nothing says that there is any;
    without company it comes back. Its words always stay.
    """
    if not gate.presence.opens:
        return
    draft = work.drafts.find(actor, consultation.id, now)
    if not gate.presence.opens_history:
        if draft is not None and draft.presence is not Presence.SAFE_ADULT:
            _set_aside(work, actor, consultation, draft, now)
            work.drafts.drop(actor, consultation.id)
        return
    aside = work.forms.find(actor, consultation.id, FormName.ASIDE, now)
    if aside is not None:
        both = _joined(aside, draft or ConsultationDraft())
        work.drafts.save(actor, consultation.id, both.without_answers(gate), now)
        work.forms.drop(actor, consultation.id, FormName.ASIDE)
    elif draft is not None and draft.presence is not None and not draft.stands_under(gate):
        work.drafts.save(actor, consultation.id, draft.without_answers(gate), now)


def _set_aside(
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    draft: ConsultationDraft,
    now: datetime,
) -> None:
    kept = work.forms.find(actor, consultation.id, FormName.ASIDE, now)
    both = _joined(kept or {}, draft)
    texts = {"words": [both.words], "observed": [both.observed], "note": [both.note]}
    if any(text.strip() for (text,) in texts.values()):
        work.forms.save(actor, consultation.id, FormName.ASIDE, texts, now)


def _joined(aside: Fields, after: ConsultationDraft) -> ConsultationDraft:
    """The words of both, each once."""
    before = {name: "".join(values) for name, values in aside.items()}
    return replace(
        after,
        words=_both(before.get("words", ""), after.words),
        observed=_both(before.get("observed", ""), after.observed),
        note=_both(before.get("note", ""), after.note),
    )


def _both(before: str, after: str) -> str:
    if before in after:
        return after
    return before if after in before else f"{before}\n{after}"
