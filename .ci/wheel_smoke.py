"""Starts the installed demo as a newcomer would, and times it to the first useful page.

Usage: python wheel_smoke.py /path/to/gpsupport
"""

import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urljoin, urlsplit

ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost):[1-9]\d*/?")
LINKED = re.compile(r"""<(?:link|script|img)\b[^>]*?\b(?:href|src)=["']([^"']+)["']""")
PATIENCE_SECONDS = 120.0


def main(program: str) -> int:
    """Run the demo, look at its first page, and stop it."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        demo = subprocess.Popen(
            [
                program,
                "demo",
                "--no-open",
                "--port",
                "0",
                "--data-dir",
                str(Path(folder) / "data"),
            ],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        )
        said: list[str] = []
        try:
            address = find_address(demo, said, began)
            page = fetch(address)
            seconds = time.monotonic() - began
            assert "Synthetic data" in page, f"No 'Synthetic data' on {address}:\n{page[:2000]}"
            fetched = fetch_linked(address, page)
        except BaseException:
            print("".join(said))
            raise
        finally:
            stop(demo)
    print(
        f"first useful page after {seconds:.1f} s from the installed wheel, {fetched} files with it"
    )
    return 0


def find_address(demo: "subprocess.Popen[str]", said: list[str], began: float) -> str:
    """Wait for the line that names the demo's address."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        assert demo.stdout is not None
        for line in demo.stdout:
            lines.put(line)
        lines.put(None)

    # In a thread, and to the end: a demo whose output nobody reads would stand still.
    threading.Thread(target=read, daemon=True).start()
    while True:
        left = PATIENCE_SECONDS - (time.monotonic() - began)
        try:
            line = lines.get(timeout=max(left, 0))
        except queue.Empty:
            raise SystemExit(
                f"The demo named no address within {PATIENCE_SECONDS:.0f} s."
            ) from None
        if line is None:
            raise SystemExit(f"The demo ended with exit code {demo.wait()}.")
        said.append(line)
        if found := ADDRESS.search(line):
            return found.group()


def fetch(address: str) -> str:
    """Fetch a page; the demo may name its address a moment before it listens."""
    gives_up_at = time.monotonic() + PATIENCE_SECONDS / 4
    while True:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                assert answer.status == 200, f"{address} answered {answer.status}"
                return str(answer.read().decode("utf-8"))
        except (ConnectionError, urllib.error.URLError) as error:
            refused = isinstance(getattr(error, "reason", error), ConnectionError)
            if not refused or time.monotonic() > gives_up_at:
                raise
            time.sleep(0.02)


def fetch_linked(address: str, page: str) -> int:
    """Fetch every style sheet, script and picture of the page: the wheel must carry them all."""
    links = {
        urljoin(address, link) for link in LINKED.findall(page) if not link.startswith("data:")
    }
    for link in sorted(links):
        assert urlsplit(link).netloc == urlsplit(address).netloc, f"{link} is on another host"
        fetch(link)
    assert links, "The page has neither a style sheet nor a script."
    return len(links)


def stop(demo: "subprocess.Popen[str]") -> None:
    """Stop the demo as Ctrl+C would, and insist if it does not listen."""
    demo.terminate()
    try:
        demo.wait(timeout=15)
    except subprocess.TimeoutExpired:
        demo.kill()
        demo.wait()
        raise SystemExit("The demo did not stop when asked to.") from None


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
