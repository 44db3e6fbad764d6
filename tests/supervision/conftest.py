"""The same databases as the store's own tests."""

from tests.models.conftest import bare_database, database, postgresql

__all__ = ["bare_database", "database", "postgresql"]
