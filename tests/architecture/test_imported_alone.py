"""Each room of the domain and of the actions can be entered first, whatever was imported before."""

import pkgutil
import subprocess
import sys

import gpsupport

# Each in a process of its own, forked from one that has imported the libraries alone.
_EACH_ALONE = """
import os, sys
import sqlalchemy.orm
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            __import__(name)
        except ImportError as wrong:
            os.write(1, f"{name}: {wrong}\\n".encode())
        os._exit(0)
    os.waitpid(child, 0)
"""


_ROOMS = ("gpsupport.domain", "gpsupport.actions")


def test_each_package_can_be_imported_first() -> None:
    packages = pkgutil.walk_packages(gpsupport.__path__, "gpsupport.")
    rooms = [one.name for one in packages if one.ispkg and one.name.startswith(_ROOMS)]
    assert "gpsupport.actions.letters" in rooms
    said = subprocess.run(
        [sys.executable, "-c", _EACH_ALONE, *rooms], capture_output=True, text=True, check=True
    )
    assert not said.stdout, said.stdout
