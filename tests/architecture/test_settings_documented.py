"""docs/settings.md says the truth about every setting, and about no other."""

import re
from pathlib import Path

from gpsupport.settings import SECRET_FIELDS, TEST_VARIABLES, Settings, variable
from tests.architecture.source import ROOT

DOCUMENT = ROOT / "docs" / "settings.md"
HEADING = re.compile(r"^### `(GPSUPPORT_\w+)`$", re.MULTILINE)
MENTION = re.compile(r"\bGPSUPPORT_[A-Z_]+\b")


def documented(text: str) -> dict[str, str]:
    """Split the document into one text for each setting's heading."""
    parts = HEADING.split(text)
    return {
        name: re.split(r"^#", body, flags=re.MULTILINE)[0]
        for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def disagreements(text: str) -> list[str]:
    """Name every way in which the document and the settings object differ."""
    sections = documented(text)
    fields = {variable(name): field for name, field in Settings.model_fields.items()}
    files = {f"{variable(name)}_FILE" for name in SECRET_FIELDS}
    found = [f"{name} is not documented" for name in fields.keys() - sections.keys()]
    found += [
        f"{name} is documented but does not exist" for name in sections.keys() - fields.keys()
    ]
    for name in sections.keys() & fields.keys():
        if (fields[name].description or "") not in " ".join(sections[name].split()):
            found.append(f"{name} is described in other words than in the code")
        if "Default:" not in sections[name]:
            found.append(f"{name} does not say its default")
    known = fields.keys() | files | set(TEST_VARIABLES)
    mentioned = set(MENTION.findall(text))
    found += [f"{name} is not mentioned" for name in known - mentioned]
    found += [f"{name} is mentioned but does not exist" for name in mentioned - known]
    return sorted(found)


def test_every_setting_is_documented() -> None:
    assert disagreements(DOCUMENT.read_text(encoding="utf-8")) == []


def test_every_field_has_a_docstring() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_a_missing_a_false_and_an_invented_setting_are_found() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert "GPSUPPORT_LOG_LEVEL is not documented" in disagreements(
        text.replace("### `GPSUPPORT_LOG_LEVEL`", "### Log level")
    )
    assert "GPSUPPORT_LOG_LEVEL is described in other words than in the code" in disagreements(
        text.replace("Least important log line", "Something else")
    )
    assert "GPSUPPORT_COLOUR is documented but does not exist" in disagreements(
        text + "\n### `GPSUPPORT_COLOUR`\n"
    )


def test_no_code_reads_our_variables_past_the_settings() -> None:
    """A variable read elsewhere would be undocumented and unchecked."""
    reading = re.compile(r"""(?:environ|getenv)\b.{0,20}["']GPSUPPORT_""")
    package = ROOT / "gpsupport"
    assert [
        str(path.relative_to(ROOT))
        for path in sorted(Path(package).rglob("*.py"))
        if reading.search(path.read_text(encoding="utf-8"))
    ] == []
