"""Settings: what an operator may write, and the words that a wrong value earns."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from gpsupport.settings import Settings, SettingsError, default_data_dir

LONG_SECRET = "correct horse battery staple, twice"


def test_the_defaults_need_nothing(tmp_path: Path) -> None:
    settings = Settings.load({"XDG_DATA_HOME": str(tmp_path)})
    assert settings.data_dir == tmp_path / "gpsupport"
    assert settings.database_url == f"sqlite:///{tmp_path}/gpsupport/gpsupport.sqlite3"
    assert settings.frame_ancestors == ()
    # Reading settings leaves nothing behind.
    assert list(tmp_path.iterdir()) == []


def test_the_shell_of_the_tests_does_not_leak_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPSUPPORT_LOG_LEVEL", "ERROR")
    assert Settings.load({}).log_level == "INFO"
    assert Settings.load().log_level == "ERROR"


def test_a_commands_option_wins_and_an_absent_option_does_not(tmp_path: Path) -> None:
    environ = {"GPSUPPORT_DATA_DIR": str(tmp_path / "variable"), "GPSUPPORT_LOG_LEVEL": ""}
    assert Settings.load(environ, data_dir=tmp_path / "option").data_dir == tmp_path / "option"
    assert Settings.load(environ, data_dir=None).data_dir == tmp_path / "variable"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_our_driver(scheme: str) -> None:
    settings = Settings.load({"GPSUPPORT_DATABASE_URL": f"{scheme}://u:p@host/gp"})
    assert settings.database_url == "postgresql+psycopg://u:p@host/gp"


def test_lists_take_commas_and_spaces() -> None:
    given = "https://a.example, https://b.example:8443 http://localhost:9000"
    settings = Settings.load({"GPSUPPORT_FRAME_ANCESTORS": given})
    assert settings.frame_ancestors == (
        "https://a.example",
        "https://b.example:8443",
        "http://localhost:9000",
    )


def test_settings_do_not_change_and_do_not_print_secrets() -> None:
    settings = Settings.load(
        {
            "GPSUPPORT_SECRET_KEY": LONG_SECRET,
            "GPSUPPORT_DATABASE_URL": "postgresql://user:hidden-word@host/gp",
        }
    )
    assert LONG_SECRET not in repr(settings)
    assert "hidden-word" not in repr(settings)
    with pytest.raises(ValidationError):
        settings.log_level = "DEBUG"


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(LONG_SECRET + "\n", encoding="utf-8")
    settings = Settings.load({"GPSUPPORT_SECRET_KEY_FILE": str(file)})
    assert settings.session_secret() == LONG_SECRET


def test_a_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = Settings.load({}, data_dir=tmp_path / "data").session_secret()
    assert Settings.load({}, data_dir=tmp_path / "data").session_secret() == first
    assert Settings.load({}, data_dir=tmp_path / "other").session_secret() != first
    kept = list((tmp_path / "data" / "keys").iterdir())
    assert [path.name for path in kept] == ["secret_key"]
    assert kept[0].stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_secret_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret_key").write_text("", encoding="ascii")
    with pytest.raises(SettingsError, match="cut short"):
        Settings.load({}, data_dir=tmp_path).session_secret()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="cannot be made"):
        Settings.load({}, data_dir=tmp_path / "file" / "data").session_secret()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SECRET_KEY", "too-short", "at least 32 characters"),
        ("BASE_URL", "http://gp.example", "https"),
        ("BASE_URL", "gp.example", "address"),
        ("BASE_URL", "https://gp.example/?a=1", "address"),
        ("DATABASE_URL", "mysql://user:hidden-word@host/gp", "sqlite"),
        ("DATABASE_URL", "gp.sqlite3", "sqlite"),
        ("FRAME_ANCESTORS", "https://a.example;script-src", "nothing after it"),
        ("FRAME_ANCESTORS", "https://a.example/path", "nothing after it"),
        ("TRUSTED_ISSUERS", "https://issuer.example", "not built yet"),
        ("KNOWLEDGE_OVERLAY", "/nowhere/at/all", "There is no such folder"),
        ("LOG_LEVEL", "loud", "WARNING"),
    ],
)
def test_a_wrong_value_is_explained_and_never_repeated(name: str, value: str, why: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.load({f"GPSUPPORT_{name}": value})
    error = raised.value
    assert f"GPSUPPORT_{name}" in error.what
    assert why in error.why
    assert "docs/settings.md" in error.next_step
    assert value not in str(error)


def test_a_misspelt_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="Did you mean GPSUPPORT_DATABASE_URL"):
        Settings.load({"GPSUPPORT_DATABSE_URL": "sqlite:///x"})
    # The test suite's own switches may be set in the same shell.
    Settings.load({"GPSUPPORT_REQUIRE_BROWSER": "1"})


def test_a_secret_file_is_read_or_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for environ, words in (
        ({"GPSUPPORT_SECRET_KEY_FILE": str(tmp_path / "none")}, "cannot be read"),
        ({"GPSUPPORT_SECRET_KEY_FILE": str(empty)}, "is empty"),
        ({"GPSUPPORT_SECRET_KEY_FILE": str(empty), "GPSUPPORT_SECRET_KEY": LONG_SECRET}, "Both"),
    ):
        with pytest.raises(SettingsError, match=words):
            Settings.load(environ)


def test_windows_keeps_program_data_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert default_data_dir({"LOCALAPPDATA": "/local"}) == Path("/local/gpsupport")


ISSUER = "https://idp.example:443/realms/care"


def test_an_identity_provider_is_kept_letter_for_letter() -> None:
    settings = Settings.load({"GPSUPPORT_OIDC_ISSUER": ISSUER, "GPSUPPORT_OIDC_CLIENT_ID": "ours"})
    assert (settings.oidc_issuer, settings.oidc_client_id) == (ISSUER, "ours")
    assert (settings.oidc_assurance, settings.oidc_name) == (2, "your work account")
    assert Settings.load({}).oidc_issuer == ""


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"OIDC_ISSUER": ISSUER}, "together or not at all"),
        ({"OIDC_CLIENT_ID": "ours"}, "together or not at all"),
        ({"OIDC_ISSUER": "http://idp.example", "OIDC_CLIENT_ID": "ours"}, "https://"),
        ({"OIDC_ISSUER": "idp.example", "OIDC_CLIENT_ID": "ours"}, "an address such as"),
        ({"OIDC_ISSUER": f"{ISSUER}?a=b", "OIDC_CLIENT_ID": "ours"}, "an address such as"),
        ({"OIDC_ISSUER": "https://a@idp.example", "OIDC_CLIENT_ID": "ours"}, "an address such as"),
        (
            {
                "OIDC_ISSUER": "http://127.0.0.1:9000",
                "OIDC_CLIENT_ID": "ours",
                "BASE_URL": "https://practice.example",
            },
            "on one machine",
        ),
        ({"OIDC_ASSURANCE": "0"}, "greater than or equal to 1"),
        ({"OIDC_ASSURANCE": "4"}, "less than or equal to 3"),
    ],
)
def test_an_identity_provider_that_cannot_be_one_is_refused(
    given: dict[str, str], why: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({f"GPSUPPORT_{name}": value for name, value in given.items()})
    assert why in caught.value.why
    assert "GPSUPPORT_OIDC_" in caught.value.what


def test_a_provider_on_this_machine_serves_an_installation_on_it() -> None:
    environ = {"GPSUPPORT_OIDC_ISSUER": "http://127.0.0.1:9000", "GPSUPPORT_OIDC_CLIENT_ID": "ours"}
    assert Settings.load(environ).oidc_issuer == "http://127.0.0.1:9000"
