"""Nothing is read or written for nobody: stores and actions are told who acts."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT, python_files

# An action that knows no actor, and why: each stands before anybody can act, or below the actor.
_COMMAND_LINE = "the command line sets accounts up, as the operator"
_OWN = "it finds out whose session it is and then acts as that person alone"
_SIGNING_IN = "nobody is anybody yet"
_WITHIN = "a part of signing in, inside a transaction that is open already"
_SERVER = "the running server asks it for itself, whoever is there: it names no person"
_DEMONSTRATION = "the choice of people in a demonstration, before sign-in"
WITHOUT_ACTOR = {
    "actions/practices.py:list_practices": "choosing a practice comes before acting for one",
    "actions/practices.py:find_practice": "choosing a practice comes before acting for one",
    "actions/practices.py:add_practice": "nobody can act for a practice that is not there",
    "actions/practices.py:is_synthetic": "a fact about the installation, asked before sign-in",
    "actions/audit.py:find_lost_practices": "practices that are gone have nobody to act for them",
    "actions/keys.py:list_keys": "for the installation: ids of keys, nothing of a practice",
    "actions/keys.py:rotate_keys": "for the installation, audited for each practice",
    "actions/knowledge/serving.py:find_decided": _SERVER,
    "actions/knowledge/serving.py:has_passed": _SERVER,
    "actions/knowledge/serving.py:read_release_files": _SERVER,
    "actions/identity/accounts.py:add_account": _COMMAND_LINE,
    "actions/identity/accounts.py:disable_account": _COMMAND_LINE,
    "actions/identity/accounts.py:list_accounts": _COMMAND_LINE,
    "actions/identity/accounts.py:reset_account": _COMMAND_LINE,
    "actions/identity/accounts.py:unlock_account": _COMMAND_LINE,
    "actions/identity/confirming.py:confirm_identity": _OWN,
    "actions/identity/guessing.py:refuse": _WITHIN,
    "actions/identity/own.py:begin_second_factor": _OWN,
    "actions/identity/own.py:change_password": _OWN,
    "actions/identity/own.py:confirm_second_factor": _OWN,
    "actions/identity/own.py:own_account": _OWN,
    "actions/identity/own.py:renew_recovery_codes": _OWN,
    "actions/identity/provider.py:confirm_with_provider": _OWN,
    "actions/identity/sessions.py:choose_role": _OWN,
    "actions/identity/sessions.py:end_all_sessions": _OWN,
    "actions/identity/sessions.py:end_session": _OWN,
    "actions/identity/sessions.py:find_ended_session": "it makes the actor",
    "actions/identity/sessions.py:find_session": "it makes the actor",
    "actions/identity/sessions.py:lock_session": _OWN,
    "actions/identity/sessions.py:touch_session": _OWN,
    "actions/identity/signing_in.py:enter_code": _SIGNING_IN,
    "actions/identity/signing_in.py:sign_in_to_demo": _SIGNING_IN,
    "actions/identity/signing_in.py:sign_in_with_password": _SIGNING_IN,
    "actions/identity/signing_in.py:sign_in_with_provider": _SIGNING_IN,
    "actions/identity/signing_in.py:trust_device": _SIGNING_IN,
    "actions/identity/staff.py:add_clinician": "only the demonstration makes staff, before sign-in",
    "actions/identity/staff.py:find_actor": "it makes the actor",
    "actions/identity/staff.py:list_staff": _DEMONSTRATION,
    "actions/identity/staff.py:practice_size": _DEMONSTRATION,
    "actions/identity/standing.py:begin": _WITHIN,
    "actions/identity/standing.py:find_step": _WITHIN,
    "actions/identity/standing.py:hold_step": _WITHIN,
    "actions/identity/standing.py:rotate": _WITHIN,
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
