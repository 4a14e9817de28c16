"""Style sheets, scripts and icons, at addresses that change when their content does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort
from flask.wrappers import Response

from gpsupport.serving.guards import open_to_all
from gpsupport.serving.headers import ASSET_ENDPOINT

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_A_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Assets:
    """The files that may be served, by name, held in memory, and the hash of them all."""

    files: dict[str, bytes]
    digest: str

    def address(self, name: str) -> str:
        """Where a file is served. Raises KeyError for a file that does not exist."""
        if name not in self.files:
            raise KeyError(f"there is no asset {name!r}")
        return f"/assets/{self.digest}/{name}"


def collect_assets(*folders: Path) -> Assets:
    """Find every style sheet, script and icon below the folders; a later folder wins."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in _TYPES
    }
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\0" + content)
    return Assets(files, digest.hexdigest()[:16])


def serve_assets(app: Flask, assets: Assets) -> None:
    """Serve the files. One digest for all of them, so that a style sheet finds its icons."""

    @open_to_all
    def asset(digest: str, name: str) -> Response:
        content = assets.files.get(name)
        if content is None or digest != assets.digest:
            abort(404)
        response = Response(content, content_type=_TYPES[Path(name).suffix])
        response.cache_control.public = True
        response.cache_control.max_age = _A_YEAR
        response.cache_control.immutable = True
        return response

    app.add_url_rule("/assets/<digest>/<path:name>", ASSET_ENDPOINT, asset)
    app.jinja_env.globals["asset"] = assets.address
