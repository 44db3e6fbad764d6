"""What holds for all tests: none depends on what else the machine does, and the heavy ones run apart."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import bare_database, database, migrated_postgresql, postgresql

__all__ = ["bare_database", "database", "migrated_postgresql", "postgresql"]

# How long an example takes says more about what else the machine does.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# PyTorch's threads would wait for one another by spinning, and take the cores from those they wait for
# wherever two tests run at once. Read when it is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

HEAVY = ("browser", "training")
"""Folders of which a single test keeps a core or more busy."""
LAST_AT = 0.9


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the heavy files among the others, so that few run at once and none is left for the end."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    heavy = [path for path in files if path.parent.name in HEAVY]
    light = [path for path in files if path.parent.name not in HEAVY]
    place = {path: index / len(light) for index, path in enumerate(light)}
    place |= {path: LAST_AT * index / len(heavy) for index, path in enumerate(heavy)}
    items[:] = [item for path in sorted(files, key=place.__getitem__) for item in files[path]]
