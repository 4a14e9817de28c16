"""The work lists begin with what is most urgent."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLE = "enquiry_standing"
OLD = (("due_on", "id"), ("state", "due_on", "id"))
# The least urgent: of what was judged before nobody knows, until it is judged afresh.
LEAST = sa.text("6")
NEW = (("urgency", "due_on", "id"), ("state", "urgency", "due_on", "id"))


def upgrade() -> None:
    column = sa.Column("urgency", sa.Integer(), nullable=False, server_default=LEAST)
    op.add_column(TABLE, column)
    _replace(OLD, NEW)


def downgrade() -> None:
    _replace(NEW, OLD)
    op.drop_column(TABLE, "urgency")


def _replace(old: tuple[tuple[str, ...], ...], new: tuple[tuple[str, ...], ...]) -> None:
    for columns in old:
        op.drop_index(_name(columns), TABLE)
    for columns in new:
        op.create_index(_name(columns), TABLE, ["practice_id", *columns])


def _name(columns: tuple[str, ...]) -> str:
    return op.f(f"ix_{TABLE}_practice_id_{'_'.join(columns)}")
