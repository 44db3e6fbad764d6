"""Every benchmark of the product by name."""

import os
import platform
from collections.abc import Callable, Mapping

from alerts.bench import bench_rules
from api.glass import bench_glass
from api.live_bench import bench_live
from api.page_bench import bench_api
from api.soak_bench import bench_soak
from detector.bench import bench_detect
from ingest.bench import bench_ingest
from models.bench import bench_history
from supervision.backtest import bench_risk
from supervision.import_bench import bench_import

BENCHES: Mapping[str, Callable[[], dict[str, float]]] = {
    "api": bench_api,
    "detect": bench_detect,
    "history": bench_history,
    "import": bench_import,
    "ingest": bench_ingest,
    "live": lambda: bench_live() | bench_glass(),
    "risk": bench_risk,
    "rules": bench_rules,
    "soak": bench_soak,
}


def machine() -> str:
    """What the figures were measured on: processor, cores, system, Python."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:  # noqa: PTH123 (a kernel file)
            model = next(line.partition(":")[2].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
