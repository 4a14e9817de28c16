"""One frozen settings object, read from GPSUPPORT_* variables and nothing else.

Reading settings touches no disk but the files that a variable names: a command that needs no
database leaves no folder behind. docs/settings.md describes every field, and a test keeps it true.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, SettingsConfigDict
from pydantic_settings.sources import PydanticBaseSettingsSource as Source

from gpsupport.domain.origins import require_issuer, require_safe_address
from gpsupport.settings.environment import (
    PREFIX,
    SettingsError,
    default_data_dir,
    refuse_unknown,
    variable,
    with_secret_files,
)
from gpsupport.settings.secret import MINIMUM_SECRET_LENGTH, kept_secret

FILE_NAME = "gpsupport.sqlite3"
Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """What an operator can choose. Immutable, so that no request can change it for the next."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        validate_default=True,
    )

    data_dir: Path
    """Folder for the SQLite database, keys and backups; made on first use, for its owner alone."""

    database_url: str = Field(default="", repr=False)
    """Database address: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."""

    secret_key: SecretStr | None = None
    """Signs sessions and forms; at least 32 characters. Made once in the data folder if unset."""

    base_url: str = "http://127.0.0.1:8000"
    """Address at which others reach this installation; https except on loopback."""

    frame_ancestors: Words = ()
    """Origins whose pages may show ours in a frame, such as an EHR's; none by default."""

    oidc_client_id: str = ""
    """The name by which the identity provider knows this installation."""

    oidc_issuer: str = ""
    """Identity provider at which people may sign in: its issuer, exactly as it calls itself."""

    oidc_assurance: int = Field(default=2, ge=1, le=3)
    """Lowest level of assurance, 1 to 3, at which the identity provider's word is taken."""

    oidc_name: str = Field(default="your work account", min_length=1, max_length=60)
    """What the identity provider is called on the button for signing in there."""

    trusted_issuers: Words = ()
    """Reserved for the issuers of signed tokens. Not built yet, so nothing may be set."""

    knowledge_overlay: Path | None = None
    """Folder of local content, which adds to the shipped content or replaces parts of it."""

    proxies: int = Field(default=0, ge=0, le=5)
    """Proxies in front of this server, whose word about a caller's address is taken; 0 to 5."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least important log line that is written."""

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **chosen: Any) -> Self:
        """Read the settings from an environment; options that a command was given win over it."""
        environ = environ if environ is not None else os.environ
        refuse_unknown(environ, cls.model_fields)
        source = EnvSettingsSource(cls)
        source.env_vars = {k.lower(): v for k, v in with_secret_files(environ).items() if v}
        given = {name: value for name, value in chosen.items() if value is not None}
        try:
            return cls(**({"data_dir": default_data_dir(environ)} | source() | given))
        except ValidationError as error:
            raise _explain(error) from None

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: Source, *_: Any, **_named: Any
    ) -> tuple[Source, ...]:
        """Leave reading to load(), so that a test's settings never depend on its shell."""
        return (init_settings,)

    def ensure_data_dir(self) -> Path:
        """Make the data folder if it is missing, readable by its owner alone, and return it."""
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise SettingsError(
                f"The data folder {self.data_dir} cannot be made.",
                str(error),
                "Make it writable for this account, or set GPSUPPORT_DATA_DIR to another folder.",
            ) from None
        return self.data_dir

    def session_secret(self) -> str:
        """Return the secret key, making and keeping one on first use if none was given."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return kept_secret(self.ensure_data_dir() / "keys" / "secret_key")

    @field_validator("data_dir", "knowledge_overlay")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path else path

    @field_validator("knowledge_overlay")
    @classmethod
    def _folder(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_dir():
            # Ignored, the content would be another than the practice decided on.
            raise ValueError("there is no such folder")
        return path

    @field_validator("trusted_issuers")
    @classmethod
    def _not_built_yet(cls, issuers: tuple[str, ...]) -> tuple[str, ...]:
        if issuers:  # Accepted and ignored, it would look as if it were in force.
            raise ValueError("Signed tokens of other systems are not built yet: leave this unset")
        return issuers

    @field_validator("frame_ancestors", "trusted_issuers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("frame_ancestors")
    @classmethod
    def _addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            require_safe_address(address)
            # These go into a header, where a semicolon would begin a directive of its own.
            if address.count("/") > 2 or ";" in address:
                raise ValueError("each must be like https://ehr.example, with nothing after it")
        return addresses

    @field_validator("base_url")
    @classmethod
    def _base(cls, address: str) -> str:
        require_safe_address(address)
        return address.rstrip("/")

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, issuer: str, info: ValidationInfo) -> str:
        require_issuer(issuer, info.data.get("oidc_client_id", ""), info.data.get("base_url", ""))
        return issuer

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value()) < MINIMUM_SECRET_LENGTH:
            raise ValueError(f"it must have at least {MINIMUM_SECRET_LENGTH} characters")
        return secret

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, address: str, info: ValidationInfo) -> str:
        if not address:
            # data_dir stands above database_url, so it has been judged already.
            return f"sqlite:///{(info.data.get('data_dir', Path()) / FILE_NAME).as_posix()}"
        scheme, found, rest = address.partition("://")
        if scheme == "sqlite" and found:
            return address
        # SQLAlchemy takes the bare name for psycopg2, which we do not install.
        if scheme in ("postgresql", "postgres", "postgresql+psycopg") and found:
            return f"postgresql+psycopg://{rest}"
        raise ValueError("it must begin with sqlite:/// or postgresql://")


def _explain(error: ValidationError) -> SettingsError:
    """Turn the first fault into words, never repeating a value that may be secret."""
    fault = error.errors(include_input=False, include_url=False)[0]
    name = variable(str(fault["loc"][0]) if fault["loc"] else "")
    why = str(fault["msg"]).removeprefix("Value error, ")
    return SettingsError(
        f"The setting {name} cannot be used.",
        why[:1].upper() + why[1:] + ".",
        f"Change {name}; docs/settings.md says what it may be.",
    )
