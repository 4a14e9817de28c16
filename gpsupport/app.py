"""The only place where the application is wired together."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from gpsupport import shipped
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.persistence.work import Database
from gpsupport.serving.assets import collect_assets, serve_assets
from gpsupport.serving.errors import answer_errors
from gpsupport.serving.guards import guard, refuse_unmarked
from gpsupport.serving.headers import add_headers
from gpsupport.serving.health import health
from gpsupport.serving.requests import trace_requests, write_log_lines
from gpsupport.serving.sessions import configure_sessions
from gpsupport.serving.shelf import FixedShelf, Shelf
from gpsupport.serving.wiring import Clock, Installation, install
from gpsupport.settings import Settings
from gpsupport.web.account.lock_routes import lock
from gpsupport.web.account.own_routes import own
from gpsupport.web.account.provider_routes import provider
from gpsupport.web.account.routes import account
from gpsupport.web.account.signing_in_routes import signing_in
from gpsupport.web.consultation.routes import consultation
from gpsupport.web.developer.routes import developer
from gpsupport.web.directory.curating_routes import curating
from gpsupport.web.directory.routes import directory
from gpsupport.web.disclosure.routes import disclosure
from gpsupport.web.enquiries.due_routes import lists
from gpsupport.web.enquiries.routes import enquiries
from gpsupport.web.family.plan_routes import plans
from gpsupport.web.family.routes import family
from gpsupport.web.frame import put_frame
from gpsupport.web.knowledge.releases.routes import releases
from gpsupport.web.knowledge.routes import knowledge as knowledge_pages
from gpsupport.web.letters.routes import letters
from gpsupport.web.life_events.routes import changes
from gpsupport.web.meetings.routes import meetings
from gpsupport.web.own.routes import own_words
from gpsupport.web.patients.contact_routes import contact
from gpsupport.web.patients.routes import patients
from gpsupport.web.recording.reminder_routes import reminders
from gpsupport.web.recording.routes import record
from gpsupport.web.records.routes import records
from gpsupport.web.referrals.message_routes import referral_messages
from gpsupport.web.referrals.routes import referrals
from gpsupport.web.reviews.routes import reviews
from gpsupport.web.screen.routes import screen
from gpsupport.web.unmet.routes import unmet
from gpsupport.web.widgets import nhs

OUR_ASSETS = Path(__file__).parent / "web" / "static"
BLUEPRINTS = (
    health,
    account,
    signing_in,
    provider,
    lock,
    own,
    patients,
    contact,
    consultation,
    record,
    reminders,
    disclosure,
    own_words,
    enquiries,
    lists,
    unmet,
    family,
    changes,
    referrals,
    referral_messages,
    plans,
    letters,
    directory,
    curating,
    developer,
    records,
    reviews,
    meetings,
    screen,
    releases,
    knowledge_pages,
)

# A form of this application holds one note; whatever is larger is no form of ours.
_LARGEST_FORM = 256 * 1024
_MOST_FORM_FIELDS = 500


def create_app(
    settings: Settings | None = None,
    *,
    database: Database | None = None,
    knowledge: Knowledge | None = None,
    clock: Clock | None = None,
) -> Flask:
    """Build the application; a server's workers call it without arguments.

    Raises SettingsError, SchemaNotCurrent, NotFitToServe, ShippedFilesError. `clock` gives an aware
    instant in UTC. Without `knowledge` each practice has what its shelf holds.
    """
    if settings is None:
        settings = Settings.load()
        write_log_lines(settings.log_level)
    app = Flask("gpsupport", template_folder=str(shipped.templates()), static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=_LARGEST_FORM,
        MAX_FORM_PARTS=_MOST_FORM_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,
        # We send no Referer, so a check of it would refuse every form over https.
        WTF_CSRF_SSL_STRICT=False,
    )
    # A misspelt name in a template is an error, never an empty place on a clinical page.
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["nhs"] = nhs
    opened = database or Database.open(settings)
    shelf = FixedShelf(knowledge) if knowledge else Shelf(opened, settings.knowledge_overlay)
    parts = Installation(settings, opened, shelf, clock or _now)
    parts.shelf.require(parts.today(), parts.now())
    install(app, parts)
    if settings.proxies:
        # The host stays what the nearest proxy sends: nothing of ours is built from another.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    configure_sessions(app, settings)
    _wire(app, settings)
    return app


def _wire(app: Flask, settings: Settings) -> None:
    # Functions after a request run last first, so the log line stands before the headers.
    trace_requests(app)
    guard(app)
    CSRFProtect(app)
    add_headers(app, settings)
    answer_errors(app)
    put_frame(app)
    serve_assets(app, collect_assets(shipped.assets(), OUR_ASSETS))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    refuse_unmarked(app)


def _now() -> datetime:
    return datetime.now(UTC)
