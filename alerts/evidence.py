"""Where evidence lies: bytes under the name of their own SHA-256."""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from models.errors import BrightkitchenError, EvidenceMissing

KEY = re.compile(r"[0-9a-f]{64}")
TEMPORARY = ".part"
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class EvidenceNotKept(BrightkitchenError):
    """The store could not take the bytes now; nothing of them is left behind. Worth another try."""


class EvidenceStore(Protocol):
    """Keeps pictures for good. Safe for threads, and for several processes on one store."""

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their key, the lower-case hex SHA-256. Again is the same as once.

        On return they survive a power cut; before it they are not there at all.

        Raises:
            EvidenceNotKept: no room, no right, or the medium is away.
        """
        ...

    def read(self, key: str) -> bytes:
        """The bytes under the key, checked against it.

        Raises:
            EvidenceMissing: there are none, they are not what the key promises, or it is no key.
        """
        ...


class FolderEvidenceStore:
    """Evidence as files under `root`, which is made when missing: `ab/cd/abcd…`, spread by their key."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._synced: set[Path] = set()

    def put(self, content: bytes) -> str:
        key = hashlib.sha256(content).hexdigest()
        path = self._path(key)
        with _explained(self._root):
            self._make_folder(path.parent)
            if not _holds(path, key):
                _write(path, content)
            # Also where the file was there: whoever is just writing it may not have come this far.
            _sync_folder(path.parent)
        return key

    def read(self, key: str) -> bytes:
        if not KEY.fullmatch(key):
            raise EvidenceMissing("not an evidence key")
        try:
            content = self._path(key).read_bytes()
        except FileNotFoundError:
            raise EvidenceMissing(f"no evidence {key}") from None
        except OSError as error:
            raise EvidenceMissing(f"evidence {key} cannot be read: {_reason(error)}") from error
        if hashlib.sha256(content).hexdigest() != key:
            raise EvidenceMissing(f"evidence {key} is damaged")
        return content

    def sweep_temporary(self) -> int:
        """Remove what a killed process left half written; how many files. Before anything is put."""
        leftovers = list(self._root.glob(f"[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*{TEMPORARY}"))
        for path in leftovers:
            path.unlink(missing_ok=True)
        return len(leftovers)

    def _path(self, key: str) -> Path:
        return self._root / key[:2] / key[2:4] / key

    def _make_folder(self, folder: Path) -> None:
        """Make the folder and sync the ones above it, once per process, whoever made it."""
        if folder in self._synced and folder.is_dir():
            return
        for place in (self._root, folder.parent, folder):
            place.mkdir(parents=True, exist_ok=True)
            _sync_folder(place.parent)
        self._synced.add(folder)


def _holds(path: Path, key: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == key
    except FileNotFoundError:
        return False


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name[:16]}.", suffix=TEMPORARY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _explained(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EvidenceNotKept(f"evidence cannot be kept in {root}: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    if error.errno in NO_ROOM:
        return "there is no room left"
    return os.strerror(error.errno) if error.errno else str(error)
