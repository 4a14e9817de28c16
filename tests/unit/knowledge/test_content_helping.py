"""What comes after the room: referral, sharing, areas; and the words, the cadence, the codes."""

import re
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.care import Consent
from gpsupport.domain.knowledge.content.pack import CodeStatus, CodeUse, Helpline
from gpsupport.domain.record import SNOMED_CT, Code
from gpsupport.domain.recording.advice import advise_coding
from gpsupport.domain.referral.states import Worse
from gpsupport.knowledge.content import helping, words
from gpsupport.knowledge.content.areas import read_area, read_local_area
from gpsupport.knowledge.content.cadence import read_cadence
from gpsupport.knowledge.content.tables import (
    CODE_COLUMNS,
    STATUS_COLUMNS,
    read_codes,
)
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.load import ENGLAND, load_knowledge, read_pack
from gpsupport.knowledge.reading import Table, read_yaml
from tests.unit.knowledge.packs import change, copy_pack
from tests.unit.knowledge.slips import faults_after, line_of, shipped_ids

REFERRAL = "referral.yaml"
AREA = "areas/england.yaml"
WORDS = "wording/en-GB.yaml"


def read(file: str, table: Table) -> None:
    """Read a shipped file by itself."""
    named = shipped_ids()
    if file == "cadence.yaml":
        read_cadence(table, named.code_sets)
    elif file == "helplines.yaml":
        words.read_helplines(table)
    elif file == "local_area.yaml":
        read_local_area(table, load_knowledge().areas)
    else:
        readers = {
            REFERRAL: helping.read_referral,
            "sharing.yaml": helping.read_sharing,
            AREA: read_area,
            WORDS: words.read_wordings,
        }
        readers[file](table, named)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (REFERRAL, "options: [camhs]", "options: [spa]", "one of these is expected here"),
        (REFERRAL, "then: [consent, super", "then: [consend, super", "no such state of a referral"),
        (REFERRAL, "then: [consent, super", "then: [draft, super", "a state cannot follow itself"),
        (REFERRAL, ", expired, unsafe", ", unsafe", "no other state leads to this one: expired"),
        (REFERRAL, "  age: {words", "  aged: {words", "the program does not know this: aged"),
        (REFERRAL, "  age: {words", "  aged: {words", "not described: age"),
        (REFERRAL, "gap: living-with-it", "gap: living", "no such gap group: living"),
        (REFERRAL, "    threat: {words", "    threats: {words", "does not know this: threats"),
        (REFERRAL, "  stage: returned", "  stage: lost", "no such state of a referral: lost"),
        (REFERRAL, "escalate_from: 3", "escalate_from: 2", "comes after the meeting"),
        (REFERRAL, "within_working_days: 2", "within_working_days: 0", "at least 1"),
        (REFERRAL, "every_days: 28", "every_day: 28", "the key is missing: every_days"),
        (REFERRAL, "holding:", "holdings:", "the key is missing: holding"),
        (REFERRAL, "[feder-2011, iris-at-scale]", "[hearsay]", "there is no such source: hearsay"),
        (REFERRAL, "    camhs: {kinds: [", "    spa: {kinds: [", "no such kind of option: spa"),
        (REFERRAL, "refuge: {kinds: [", "refuge: {kinds: [refuge, ", "nothing takes its own place"),
        (REFERRAL, "other: [camhs]", "other: [iris-advocate]", "two sides are of different kinds"),
        (REFERRAL, "soon_weeks: 2", "soon_weeks: 12", "is not what waits long"),
        (REFERRAL, "remembered_from: 3", "remembered_from: 1", "at least 2"),
        (REFERRAL, "refuge_codes: [refuge]", "refuge_codes: [home]", "no such code set: home"),
        ("sharing.yaml", "consent: needed", "consent: maybe", "one of these is expected here"),
        ("sharing.yaml", "    ground: Consent.\n", "", "the key is missing: ground"),
        ("sharing.yaml", "    sources: [durham-thresholds]\n", "", "say what this rests on"),
        (AREA, "value: 24", "value: 11", "from 12 to 48 months are allowed"),
        (AREA, "value: 24", "value: 49", "from 12 to 48 months are allowed"),
        (AREA, "from_points: 10", "from_points: 1", "each band begins above the one before"),
        (AREA, "value: 14", "value: 15", "the last band begins at marac_count"),
        (AREA, "value: false", "value: no", "true or false is expected here"),
        (AREA, "  sources: [marac-guidance, bristol-marac]\n", "", "say what this rests on"),
        ("local_area.yaml", "england", "atlantis", "there is no such area: atlantis"),
        (WORDS, "  ours: true\n", "", "words have either sources, or ours: true"),
        (WORDS, "sources: [lives]", "sources: [hearsay]", "there is no such source: hearsay"),
        (WORDS, "sources: [lives]", "sources: []", "words have either sources, or ours: true"),
        (WORDS, "sources: [lives]", "sources: [lives]\n  ours: true", "words have either sources"),
        (WORDS, "under {baby_age}", "under {age}", "nothing fills this in: {age}"),
        (WORDS, "  say: Everybody", "  tell: Everybody", "there is no such key here: tell"),
        (
            "helplines.yaml",
            "expires_on: null",
            "expires_on: 2027-05-01",
            "that was verified expires",
        ),
        (
            "helplines.yaml",
            "verified_on: null\n  expires_on: null",
            "verified_on: 2026-11-01\n  expires_on: 2026-11-01",
            "a number expires after it was verified",
        ),
        ("referral.yaml", "when: [beyond]", "when: [threat]", "nothing is said about: beyond"),
        ("referral.yaml", "when: [beyond]", "when: [beyon]", "one of these is expected here"),
        ("referral.yaml", "  urgent_reply_", "  urgent_", "missing: urgent_reply_working_days"),
        ("cadence.yaml", "days: [14, 91]", "days: [91, 14]", "days are in order, each once"),
        ("cadence.yaml", "up_to: 28", "up_to: 16", "up_to must be later than from"),
        ("cadence.yaml", "  snoozes:", "  naps:", "the key is missing: snoozes"),
        ("cadence.yaml", "  situation: Did", "  situtation: Did", "the key is missing: situation"),
        ("cadence.yaml", "days: 91\n  basis:", "days: 91\n  base:", "the key is missing: basis"),
        ("cadence.yaml", "  at_least:", "  often:", "the key is missing: at_least"),
        ("cadence.yaml", "[refuge]", "[refuges]", "there is no such code set: refuges"),
        ("cadence.yaml", "dated: birth", "dated: death", "one of these is expected here"),
        ("cadence.yaml", "{dated: birth}", "{}", "an event is told by codes, by a date"),
        ("cadence.yaml", "codes: [marac-heard]", "codes: []", "`when` says when codes are read"),
        ("cadence.yaml", "lapses_days: 183", "lapses_days: 90", "a day lies after the last one"),
        (
            "cadence.yaml",
            "    days: [7]",
            "    days: [7]\n    weeks: {from: 1, up_to: 2}",
            "not both",
        ),
    ],
)
def test_a_slip(file: str, old: str, new: str, message: str) -> None:
    found = faults_after(partial(read, file), file, old, new)
    assert [line for line, said in found if message in said], found
    assert all(line for line, _ in found)


