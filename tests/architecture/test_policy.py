"""The policy is asked below every door: in the stores, and nothing goes around them."""

import ast

import pytest

from gpsupport.domain.access import Kind
from tests.architecture.source import PACKAGE, python_files

STORES = PACKAGE / "persistence" / "stores"

# What asks the policy about one patient, or takes out of a list whom it hides.
ASKS = {"_may", "_must", "_own", "ruling", "hidden"}

# A method that touches what belongs to patients without asking about each, and why that is sound.
ABOUT_NO_ONE_PATIENT = {
    "ReceivedStore.find_patient_id": "an id alone, for taking in; the patient is then asked about",
    "ReceivedStore.find_known": "hashes and ids, for taking in; whose they are decides the action",
    "ReceivedStore.fingerprint": "a keyed hash of what the caller holds already",
    "ReceivedStore.change": "the texts of resources that find_known gave for an admitted patient",
    "EntryStore.drop": "index rows of resources that find_known gave",
    "ContactStore.drop": "index rows of resources that find_known gave",
    "RelativeStore.drop": "index rows of resources that find_known gave",
    "AppointmentStore.drop": "index rows of resources that find_known gave",
    "EnquiryStore.drop_received": "index rows of resources that find_known gave",
    "ConsultationStore.close_gates": "it only hides, and only what is the clinician's own",
    "DraftStore.drop_expired": "it only forgets",
    "AddressStore.drop": "index rows of resources that find_known gave",
    "PictureStore.read": "it reads through the stores above, each of which asks",
    "OpeningStore.candidates": "a request for a record: found or not, the asker is told the same",
    "OpeningStore.rules": "a request for a record: what the answer is decided from, never shown",
    "OpeningStore.reasons": "a request for a record: whether the same words came before",
    "OpeningStore.note": "a request for a record: it only has the answer audited",
    "NoticeStore.add": "it only leaves something for a lead",
    "NoticeStore.add_once_a_day": "it only leaves something for a lead",
    "MeetingStore.add": "a day, a kind, a chair and who comes: nothing of any patient",
    "MeetingStore.save": "a day, a kind, a chair and who comes: nothing of any patient",
    "MeetingStore.hold": "a day, a kind, a chair and who comes: nothing of any patient",
    "MeetingStore.find": "a day, a kind, a chair and who comes: nothing of any patient",
    "MeetingStore.list_all": "a day, a kind, a chair and who comes: nothing of any patient",
    "ReviewItemStore.pass_on": "it only moves an item to a lead who may see it",
}


def kinds_of_patients(source: str) -> dict[str, list[ast.FunctionDef]]:
    """The public methods of each store whose kind belongs to patients."""
    telling = {f"Kind.{kind.name}" for kind in Kind if kind.of_patient}
    found = {}
    for owner in _classes(source).values():
        kinds = {
            ast.unparse(line.value)
            for one in _with_bases(source, owner.name)
            for line in one.body
            if isinstance(line, ast.Assign | ast.AnnAssign)
            and line.value is not None
            and "kind" in ast.unparse(line).split("=")[0]
        }
        if kinds & telling:
            found[owner.name] = [
                line
                for line in owner.body
                if isinstance(line, ast.FunctionDef) and not line.name.startswith("_")
            ]
    return found


def _classes(source: str) -> dict[str, ast.ClassDef]:
    return {one.name: one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.ClassDef)}


def _with_bases(source: str, owner: str) -> list[ast.ClassDef]:
    """A class and those of the same file that it stands on."""
    classes = _classes(source)
    chain = [classes[owner]]
    for one in chain:
        chain += [classes[name] for base in one.bases if (name := ast.unparse(base)) in classes]
    return chain


def asking_nobody(source: str) -> list[str]:
    """The public methods of such stores that ask the policy about no patient, even indirectly."""
    silent = []
    for owner, methods in kinds_of_patients(source).items():
        asking = set(ASKS) | _asking_helpers(source, owner)
        # A method may ask by calling another that asks.
        while True:
            more = {one.name for one in methods if one.name not in asking and _calls(one) & asking}
            if not more:
                break
            asking |= more
        silent += [f"{owner}.{one.name}" for one in methods if one.name not in asking]
    return sorted(silent)


def _asking_helpers(source: str, owner: str) -> set[str]:
    return {
        line.name
        for one in _with_bases(source, owner)
        for line in one.body
        if isinstance(line, ast.FunctionDef) and line.name.startswith("_") and _calls(line) & ASKS
    }


def _calls(function: ast.FunctionDef) -> set[str]:
    """The names of the methods that a function calls on itself or on its scope."""
    return {
        node.func.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


def test_every_store_of_patients_asks_about_each_or_says_why_not() -> None:
    silent = [
        name
        for path in python_files(STORES)
        for name in asking_nobody(path.read_text(encoding="utf-8"))
    ]
    assert sorted(silent) == sorted(ABOUT_NO_ONE_PATIENT)


def test_every_store_says_what_it_holds() -> None:
    stores = {
        line.split("(")[0].removeprefix("class ")
        for path in python_files(STORES)
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("class ") and line.endswith("(Store):")
    }
    kinds = sum(
        path.read_text(encoding="utf-8").count("\n    kind = Kind.")
        for path in python_files(STORES)
    )
    assert len(stores) == kinds > 0


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("def read(self, actor, patient_id): return self._run(1)", ["S.read"]),
        ("def read(self, actor, patient_id): return self._may(actor, patient_id)", []),
        ("def read(self, actor, p): return self.one(p)\n    def one(self, p): self._must(p)", []),
        ("def read(self, actor, p): return self._one(p)\n    def _one(self, p): self._may(p)", []),
        ("def read(self, actor, p): return self._one(p)\n    def _one(self, p): ...", ["S.read"]),
    ],
)
def test_a_store_that_asks_nobody_is_found(body: str, found: list[str]) -> None:
    store = f"class S(Store):\n    kind = Kind.CLINICAL\n    {body}"
    assert asking_nobody(store) == found
    assert asking_nobody(store.replace("CLINICAL", "STAFF")) == []


def test_a_store_that_stands_on_another_is_of_its_kind() -> None:
    base = "class B(Store):\n    kind = Kind.CLINICAL\n    def _one(self, p): self._may(p)\n"
    quiet = "class S(B):\n    def read(self, actor): return 1\n"
    asking = "class S(B):\n    def read(self, actor): return self._one(1)\n"
    assert asking_nobody(base + quiet) == ["S.read"]
    assert asking_nobody(base + asking) == []


def test_nothing_but_the_rooms_of_the_database_opens_a_session() -> None:
    """A session outside persistence would go around the stores, and so around the policy."""
    inside = PACKAGE / "persistence"
    outside = [
        f"{path.relative_to(PACKAGE)}"
        for path in python_files(PACKAGE)
        if not path.is_relative_to(inside)
        and ("work." in (text := path.read_text(encoding="utf-8")) and "._session" in text)
    ]
    assert outside == []


def test_only_the_scope_judges() -> None:
    """The doors ask what a role permits; of a single thing the stores alone ask.

    What a request for a record would lead to is a question to the policy itself.
    """
    judging = {
        path.relative_to(PACKAGE).as_posix()
        for path in python_files(PACKAGE)
        if _takes_from_policy(path.read_text(encoding="utf-8")) & {"judge", "decide"}
    }
    assert judging == {"domain/record_access.py", "persistence/scope.py"}


def _takes_from_policy(source: str) -> set[str]:
    return {
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "gpsupport.domain.access"
        for alias in node.names
    }
