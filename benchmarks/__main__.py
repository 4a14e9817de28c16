"""Run every benchmark, or the named ones: `python -m benchmarks [NAME ...]`.

`python -m benchmarks soak` runs the property tests with many more examples instead.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOAK_TESTS = ("tests/unit", "tests/cases")


def names() -> tuple[str, ...]:
    """The benchmarks of this folder, by file name."""
    here = Path(__file__).parent
    return tuple(sorted(path.stem for path in here.glob("*.py") if not path.stem.startswith("_")))


def main(arguments: list[str]) -> int:
    """Run what was asked for; the exit code is that of the first run that failed."""
    if arguments[:1] == ["soak"]:
        command = ["-m", "pytest", "--hypothesis-profile=soak", *SOAK_TESTS, *arguments[1:]]
        return subprocess.run([sys.executable, *command], check=False).returncode
    chosen = arguments or list(names())
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}.", file=sys.stderr)
        print(f"These exist: {', '.join(names())}", file=sys.stderr)
        return 2
    for name in chosen:
        print(f"\n{name}")
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
