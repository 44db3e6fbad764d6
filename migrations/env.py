"""Alembic's entry: runs on the engine that the caller hands over."""

from alembic import context
from sqlalchemy import Engine

from models.tables import Table

engine: Engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        # SQLite cannot alter most things in place; batch mode rebuilds the table instead.
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
