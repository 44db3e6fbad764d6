"""The models that can be run: the one that is shipped, and those that were brought along."""

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from detector.manifest import KITCHEN, DetectorError, Manifest, read_manifest, write_manifest
from models.detections import LABELS

SHIPPED = "kitchen"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_WEIGHTS = "model.onnx"


@dataclass(frozen=True, slots=True)
class Entry:
    """One model. manifest is None where `trouble` says why it cannot be used."""

    name: str
    weights: Path
    manifest: Manifest | None
    trouble: str | None
    is_active: bool
    is_shadow: bool


class ModelRegistry:
    """A folder of models, FOLDER/NAME/model.onnx with its manifest, and two notes: which one judges, and
    which one runs beside it in the shadow. Holds nothing in memory; any thread, any process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def active(self) -> str:
        return self._noted("active") or SHIPPED

    @property
    def shadow(self) -> str | None:
        return self._noted("shadow")

    def entries(self) -> list[Entry]:
        """The shipped model first, the others by name; damaged ones included."""
        brought = sorted(path.parent.name for path in self._folder.glob(f"*/{_WEIGHTS}"))
        return [self._entry(name) for name in (SHIPPED, *brought)]

    def weights(self, name: str) -> Path:
        """The weights of a model.

        Raises:
            DetectorError: there is no such model.
        """
        if name == SHIPPED:
            return KITCHEN
        path = self._folder / name / _WEIGHTS
        if not _NAME.fullmatch(name) or not path.is_file():
            known = ", ".join(entry.name for entry in self.entries())
            raise DetectorError(f"there is no model {name!r}; there are: {known}")
        return path

    def use(self, name: str) -> None:
        """Let this model judge from the next start on.

        Raises:
            DetectorError: there is no such model, or it is damaged.
        """
        read_manifest(self.weights(name))
        self._note("active", name)

    def watch_in_shadow(self, name: str | None) -> None:
        """Let this model run beside the judging one from the next start on; None lets none.

        Raises:
            DetectorError: there is no such model, or it is damaged.
        """
        if name is not None:
            read_manifest(self.weights(name))
        self._note("shadow", name)

    def report(self, name: str) -> Path:
        """Where a model's report from the shadow lies, whether it exists or not."""
        return self._folder / f"{name}-in-shadow.json"

    def add(self, weights: Path, manifest: Manifest) -> None:
        """Take a copy of an ONNX file in, under its manifest's name; all of it or nothing.

        Raises:
            DetectorError: the name is taken or no name.
        """
        name = manifest.name
        if not _NAME.fullmatch(name) or name == SHIPPED or (self._folder / name).exists():
            raise DetectorError(
                f"{name!r} cannot be the model's name: taken, or not made of a-z, 0-9, '.', '_' and '-' alone"
            )
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=".importing-") as folder:
            copy = Path(folder) / name / _WEIGHTS
            copy.parent.mkdir()
            shutil.copyfile(weights, copy)
            write_manifest(manifest, copy)
            copy.parent.rename(self._folder / name)

    def _entry(self, name: str) -> Entry:
        weights, manifest, trouble = self.weights(name), None, None
        try:
            manifest = read_manifest(weights)
        except DetectorError as error:
            trouble = str(error)
        return Entry(name, weights, manifest, trouble, name == self.active, name == self.shadow)

    def _noted(self, what: str) -> str | None:
        try:
            return (self._folder / what).read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def _note(self, what: str, name: str | None) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f".{what}"
        fresh.write_text(f"{name or ''}\n", "utf-8")
        fresh.replace(self._folder / what)


def labels_for(classes: tuple[str, ...], mapping: dict[str, str]) -> tuple[str | None, ...]:
    """What each of a network's classes is to us: as `mapping` says, or our label of the same name.

    Raises:
        DetectorError: the mapping names a class that the network lacks, or a label that is not ours.
    """
    for name, label in mapping.items():
        if name not in classes:
            raise DetectorError(f"the model has no class {name!r}; it has: {', '.join(classes)}")
        if label not in LABELS:
            raise DetectorError(f"{label!r} is none of our labels: {', '.join(LABELS)}")
    return tuple(mapping.get(name, name if name in LABELS else None) for name in classes)
