"""How the codes of the content stand in a release."""

from pathlib import Path

from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.recording import RecordOf, RecordRule
from gpsupport.knowledge.terminology.release import Release
from gpsupport.knowledge.terminology.standing import (
    CodeStanding,
    ReleaseReport,
    Standing,
    Successor,
    TermFit,
    read_standing,
)
from tests.rig.rf2 import DUPLICATE, REPLACED_BY, SAME_AS, MadeRelease
from tests.unit.knowledge.terms import code, code_set, content, known

OLD, NEW, LOCAL = "154966009", "310496002", "1626321000006103"


def report(folder: Path, made: MadeRelease, knowledge: Knowledge) -> ReleaseReport:
    """The content against what was made."""
    with Release(made.write(folder)) as release:
        return read_standing(release, knowledge)


def only(found: ReleaseReport) -> CodeStanding:
    """The one code of a report."""
    (one,) = found.codes
    return one


def test_an_active_code_stands_with_its_preferred_term(tmp_path: Path) -> None:
    made = MadeRelease()
    made.concept(NEW, "Moderate depression")
    one = only(report(tmp_path, made, content([known(NEW, "moderate  Depression")])))
    assert (one.standing, one.fit) == (Standing.ACTIVE, TermFit.PREFERRED)
    assert one.preferred == "Moderate depression"
    assert not one.fails


def test_an_inactive_code_has_its_reason_and_successors_best_first(tmp_path: Path) -> None:
    made = MadeRelease()
    made.concept(OLD, "Moderate depression", active=False)
    made.concept(NEW, "Moderate depression")
    made.concept("5", "Another", active=False)
    made.concept(DUPLICATE, "Duplicate")
    made.reason(OLD)
    made.succession(OLD, "5", REPLACED_BY)
    made.succession(OLD, NEW, SAME_AS)
    made.succession(OLD, "7", SAME_AS, active=False)
    made.substitution(OLD, NEW)
    made.substitution(OLD, "9", ambiguous=True)
    one = only(report(tmp_path, made, content([known(OLD)])))
    assert (one.standing, one.reason) == (Standing.INACTIVE, "Duplicate")
    assert one.successors == (
        Successor("same as", NEW, "Moderate depression", True),
        Successor("replaced by", "5", "Another", False),
        Successor("possibly substituted by (UK table)", "9", "", None),
    )


def test_an_active_code_has_no_successors(tmp_path: Path) -> None:
    made = MadeRelease()
    made.concept(NEW, "Moderate depression")
    made.substitution(NEW, "9")
    assert only(report(tmp_path, made, content([known(NEW)]))).successors == ()


def test_only_what_is_used_fails(tmp_path: Path) -> None:
    rule = RecordRule(
        id="told",
        after=frozenset({EnquiryOutcome.DECLINED}),
        record_of=RecordOf.PATIENT,
        term="Term",
        detail="",
        code=code("3"),
    )
    knowledge = content(
        [known("1"), known("2"), known("3"), known("4")], [code_set("low", "1", "4")], (rule,)
    )
    made = MadeRelease()
    made.concept("4", "Term")
    found = report(tmp_path, made, knowledge)
    assert [(one.code.value, one.used_by) for one in found.failing] == [
        ("1", ("code set low",)),
        ("3", ("record rule told",)),
    ]
    assert [one.code.value for one in found.standing_as(Standing.ABSENT)] == ["1", "2", "3"]


def test_a_code_of_a_supplier_is_no_code_of_the_uk(tmp_path: Path) -> None:
    made = MadeRelease()
    made.concept("1", "Term")
    one = only(report(tmp_path, made, content([known(LOCAL)], [code_set("low", LOCAL)])))
    assert one.standing is Standing.LOCAL
    assert one.fails


def test_our_term_is_compared_with_every_term_of_the_concept(tmp_path: Path) -> None:
    made = MadeRelease()
    for number in ("1", "2", "3", "4"):
        made.concept(number, "Broken arm", "Fracture of arm")
        made.term(number, "Arm gone", active=False)
    ours = ["Broken arm (finding)", "fracture of arm", "Arm gone", "Broken leg"]
    table = [known(str(place), term) for place, term in enumerate(ours, 1)]
    fits = [one.fit for one in report(tmp_path, made, content(table)).codes]
    assert fits == [TermFit.FULL_NAME, TermFit.SYNONYM, TermFit.OLD, TermFit.NONE]