def test_the_line_is_that_of_the_slip() -> None:
    found = faults_after(partial(read, REFERRAL), REFERRAL, "  stage: waiting", "  stage: waitin")
    assert found == ((line_of(REFERRAL, "  stage: waiting"), found[0][1]),)


def test_every_kind_of_help_says_what_it_rests_on() -> None:
    referral = load_knowledge().referral
    assert referral is not None
    everything = (
        *referral.kinds,
        *referral.service_questions,
        *referral.letter_parts,
        *referral.stages,
        *referral.return_reasons,
        *referral.gap_groups,
        *referral.while_waiting.worse,
        *referral.holding,
        *referral.after_return.demands,
        *referral.while_waiting.triggers,
        *referral.while_waiting.same_day,
        referral.after_return.say,
        referral.not_safe,
        referral.matching,
        *referral.matching.instead,
        *referral.matching.together,
    )
    assert all(one.sources or one.defaults for one in everything)
    assert len(referral.kinds) == 21
    talks = {one.id for one in referral.kinds if not one.moves_patient}
    assert talks == {"consultation-only", "family-meeting"}


def test_how_a_referral_may_move() -> None:
    referral = load_knowledge().referral
    assert referral is not None
    assert referral.stages[0].id == "draft"
    assert "sent" not in referral.stage("draft").then
    assert referral.stage("closed-helped").then == ()
    assert all("returned" in referral.stage(one).then for one in ("sent", "triaged", "waiting"))
    assert referral.stage("returned").side
    assert len(referral.after_return.demands) == 4
    assert "two working days" in referral.after_return.defaults
    waiting = referral.while_waiting
    assert waiting.cannot_wait == {Worse.STOPPED, Worse.SELF_HARM, Worse.THREAT}
    assert waiting.urgent_reply_working_days == 1
    assert "one working day" in waiting.defaults
    with pytest.raises(KeyError):
        referral.stage("lost")


