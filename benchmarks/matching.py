"""How long it takes to match one family with many local options.

One family of four against 5,000 options, every criterion weighed for every person and the whole
list put in order; then the words of one page of rows, and, for comparison, every word of every
option for everybody, which no page shows. The options are synthetic and the same every time. They
differ in all that a criterion looks at: 150 areas in any combination, seven languages, 60 waits,
400 days of checking, 40 kinds of evidence, and every tenth has sent somebody back.

The limit is for the median time of the processor: what else runs on the machine disturbs the clock.
`sort_names_ms` sorts the same options by name and tells what else this machine can do in that time.
Run: python -m benchmarks.matching [--json] [--options N]
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

from gpsupport.domain.directory.option import Capacity, ConsentOf, OptionKind, ReferralOption
from gpsupport.domain.people import Sex
from gpsupport.domain.referral.matching import (
    Circumstances,
    FamilyFit,
    Need,
    SentBack,
    match_family,
)
from gpsupport.domain.referral.states import ReturnReason

TODAY = date(2026, 11, 23)
LIMITS = {"match_processor_median_ms": 20.0}
PAGE = 25

FAMILY = (
    Need(41, Sex.FEMALE, area="district 3", abuse_ongoing=True, language="Polish", name="Jane"),
    *(
        Need(
            age,
            Sex.UNKNOWN,
            area="district 3",
            abuse_ongoing=True,
            language="Polish",
            name=name,
            is_patient=False,
        )
        for age, name in ((13, "Ella"), (7, "Noah"), (2, "Sam"))
    ),
)
_AREAS = tuple(f"district {number}" for number in range(150))
_NAMES = 5_000
_LANGUAGES = ("English", "Polish", "Urdu", "Romanian", "Punjabi", "Arabic", "Bengali")


def main() -> None:
    """Measure, print, and end with 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--options", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=40)
    chosen = parser.parse_args()
    measured = measure(chosen.options, chosen.rounds)
    passed = all(measured[name] <= limit for name, limit in LIMITS.items())
    told = {
        "benchmark": "matching",
        "options": chosen.options,
        "people": len(FAMILY),
        "rounds": chosen.rounds,
        "python": platform.python_version(),
        "measured": measured,
        "limits": LIMITS,
        "within_limits": passed,
    }
    if chosen.json:
        print(json.dumps(told, indent=2))
    else:
        for name, value in measured.items():
            limit = f" (limit {LIMITS[name]:g})" if name in LIMITS else ""
            print(f"{name:28}{value:10.2f}{limit}")
    sys.exit(0 if passed else 1)


def measure(count: int, rounds: int) -> dict[str, float]:
    """Milliseconds of the processor and on the clock: the median of the rounds, the shortest."""
    options, around = synthetic(count)

    def match() -> tuple[FamilyFit, ...]:
        return match_family(options, FAMILY, TODAY, around)

    found = match()
    clock, processor = _times(match, rounds)
    return {
        "match_processor_median_ms": statistics.median(processor),
        "match_processor_least_ms": min(processor),
        "match_clock_median_ms": statistics.median(clock),
        "match_clock_least_ms": min(clock),
        "page_of_words_ms": min(_times(lambda: _read(found[:PAGE]), rounds)[0]),
        "every_word_ms": min(_times(lambda: _read(found), 3)[0]),
        "sort_names_ms": min(_times(lambda: sorted(options, key=_name), rounds)[0]),
    }


def synthetic(count: int) -> tuple[tuple[ReferralOption, ...], Circumstances]:
    """So many options, and what came back from every tenth."""
    chance = random.Random(20261123)
    options = tuple(_option(chance, number) for number in range(count))
    came_back = {
        one.id: (SentBack(_day(chance, 365), chance.choice(list(ReturnReason)), "No room now"),)
        for one in options[::10]
    }
    return options, Circumstances(12, came_back)


def _option(chance: random.Random, number: int) -> ReferralOption:
    some = (None, True, False)
    checked = chance.choice([None, _day(chance, 400), _day(chance, 400)])
    return ReferralOption(
        id=f"option-{number}",
        name=f"Service {chance.randrange(_NAMES)}",
        kind=chance.choice(list(OptionKind)),
        summary="",
        for_children=chance.random() < 0.4,
        from_age=chance.choice([None, 0, 5, 11, 13, 16, 18]),
        below_age=chance.choice([None, None, 11, 18, 19, 25]),
        sexes=chance.choice([frozenset(), frozenset(), frozenset({Sex.FEMALE})]),
        areas=frozenset(chance.sample(_AREAS, chance.choice([0, 1, 1, 2, 3]))),
        accepts_while_ongoing=chance.choice(some),
        accepts_in_refuge=chance.choice(some),
        needs_diagnosis=chance.choice(some),
        consent_of=frozenset(chance.sample(list(ConsentOf), chance.choice([0, 1, 2]))),
        evidence=chance.choice(["", "", f"letter {chance.randrange(40)}"]),
        languages=frozenset(chance.sample(_LANGUAGES, chance.choice([0, 1, 2, 3]))),
        capacity=chance.choice(list(Capacity)),
        capacity_on=chance.choice([None, _day(chance, 60)]),
        wait_weeks=chance.choice([None, *range(60)]),
        assured_on=checked,
        stale_after=None if checked is None else checked + timedelta(days=183),
    )


def _day(chance: random.Random, days: int) -> date:
    return TODAY - timedelta(days=chance.randrange(days))


def _read(found: tuple[FamilyFit, ...]) -> int:
    return sum(len(reason.words) for one in found for fit in one.people for reason in fit.reasons)


def _name(option: ReferralOption) -> tuple[str, str]:
    return option.name, option.id


def _times(work: Callable[[], object], rounds: int) -> tuple[list[float], list[float]]:
    clock, processor = [], []
    for _ in range(rounds):
        start, started = time.perf_counter(), time.process_time()
        work()
        clock.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - started) * 1000)
    return clock, processor


if __name__ == "__main__":
    main()
