"""The figures of a measure as the documents print them."""

from __future__ import annotations

from collections.abc import Iterable

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.knowledge.measure.figures import Figures, GroupFigures, RuleFigures, Share

# What stands between these two lines is written by a command, and compared by a test.
FIRST_LINE = "<!-- figures: written by `make knowledge` -->"
LAST_LINE = "<!-- end of the figures -->"


def as_document(knowledge: Knowledge, figures: Figures, others: Iterable[Figures]) -> str:
    """Everything between the two lines: the whole, each rule, and what other seeds give."""
    seen = [_row(knowledge, rule, figures) for rule in figures.adults.rules if _ever(rule, figures)]
    never = [rule.indicator for rule in figures.adults.rules if not _ever(rule, figures)]
    lines = [
        FIRST_LINE,
        "",
        "| | Patients | Encounters in a year | With a prompt in front | First, per 100 patients |",
        "|---|---|---|---|---|",
        *(_group(name, group) for name, group in figures.groups),
        "",
        "| Id | Sign | Adults: in front | First | Children: in front | First |",
        "|---|---|---|---|---|---|",
        *seen,
        "",
        f"Never in front in this population: {', '.join(never)}.",
        "",
        "| Seed | Adults | Highest rule | Children | Highest rule |",
        "|---|---|---|---|---|",
        *(_seed(one) for one in (figures, *others)),
        "",
        LAST_LINE,
    ]
    return "\n".join(lines)


def put_into(document: str, part: str) -> str:
    """A document with the part between the two lines replaced. Raises ValueError without them."""
    before, _, rest = document.partition(FIRST_LINE)
    _, end, after = rest.partition(LAST_LINE)
    if not end:
        raise ValueError(f"the document has no part between {FIRST_LINE} and {LAST_LINE}")
    return f"{before}{part}{after}"


def _ever(rule: RuleFigures, figures: Figures) -> bool:
    return any(_of(group, rule.indicator).front.count for _, group in figures.groups)


def _of(group: GroupFigures, indicator: str) -> RuleFigures:
    return next(rule for rule in group.rules if rule.indicator == indicator)


def _group(name: str, group: GroupFigures) -> str:
    return (
        f"| {name.capitalize()} | {group.patients:,} | {group.encounters:,} |"
        f" {_share(group.front)} | {group.first_showings:.1f} |"
    )


def _row(knowledge: Knowledge, rule: RuleFigures, figures: Figures) -> str:
    cells = [rule.indicator, knowledge.indicator(rule.indicator).name]
    for _, group in figures.groups:
        found = _of(group, rule.indicator)
        some = bool(found.front.count)
        cells += [_share(found.front), f"{found.first_showings:.1f}"] if some else ["none", ""]
    return f"| {' | '.join(cells)} |"


def _seed(figures: Figures) -> str:
    cells = [f"{figures.seed}"]
    for _, group in figures.groups:
        highest = max(group.rules, key=lambda rule: rule.front.share)
        cells += [f"{group.front.share:.1%}", f"{highest.indicator} {highest.front.share:.1%}"]
    return f"| {' | '.join(cells)} |"


def _share(share: Share) -> str:
    return f"{share.share:.2%} ({share.low:.2%} to {share.high:.2%})"
