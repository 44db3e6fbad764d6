"""Blender's Python module, imported only by what draws: all else runs without it."""

import importlib
from typing import Any

bpy: Any = importlib.import_module("bpy")
Vector: Any = importlib.import_module("mathutils").Vector
