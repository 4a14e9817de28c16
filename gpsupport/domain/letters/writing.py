"""Which letters there are for a referral, what each may hold, and the letter that was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from gpsupport.domain.knowledge.content.letters import LetterRule, LetterRules, PartRule
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.letters.kept_out import LEFT_OUT, KeptOut
from gpsupport.domain.letters.kinds import Holds, LetterKind, Mark
from gpsupport.domain.letters.known import CHAIN_HEADS, LetterFacts, all_looks
from gpsupport.domain.letters.letter import Choice, Fact, Letter, LetterPart, Offered
from gpsupport.domain.referral.chains import Duty, duty_after
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import Worse
from gpsupport.domain.referral.waiting import worse_since

# Whoever a letter does not name.
NOBODY = "a patient of this practice"
TYPED = "Typed for this letter"
STANDARD = "Standard wording, not clinically reviewed"
# What nobody waits for yet says nothing of a wait.
_OF_A_WAIT = frozenset({Holds.CLOCK, Holds.CHANGED})


class Missing(StrEnum):
    """What a letter lacks before it may be printed."""

    RECIPIENT = "recipient"
    REPLY_TO = "reply-to"
    CONSENT = "consent"
    WORDS = "words"
    SHORTER = "shorter"


@dataclass(frozen=True, slots=True)
class Head:
    """Who writes, for which practice, and the lines about the person, name first."""

    practice: str
    writer: str
    role: str
    subject: tuple[str, ...]


def possible(
    kind: LetterKind, referral: Referral | None, chain: Iterable[Referral], rules: ReferralRules
) -> bool:
    """Whether a letter of that kind can be written now, given a referral and those before it."""
    if referral is None:
        return not kind.of_referral
    if kind is LetterKind.ESCALATION:
        return duty_after(chain, rules) is Duty.LETTER
    if kind is LetterKind.MOVED:
        return referral.clock_start is not None and not referral.state.over
    if kind in {LetterKind.AGAIN, LetterKind.STEP_UP}:
        # Before it went out the referral letter itself says what has become worse.
        return referral.sent_on is not None and not referral.state.over
    return kind.of_referral


def called_for(
    referral: Referral, chain: Iterable[Referral], rules: ReferralRules
) -> frozenset[LetterKind]:
    """The kinds that what was noted asks for."""
    found = set()
    if duty_after(chain, rules) is Duty.LETTER:
        found.add(LetterKind.ESCALATION)
    if referral.checks and not referral.state.over:
        whole = all_looks(referral, chain)
        before = replace(whole, checks=whole.checks[:-1])
        worse = worse_since(before, whole.checks[-1][1])
        if Worse.BEYOND in worse:
            found.add(LetterKind.STEP_UP)
        if set(worse) - {Worse.BEYOND}:
            found.add(LetterKind.AGAIN)
    return frozenset(found)


def offered(
    rule: LetterRule, rules: LetterRules, known: LetterFacts, out: KeptOut, *, child: bool
) -> tuple[Offered, ...]:
    """Every part that this letter may have, as far as there is anything to say in it.

    What no letter holds is out of the facts already.
    """
    found = []
    for part_id in rule.parts:
        part = _as_things_are(rules.parts[part_id], known)
        if (part.child and not child) or (part.telling and not known.told):
            continue
        if rule.kind is LetterKind.REFERRAL and part.holds in _OF_A_WAIT and not known.before:
            continue
        said = _said(part, known.person if rule.names_person else NOBODY)
        facts = (*known.facts(part.holds), *said) if part.holds else said
        if not facts and not part.asks:
            continue
        heads = CHAIN_HEADS if part.holds is Holds.CHAIN else ()
        cleaned = tuple(_cleaned(fact, out) for fact in facts)
        older = len(known.seen[known.most_seen :]) if part.holds is Holds.SEEN else 0
        found.append(Offered(part, part_id in rule.begins, cleaned, heads, older))
    return tuple(found)


def first_choice(found: Iterable[Offered], recipient: str, reply_to: str) -> Choice:
    """What is ticked when a letter is opened."""
    ticked = [one for one in found if one.begins]
    return Choice(
        recipient=recipient,
        reply_to=reply_to,
        parts=frozenset(one.rule.id for one in ticked),
        facts=frozenset(fact.id for one in found for fact in one.facts if fact.begins),
    )


def missing(choice: Choice, found: Iterable[Offered], *, agreed: bool) -> tuple[Missing, ...]:
    """What has to be there before it is printed; empty when nothing is missing."""
    lacking = []
    if not choice.recipient.strip():
        lacking.append(Missing.RECIPIENT)
    if not choice.reply_to.strip():
        lacking.append(Missing.REPLY_TO)
    if not agreed:
        lacking.append(Missing.CONSENT)
    if not any(_chosen(one, choice) for one in found):
        lacking.append(Missing.WORDS)
    if choice.too_long:
        lacking.append(Missing.SHORTER)
    return tuple(lacking)


def write(  # noqa: PLR0917 - the kind, the content, what there is, what was chosen, what stays out
    rule: LetterRule,
    rules: LetterRules,
    known: LetterFacts,
    found: Iterable[Offered],
    choice: Choice,
    head: Head,
    out: KeptOut,
) -> Letter:
    """The letter of what was chosen and nothing else, without what no letter holds."""
    chosen = [(one, _chosen(one, choice)) for one in found]
    told = [
        _part(one.rule, tuple(_cleaned(fact, out) for fact in facts), rule, rules, one.heads)
        for one, facts in chosen
        if facts and one.rule.holds is not Holds.SAFE_WAY
    ]
    parts = (*_how_to_reach(rule, rules, known, chosen, out), *told)
    recipient, reply_to = out.cleaned(choice.recipient), out.cleaned(choice.reply_to)
    texts = {"To": [recipient], "How to reach the practice": [reply_to]}
    texts |= {part.heading: [fact.words for fact in part.facts] for part in parts}
    person = known.person if rule.names_person else NOBODY
    return Letter(
        kind=rule.kind,
        title=rule.title,
        on=known.on,
        practice=head.practice,
        writer=head.writer,
        role=head.role,
        recipient=recipient.strip(),
        reply_to=reply_to.strip(),
        subject=head.subject if rule.names_person else (),
        opening=tuple(one.words.replace("{person}", person) for one in rule.opening),
        parts=parts,
        closing=tuple(one.words.replace("{person}", person) for one in rule.closing),
        left_out=tuple(
            head for head, said in texts.items() if any(LEFT_OUT in one for one in said)
        ),
    )


def _as_things_are(part: PartRule, known: LetterFacts) -> PartRule:
    """A part as what was found when somebody last looked wants it."""
    if known.referral is None:
        return part
    whole = all_looks(known.referral, known.chain)
    if part.first and len(whole.checks) == 1:
        part = replace(part, heading=part.first)
    if part.at_once and _needs_help_today(whole, known.rules):
        part = replace(part, says=part.at_once)
    return part


def _needs_help_today(whole: Referral, rules: ReferralRules) -> bool:
    if not whole.checks:
        return False
    before = replace(whole, checks=whole.checks[:-1])
    return bool({*worse_since(before, whole.checks[-1][1])} & rules.while_waiting.cannot_wait)


def _said(part: PartRule, person: str) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            f"{part.id}-says-{place}",
            one.words.replace("{person}", person),
            STANDARD,
            begins=not part.by_hand,
        )
        for place, one in enumerate(part.says, start=1)
    )


def _chosen(one: Offered, choice: Choice) -> tuple[Fact, ...]:
    """What of a part was chosen: ticked facts, then what was typed."""
    if one.rule.id not in choice.parts:
        return ()
    facts = [fact for fact in one.facts if fact.id in choice.facts]
    typed = choice.typed.get(one.rule.id, "").strip() if one.rule.asks else ""
    if typed:
        facts.append(Fact(f"{one.rule.id}-typed", typed, TYPED))
    return tuple(facts)


def _cleaned(fact: Fact, out: KeptOut) -> Fact:
    cells = tuple(out.cleaned(cell) for cell in fact.cells)
    return replace(fact, words=out.cleaned(fact.words), cells=cells)


def _part(
    part: PartRule,
    facts: tuple[Fact, ...],
    rule: LetterRule,
    rules: LetterRules,
    heads: tuple[str, ...] = (),
) -> LetterPart:
    mark = part.mark if rule.names_person else Mark.NAMED
    return LetterPart(part.id, part.heading, rules.marks[mark].words, facts, heads)


def _how_to_reach(
    rule: LetterRule,
    rules: LetterRules,
    known: LetterFacts,
    chosen: Iterable[tuple[Offered, tuple[Fact, ...]]],
    out: KeptOut,
) -> Iterator[LetterPart]:
    """The safe way if it was ticked; in any other case only through the practice. It comes first.

    Nothing where the reader of this letter gets in touch with nobody.
    """
    wanted = (rules.parts[one] for one in rule.parts)
    part = next((one for one in wanted if one.holds is Holds.SAFE_WAY), None)
    if part is None:
        return
    ways = [fact for one, facts in chosen if one.rule.id == part.id for fact in facts]
    told = tuple(_cleaned(fact, out) for fact in ways)
    if told and not any(LEFT_OUT in one.words for one in told):
        no_other = Fact(f"{part.id}-no-other", known.words.no_other, STANDARD)
        yield _part(part, (*told, no_other), rule, rules)
    else:
        through_us = Fact(f"{part.id}-through-us", known.words.through_us, STANDARD)
        yield _part(part, (through_us,), rule, rules)
