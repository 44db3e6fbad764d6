"""The service as a process of its own, as it runs in earnest, that can be killed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


def eventually(look: Callable[[], T | None], within_s: float, what: str) -> T:
    """Look every tenth of a second until there is something to see."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if seen := look():
            return seen
        threading.Event().wait(0.1)
    raise AssertionError(f"not within {within_s} s: {what}")


class Process:
    """`brightkitchen serve` with its log lines, as they come."""

    def __init__(self, data_dir: Path) -> None:
        self.lines: list[dict[str, Any]] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve"],
            env=os.environ | {"BRIGHTKITCHEN_DATA_DIR": str(data_dir), "BRIGHTKITCHEN_PORT": "0"},
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            try:
                self.lines.append(json.loads(line))
            except json.JSONDecodeError:
                self.lines.append({"event": line.rstrip()})

    @property
    def address(self) -> str:
        """Waits until the service answers requests."""

        def ready() -> str | None:
            found = (line["address"] for line in self.lines if line.get("event") == "service.ready")
            return next(found, None)

        return eventually(ready, 60, "the service is ready")

    def kill(self) -> None:
        """The hard way: no handler runs."""
        self._process.send_signal(signal.SIGKILL)
        self._end()

    def stop(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        return self._end()

    def _end(self) -> int:
        code = self._process.wait(30)
        self._reader.join(5)
        assert self._process.stderr is not None
        self._process.stderr.close()
        return code


@contextmanager
def serving_process(data_dir: Path) -> Iterator[Process]:
    process = Process(data_dir)
    try:
        yield process
    finally:
        if process._process.poll() is None:
            process.stop()
