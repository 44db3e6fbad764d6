"""What an interrupted run was asked for, so that whoever goes on asks for the same."""

import json
from collections.abc import Mapping
from pathlib import Path

from detector.training.sets import TrainingError
from detector.whole import write_whole


def keep_asked(path: Path, asked: Mapping[str, str | int | float | list[str] | None]) -> None:
    """Note what a run is asked for in `path`, or see that it is what was asked for the first time.

    Raises:
        TrainingError: the run was begun with something else.
    """
    if not path.exists():
        write_whole(path, json.dumps(asked, indent=1) + "\n")
        return
    begun = json.loads(path.read_text("utf-8"))
    differences = [
        f"{name} was {_told(begun.get(name))}, now it is {_told(asked.get(name))}"
        for name in [*asked, *(begun.keys() - asked.keys())]
        if begun.get(name) != asked.get(name)
    ]
    if differences:
        raise TrainingError(
            f"{path.parent} holds a training that was begun otherwise: {'; '.join(differences)}. "
            "Name another folder for it"
        )


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
