"""`gpsupport openid`: set up signing in at an identity provider."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gpsupport.cli.common import data_dir_option, load_settings
from gpsupport.cli.failures import Failure


@click.group()
def openid() -> None:
    """Set up signing in at an identity provider."""


@openid.command()
@data_dir_option
def key(data_dir: Path | None) -> None:
    """Print the public key to register with the provider, making one if there is none."""
    from gpsupport.outbound.client_keys import make_client_key  # noqa: PLC0415

    settings = load_settings(data_dir)
    made = make_client_key(settings.ensure_data_dir())
    click.echo(json.dumps(made.public(), indent=1))


@openid.command()
@data_dir_option
def check(data_dir: Path | None) -> None:
    """Ask the provider what it offers; exit code 1 with everything that does not fit."""
    from gpsupport.outbound.refusals import ProviderRefused  # noqa: PLC0415
    from gpsupport.web.account.provider_routes import RETURN, open_client  # noqa: PLC0415

    settings = load_settings(data_dir)
    client = open_client(settings)
    if client is None:
        raise Failure(
            "No identity provider is set, so people sign in with a password.",
            "",
            "Set GPSUPPORT_OIDC_ISSUER and GPSUPPORT_OIDC_CLIENT_ID; docs/settings.md says how.",
            exit_code=2,
        )
    try:
        faults = client.misfits()
    except ProviderRefused as refusal:
        raise Failure(
            f"{settings.oidc_issuer} gives no discovery document that can be used.",
            f"Asking for it ended with: {refusal}.",
            "Compare GPSUPPORT_OIDC_ISSUER with the provider's own words, and look whether this "
            "machine reaches it.",
        ) from None
    finally:
        client.close()
    if faults:
        raise Failure(
            "The identity provider does not fit.",
            "\n".join(f"  {fault}" for fault in faults),
            "Mend the settings or the registration, then type the same command again.",
        )
    click.echo(f"Fits: {settings.oidc_issuer}")
    click.echo(f"Register for coming back: {settings.base_url}{RETURN}")
