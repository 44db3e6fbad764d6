"""Turns a checkpoint into the shipped form: one ONNX file and its manifest.

python -m detector.training.export --checkpoint FILE.pt --out FILE.onnx --version V
"""

import argparse
import hashlib
import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

from ultralytics import YOLO

from detector.manifest import KITCHEN, read_manifest


def export(checkpoint: Path, out: Path, version: str) -> None:
    """Write `out` and its manifest; thresholds and sizes are those of the shipped manifest."""
    shipped = read_manifest(KITCHEN)
    exported = YOLO(checkpoint).export(
        format="onnx", dynamic=True, simplify=True, opset=17, imgsz=shipped.input_size, device="cpu"
    )
    shutil.move(exported, out)
    manifest = replace(shipped, version=version, sha256=hashlib.sha256(out.read_bytes()).hexdigest())
    out.with_suffix(".json").write_text(json.dumps(asdict(manifest), indent=2) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    given = parser.parse_args()
    export(given.checkpoint, given.out, given.version)