def test_the_order_of_sharing() -> None:
    sharing = load_knowledge().sharing
    assert [one.id for one in sharing.steps] == [
        "danger-now", "known-fgm", "child", "high-risk", "adult-with-needs", "otherwise",
    ]  # fmt: skip
    consents = {one.id: one.consent for one in sharing.steps}
    assert consents["child"] is Consent.SOUGHT_IF_SAFE
    assert consents["otherwise"] is Consent.NEEDED
    everything = (*sharing.steps, *sharing.to_log, *sharing.replying, *sharing.law)
    assert all(one.sources or one.defaults for one in everything)
    # The law never rests on our own word.
    assert all(one.sources and not one.defaults for one in sharing.law)


def test_the_area_that_holds_here() -> None:
    area = load_knowledge().find_area()
    assert area is not None
    assert (area.marac_count, area.escalation_events, area.escalation_days) == (14, 3, 365)
    assert area.baby_age == "2"
    assert set(area.basis) == {
        "marac_count", "escalation_events", "escalation_days", "repeat_days",
        "honour_based_automatic", "child_present_months", "risk_bands",
    }  # fmt: skip
    assert "our default" in area.basis["child_present_months"].defaults


def test_every_word_says_where_it_comes_from() -> None:
    knowledge = load_knowledge()
    assert set(knowledge.wording_sources) == set(knowledge.wordings)
    assert knowledge.wording_sources["lives"] == ("lives",)
    assert knowledge.wording_sources["gate-not-sure"] == ()


def test_no_source_stands_there_for_show() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in ENGLAND.rglob("*.yaml")
        if path.name not in {"sources.yaml", "care_sources.yaml"}
    )
    named = set(re.findall(r"[a-z0-9-]+", text))
    shown = read_yaml((ENGLAND / "care_sources.yaml").read_bytes(), "", []).pairs()
    assert [source for source, _ in shown if source not in named] == []


def test_a_source_comes_once(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "care_sources.yaml", "rcgp-asking:", "lives:")
    _, faults = read_pack(pack)
    line = line_of("care_sources.yaml", "rcgp-asking:") + 1
    assert ("care_sources.yaml", line) in {
        (one.file, one.line) for one in faults if one.message == "the source comes twice: lives"
    }


