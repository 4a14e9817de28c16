"""Run by Alembic for every migration; the connection comes from gpsupport.persistence.schema."""

from alembic import context

from gpsupport.persistence.rows import Row

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Migrations run from code. Type: gpsupport db upgrade")

context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    # SQLite cannot alter most things in place: Alembic copies the table instead.
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
