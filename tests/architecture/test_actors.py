"""Nothing is read or written for nobody: stores and actions are told who acts."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT, python_files

# An action that knows no actor, and why: each stands before anybody can act, or below the actor.
WITHOUT_ACTOR = {
    "actions/practices.py:list_practices": "choosing a practice comes before acting for one",
    "actions/practices.py:find_practice": "choosing a practice comes before acting for one",
    "actions/practices.py:add_practice": "nobody can act for a practice that is not there",
    "actions/practices.py:is_synthetic": "a fact about the installation, asked before sign-in",
    "actions/identity.py:list_staff": "the choice of people in a demonstration, before sign-in",
    "actions/identity.py:find_actor": "it makes the actor",
    "actions/identity.py:add_clinician": "only the demonstration makes staff, before sign-in",
    "actions/identity.py:practice_size": "the front page of a demonstration, before sign-in",
    "actions/local_help.py:add_option": "only the demonstration lists options, as the program",
}


def parameters(function: ast.FunctionDef) -> list[str]:
    """The names of a function's parameters, in order, without `self`."""
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [one.arg for one in given if one.arg != "self"]


def methods_without_actor(source: str) -> list[str]:
    """The public methods of stores whose first parameter is not the actor."""
    return [
        f"{owner.name}.{method.name}"
        for owner in ast.walk(ast.parse(source))
        if isinstance(owner, ast.ClassDef)
        and (owner.name == "Store" or any(_is_store(base) for base in owner.bases))
        for method in owner.body
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_")
        if parameters(method)[:1] != ["actor"]
    ]


def _is_store(base: ast.expr) -> bool:
    return isinstance(base, ast.Name) and base.id.endswith("Store")


def actions_without_actor(source: str) -> list[str]:
    """The public functions that are given the database or a transaction, but nobody who acts."""
    return [
        function.name
        for function in ast.parse(source).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and {"database", "work"} & set(parameters(function))
        and parameters(function)[1:2] != ["actor"]
    ]


def named(folder: Path) -> list[str]:
    """Every action under a folder that takes no actor, as path:function."""
    return [
        f"{path.relative_to(PACKAGE)}:{name}"
        for path in python_files(folder)
        for name in actions_without_actor(path.read_text(encoding="utf-8"))
    ]


def test_every_method_of_every_store_takes_the_actor_first() -> None:
    stores = python_files(PACKAGE / "persistence" / "stores")
    assert len(stores) > 10
    wrong = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in stores
        for fault in methods_without_actor(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_every_action_takes_the_actor_second_or_says_why_not() -> None:
    assert sorted(named(PACKAGE / "actions")) == sorted(WITHOUT_ACTOR)


@pytest.mark.parametrize(
    "source",
    [
        "class PatientStore(Store):\n    def find(self, patient_id, actor): ...",
        "class PatientStore(Store):\n    def count(self): ...",
        "class Store:\n    def find(self, patient_id): ...",
    ],
)
def test_a_store_that_asks_for_nobody_is_found(source: str) -> None:
    assert len(methods_without_actor(source)) == 1
    assert methods_without_actor("class PatientStore(Store):\n    def find(self, actor): ...") == []


@pytest.mark.parametrize(
    "source",
    [
        "def look(database, patient_id): ...",
        "def look(database, patient_id, actor): ...",
        "def look(*, database): ...",
        "def require_patient(work): ...",
    ],
)
def test_an_action_for_nobody_is_found(source: str) -> None:
    assert len(actions_without_actor(source)) == 1
    assert actions_without_actor("def look(database, actor): ...\ndef day(now): ...") == []
