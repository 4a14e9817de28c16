"""The build hook makes a style sheet that calls nobody, and works without a network."""

import re
from pathlib import Path

import pytest

import hatch_build
from gpsupport import shipped

SHEET = """@font-face{font-family:Frutiger W01;src:url(https://fonts.example/f.woff2)}
body{font-family:Frutiger W01,arial,sans-serif}
.a{background:url(/assets/images/arrow.svg)}.b{background:url("/assets/images/cross.svg")}
/*# sourceMappingURL=sheet.css.map */"""


def test_fonts_go_and_icons_become_relative() -> None:
    assert hatch_build.rewrite_css(SHEET).split() == [
        "body{font-family:arial,sans-serif}",
        ".a{background:url(images/arrow.svg)}.b{background:url(images/cross.svg)}",
    ]


@pytest.mark.parametrize(
    "left",
    [
        ".a{background:url(https://elsewhere.example/x.svg)}",
        ".a{background:url(//elsewhere.example/x.svg)}",
        ".a{background:url(/static/x.svg)}",
        "@import 'other.css';",
    ],
)
def test_an_address_that_the_recipe_does_not_know_stops_the_build(left: str) -> None:
    with pytest.raises(RuntimeError, match="rewrite_css"):
        hatch_build.rewrite_css(left)


def test_the_assets_in_use_name_no_other_host() -> None:
    folder = shipped.assets()
    sheet = (folder / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    for address in set(re.findall(r"url\(([^)]*)\)", sheet)):
        assert (folder / address).is_file()
    for file in folder.rglob("*.js"):
        assert "sourceMappingURL" not in file.read_text(encoding="utf-8")


def test_a_second_build_fetches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("package-lock.json", "hatch_build.py"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    fetched: list[Path] = []

    def fetch(_root: Path, web: Path) -> Path:
        fetched.append(web)
        return fake(web)

    monkeypatch.setattr(hatch_build, "_fetch", fetch)

    for turn in (1, 2):
        folder = hatch_build.build_assets(tmp_path)
        assert (folder / "images" / "arrow.svg").is_file(), turn
    assert len(fetched) == 1

    (tmp_path / "package-lock.json").write_text("changed", encoding="utf-8")
    hatch_build.build_assets(tmp_path)
    assert len(fetched) == 2


def fake(web: Path) -> Path:
    """Lay out what npm would have fetched."""
    modules = web / "node_modules"
    icons = modules / hatch_build.NHSUK / "assets" / "images"
    icons.mkdir(parents=True, exist_ok=True)
    for name in ("arrow.svg", "cross.svg"):
        (icons / name).write_text("<svg/>", encoding="utf-8")
    for script in hatch_build.SCRIPTS:
        (modules / script).parent.mkdir(parents=True, exist_ok=True)
        (modules / script).write_text("1;\n//# sourceMappingURL=x.map\n", encoding="utf-8")
    (modules / hatch_build.STYLE_SHEET).write_text(SHEET, encoding="utf-8")
    return modules
