"""GPSUPPORT_* variables: their names, the files that they name, and what is not one of them."""

import difflib
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

PREFIX = "GPSUPPORT_"

# A secret may stand in a file named by the variable of the same name with _FILE, as container
# platforms hand secrets over; the environment of a process is easier to read than its files.
SECRET_FIELDS = ("database_url", "secret_key")

# Read by the test suite alone.
TEST_VARIABLES = (
    "GPSUPPORT_REQUIRE_BROWSER",
    "GPSUPPORT_REQUIRE_PDF",
    "GPSUPPORT_REQUIRE_POSTGRES",
)


class SettingsError(Exception):
    """The settings cannot be used: what happened, why, and what to type next."""

    def __init__(self, what: str, why: str, next_step: str) -> None:
        """Keep the three parts apart, for a door that shows them in its own way."""
        super().__init__(f"{what}\n{why}\n{next_step}")
        self.what, self.why, self.next_step = what, why, next_step


def default_data_dir(environ: Mapping[str, str]) -> Path:
    """Return the folder in which this platform keeps a user's program data."""
    windows = sys.platform == "win32"
    base = environ.get("LOCALAPPDATA" if windows else "XDG_DATA_HOME")
    usual = "~/AppData/Local" if windows else "~/.local/share"
    return Path(base or usual).expanduser() / "gpsupport"


def variable(field: str) -> str:
    """Return the name of the environment variable that sets a field."""
    return PREFIX + field.upper()


def refuse_unknown(environ: Mapping[str, str], fields: Collection[str]) -> None:
    """Refuse a misspelt variable: silently ignored, it could mean the wrong database."""
    known = {variable(field) for field in fields} | set(TEST_VARIABLES)
    known |= {variable(field) + "_FILE" for field in SECRET_FIELDS}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise SettingsError(
                f"There is no setting {name}.",
                "A misspelt setting would otherwise be ignored without a word.",
                f"Did you mean {near[0]}? " * bool(near) + f"Remove it with: unset {name}",
            )


def with_secret_files(environ: Mapping[str, str]) -> dict[str, str]:
    """Read each NAME_FILE into NAME."""
    read = dict(environ)
    for field in SECRET_FIELDS:
        name = variable(field)
        path = read.pop(f"{name}_FILE", "")
        if not path:
            continue
        if read.get(name):
            raise SettingsError(
                f"Both {name} and {name}_FILE are set.",
                "Only one of them can be the right one.",
                f"Remove one of them, for example with: unset {name}",
            )
        try:
            read[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"The file named by {name}_FILE cannot be read: {path}",
                str(error),
                "Check its name and that this account may read it.",
            ) from None
        if not read[name]:
            raise SettingsError(
                f"The file named by {name}_FILE is empty: {path}",
                "An empty secret would be replaced by a default without a word.",
                f"Write the value into {path}, or remove it with: unset {name}_FILE",
            )
    return read
