from pathlib import Path

import pytest

from sample_videos.faults import Fault, write_faulty
from tests.health.simulated import Played

SAMPLES = Path(__file__).parents[2] / "sample_videos"


class Faulty:
    """The hot line as a camera with each fault would send it; made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, fault: Fault) -> Path:
        path = self._folder / f"{fault}.mp4"
        return path if path.exists() else write_faulty(SAMPLES / "hot_line.mp4", path, fault, begin_s=1)

    def played(self, fault: Fault) -> Played:
        return Played.of(self.path(fault))


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Faulty:
    return Faulty(tmp_path_factory.mktemp("faulty"))


@pytest.fixture(scope="session")
def played(faulty: Faulty) -> dict[Fault, Played]:
    return {fault: faulty.played(fault) for fault in Fault}
