from pathlib import Path

import pytest

from sample_videos.faults import Fault, write_faulty
from tests.health.simulated import Played

SAMPLES = Path(__file__).parents[2] / "sample_videos"


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> dict[Fault, Path]:
    """The hot line as a camera with each fault would send it."""
    folder = tmp_path_factory.mktemp("faulty")
    return {
        fault: write_faulty(SAMPLES / "hot_line.mp4", folder / f"{fault}.mp4", fault, begin_s=1)
        for fault in Fault
    }


@pytest.fixture(scope="session")
def played(faulty: dict[Fault, Path]) -> dict[Fault, Played]:
    return {fault: Played.of(path) for fault, path in faulty.items()}
