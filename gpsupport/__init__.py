"""gpsupport: decision support that helps a GP notice, ask about, record and act on domestic abuse.

It works from the coded record alone: a pure function looks at what is known of a patient with
reviewed knowledge in its hand, and the same answer goes out as a page, a CDS Hooks card or a
command's output. It never diagnoses, never scores a patient, and never acts without a clinician.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("gpsupport")
except PackageNotFoundError:  # pragma: no cover - the source was put on the path without an install
    __version__ = "0+not.installed"

__all__ = ["__version__"]
