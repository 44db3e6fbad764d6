"""Alembic's entry: runs on the engine that the caller hands over."""

from importlib import import_module
from pkgutil import iter_modules

from alembic import context
from sqlalchemy import Engine

import models
from models.tables import Table

# Their tables belong to the metadata.
for module in iter_modules(models.__path__):
    if module.name.endswith("_tables"):
        import_module(f"models.{module.name}")

engine: Engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        # SQLite cannot alter most things in place; batch mode rebuilds the table instead.
        render_as_batch=True,
        compare_type=True,
    )
    # A table that is rebuilt is dropped, which SQLite refuses while rows refer to it. The switch does
    # nothing inside a transaction.
    is_sqlite = connection.dialect.name == "sqlite"
    driver = connection.connection
    if is_sqlite:
        driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"rows refer to others that are not there: {broken}")
        connection.commit()
    finally:
        if is_sqlite:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys = ON")
