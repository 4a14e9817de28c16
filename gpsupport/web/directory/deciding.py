"""What was proposed about local help, beside what stands in the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.days import london_day
from gpsupport.actions.directory.curating import ToDecide, Waiting
from gpsupport.domain.directory.texts import texts_of
from gpsupport.web import words
from gpsupport.web.directory.correcting import label_of, said


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One field: what stands there and what would."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """One proposal with its buttons. `seen` is the version of the entry beside it."""

    id: str
    heading: str
    made: str
    words: str
    rows: tuple[ChangeRow, ...]
    href: str
    correct_href: str
    seen: int
    fault: str


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """What waits longest for a decision, oldest first, and how much waits in all."""

    sentence: str
    cards: tuple[ProposalCard, ...]


def proposals_page(
    waiting: Waiting, today: date, refused: tuple[str, str] = ("", "")
) -> ProposalsPage:
    """The page on a day; `refused` is the id of a proposal that could not be approved, and why."""
    number = words.count(waiting.count, "proposal")
    sentence = f"{number} to decide about." if waiting.count else "Nothing is waiting for you."
    if waiting.count > len(waiting.oldest):
        sentence += f" The oldest {len(waiting.oldest)} are here."
    return ProposalsPage(sentence, tuple(_card(one, today, refused) for one in waiting.oldest))


def _card(one: ToDecide, today: date, refused: tuple[str, str]) -> ProposalCard:
    proposal, option = one.proposal, one.option
    stands = texts_of(option) if option else {}
    name = option.name if option else proposal.changes.get("name", "")
    made = words.ago(london_day(proposal.made_at), today)
    rows = tuple(
        ChangeRow(
            label_of(field),
            said(field, stands.get(field, "")) if option else "",
            said(field, text),
        )
        for field, text in proposal.changes.items()
        if text != stands.get(field, "")
    )
    return ProposalCard(
        id=proposal.id,
        heading=name if option else f"New: {name or 'no name given'}",
        made=f"{proposal.made_by}, {made}",
        words=proposal.words,
        rows=rows,
        href=f"/directory/proposals/{proposal.id}",
        correct_href=f"/directory/{option.id}/correct" if option else "",
        seen=option.version if option else 0,
        fault=refused[1] if refused[0] == proposal.id else "",
    )