def test_a_local_area_holds_where_the_overlay_says_so(tmp_path: Path) -> None:
    for name, text in {
        "pack.yaml": "{pack: here, version: '1', by: Somebody}",
        "local_area.yaml": "area: plymouth",
        "areas/plymouth.yaml": (ENGLAND / AREA)
        .read_text(encoding="utf-8")
        .replace("id: england", "id: plymouth")
        .replace("value: 24", "value: 18"),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    area = load_knowledge(overlay=tmp_path).find_area()
    assert area is not None
    assert (area.id, area.baby_age) == ("plymouth", "18 months")


def test_an_entry_on_an_occasion_is_no_advice_after_an_asking() -> None:
    knowledge = load_knowledge()
    occasions = {rule.id for rule in knowledge.record_rules if rule.occasion}
    assert {"meeting-heard", "police-notice", "in-refuge"} <= occasions
    for outcome in EnquiryOutcome:
        advice = advise_coding(
            outcome, "p", ("c",), knowledge.record_rules, dict(knowledge.codes), age=30
        )
        assert not [one for one in advice if one.key.rsplit("-", 1)[0] in occasions]


def test_a_number_goes_stale() -> None:
    never = load_knowledge().helplines[0]
    today = date(2026, 11, 23)
    assert never.stale(today)
    kept = Helpline("x", "X", "0", "", "galop", date(2026, 5, 24), today)
    assert not kept.stale(today)
    assert kept.stale(date(2026, 11, 24))


def test_when_to_ask_again_is_all_our_own_default() -> None:
    cadence = load_knowledge().cadence
    after = {one.id: one for one in load_knowledge().follow_ups}
    assert after["meeting-heard"].days == (14, 91)
    assert after["meeting-heard"].lapses_days == 365
    assert after["left-or-moved"].days == (14, 91)
    assert after["child-referral-returned"].days == (7,)
    assert after["pregnancy-second"].weeks == (16, 28)
    assert after["pregnancy-second"].due_days == (112,)
    assert all("our default" in one.basis for one in after.values())
    rows = {row.id: row for row in cadence.rows}
    assert rows["not_disclosed"].days == (cadence.not_disclosed_days,)
    assert rows["already-done"].days == ()
    assert all("our default" in row.basis for row in cadence.rows if row.days)
    quiet = cadence.quiet
    assert quiet is not None
    assert (quiet.in_front, quiet.same_rule_days, quiet.snoozes, quiet.opt_out_days) == (
        1,
        28,
        2,
        183,
    )
    assert all("our default" in basis for _, basis in quiet.bases)
    known = cadence.continuity
    assert known is not None
    assert (known.days, known.at_least) == (365, 3)
    assert all("our default" in basis for _, basis in known.bases)


def test_no_code_has_been_checked_against_a_release() -> None:
    codes = load_knowledge().codes.values()
    assert {one.status for one in codes} == {CodeStatus.NOT_CHECKED}
    assert [one for one in codes if one.use is CodeUse.OFFER_AFTER_CHECK]


def table_of_codes(*cells: str, columns: tuple[str, ...] = CODE_COLUMNS) -> bytes:
    """A table with one row, whose last cells are given."""
    row = ("429746005", SNOMED_CT, "Term", "category", "", "a list", "A", "offer", "", *cells)
    return f"{','.join(columns)}\n{','.join(row)}\n".encode()


@pytest.mark.parametrize(
    ("status", "release", "message"),
    [
        ("active", "UK 2026-10", ""),
        ("inactive", "UK 2026-10", ""),
        ("not-checked", "", ""),
        ("lively", "UK 2026-10", "there is no such status: lively"),
        ("active", "", "a checked code names the release"),
        ("not-checked", "UK 2026-10", "a checked code names the release"),
    ],
)
def test_the_status_of_a_code(status: str, release: str, message: str) -> None:
    faults: list[Finding] = []
    content = table_of_codes(status, release, columns=CODE_COLUMNS + STATUS_COLUMNS)
    known = read_codes(content, "codes.csv", faults)
    if message:
        assert [one.line for one in faults if message in one.message] == [2]
        return
    assert not faults
    code = known[Code(SNOMED_CT, "429746005")]
    assert (code.status, code.checked_against) == (CodeStatus(status), release)
