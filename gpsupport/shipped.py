"""Finds what the program reads beside its code: templates, migrations, samples and web assets.

In a checkout these are folders of the repository; in an installed wheel the build has put them
under ``gpsupport/_shipped``. Nobody else needs to know which of the two it is.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_shipped"
_CHECKOUT = _PACKAGE.parent

# Where each kind of file lies in a checkout. In a wheel it has its own name under _shipped.
_IN_CHECKOUT = {
    "templates": Path("templates"),
    "migrations": Path("migrations"),
    "fhir_samples": Path("fhir_samples"),
    "assets": Path("build") / "assets",
}


class ShippedFilesError(Exception):
    """A folder that belongs to the installation is not there: what, why, and what to type next."""

    def __init__(self, what: str, why: str, next_step: str) -> None:
        """Keep the three parts apart, for a door that shows them in its own way."""
        super().__init__(f"{what}\n{why}\n{next_step}")
        self.what = what
        self.why = why
        self.next_step = next_step


def templates() -> Path:
    """Return the folder of Jinja templates."""
    return _folder("templates")


def migrations() -> Path:
    """Return the folder of Alembic migrations."""
    return _folder("migrations")


def fhir_samples() -> Path:
    """Return the folder of synthetic FHIR samples."""
    return _folder("fhir_samples")


def assets() -> Path:
    """Return the folder of style sheets, scripts and icons that the build fetched."""
    return _folder("assets")


def _folder(name: str, *, shipped: Path = _SHIPPED, checkout: Path = _CHECKOUT) -> Path:
    """Find one folder in the wheel's own copy, or else in the checkout."""
    in_wheel = shipped / name
    if in_wheel.is_dir():
        return in_wheel
    if (checkout / "pyproject.toml").is_file():
        in_checkout = checkout / _IN_CHECKOUT[name]
        if in_checkout.is_dir():
            return in_checkout
        if name == "assets":
            raise ShippedFilesError(
                f"The web assets are not built: {in_checkout} is missing.",
                "Style sheets and scripts are fetched by the build, not kept in the repository.",
                f"Type: python -m pip install -e {checkout}",
            )
        raise ShippedFilesError(
            f"The folder {in_checkout} is missing.",
            "This checkout is incomplete.",
            f"Type: git -C {checkout} restore {_IN_CHECKOUT[name].as_posix()}",
        )
    raise ShippedFilesError(
        f"The installed package lacks its {name} folder ({in_wheel}).",
        "The wheel was built without it, or files were removed after the installation.",
        "Type: python -m pip install --force-reinstall --no-deps gpsupport",
    )
