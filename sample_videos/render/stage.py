"""The film set in Blender: surfaces, solids, lights, cooks, the camera; renders pictures and index maps."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.blender import Vector, bpy
from sample_videos.render.body import Indices, Points
from sample_videos.render.camera import SENSOR_MM, Camera
from sample_videos.render.cook import Cook
from sample_videos.render.look import Colour, Look, Region
from sample_videos.render.pieces import Surface

# surface: roughness, metallic, bump scale (per dm on cooks), bump strength
_SURFACES: dict[Surface, tuple[float, float, float, float]] = {
    "skin": (0.48, 0.0, 9.0, 0.10),
    "cloth": (0.92, 0.0, 3.0, 0.35),
    "glove": (0.34, 0.0, 5.0, 0.30),
    "hair": (0.55, 0.0, 14.0, 0.9),
    "rubber": (0.40, 0.0, 1.0, 0.0),
    "steel": (0.30, 1.0, 1.0, 0.0),
}


class Stage:
    """One Blender scene. Not thread-safe: Blender has one scene per process, and a new Stage empties it."""

    def __init__(self, *, samples: int, threads: int, exposure: float = 0.0) -> None:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.scene: Any = bpy.context.scene
        self._actors: list[tuple[Cook, list[Any]]] = []
        self._worn: dict[Surface, Any] = {}
        scene, cycles = self.scene, self.scene.cycles
        scene.render.engine = "CYCLES"
        scene.render.threads_mode, scene.render.threads = "FIXED", threads
        scene.render.use_persistent_data = True
        scene.view_settings.view_transform = "Standard"
        scene.view_settings.exposure = exposure
        cycles.samples, cycles.seed = samples, 7
        cycles.use_adaptive_sampling = False
        cycles.use_denoising, cycles.denoiser, cycles.denoising_quality = True, "OPENIMAGEDENOISE", "FAST"
        cycles.denoising_prefilter = "FAST"
        cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 3, 2, 2
        cycles.caustics_reflective = cycles.caustics_refractive = False
        cycles.sample_clamp_indirect = 4.0
        bpy.context.view_layer.use_pass_object_index = True

    def surface(
        self,
        colour: Colour,
        roughness: float = 0.6,
        *,
        metallic: float = 0.0,
        bump: tuple[float, float] | None = None,
        tiles: tuple[float, Colour] | None = None,
        upright: bool = False,
    ) -> Any:
        """A material of one colour; bump is (scale per m, strength), tiles (per m, colour of the joints).

        Tiles lie flat, or stand on walls along x or y where upright.
        """
        material = bpy.data.materials.new("surface")
        material.use_nodes = True
        tree = material.node_tree
        shader = tree.nodes["Principled BSDF"]
        shader.inputs["Base Color"].default_value = (*colour, 1)
        shader.inputs["Roughness"].default_value = roughness
        shader.inputs["Metallic"].default_value = metallic
        place = tree.nodes.new("ShaderNodeTexCoord").outputs["Object"]
        if bump is not None:
            self._bump(tree, place, *bump)
        if tiles is not None:
            brick = tree.nodes.new("ShaderNodeTexBrick")
            brick.offset = 0.0
            brick.inputs["Scale"].default_value = tiles[0]
            brick.inputs["Brick Width"].default_value = brick.inputs["Row Height"].default_value = 1.0
            brick.inputs["Mortar Size"].default_value = 0.02
            brick.inputs["Color1"].default_value = (*colour, 1)
            brick.inputs["Color2"].default_value = (*(channel * 0.92 for channel in colour), 1)
            brick.inputs["Mortar"].default_value = (*tiles[1], 1)
            tree.links.new(self._unrolled(tree, place) if upright else place, brick.inputs["Vector"])
            tree.links.new(brick.outputs["Color"], shader.inputs["Base Color"])
        return material

    @staticmethod
    def _unrolled(tree: Any, place: Any) -> Any:
        """The coordinates (x + y, z): walls along either axis laid flat."""
        split, along, flat = (
            tree.nodes.new(f"ShaderNode{kind}") for kind in ("SeparateXYZ", "Math", "CombineXYZ")
        )
        tree.links.new(place, split.inputs[0])
        tree.links.new(split.outputs["X"], along.inputs[0])
        tree.links.new(split.outputs["Y"], along.inputs[1])
        tree.links.new(along.outputs[0], flat.inputs["X"])
        tree.links.new(split.outputs["Z"], flat.inputs["Y"])
        return flat.outputs[0]

    @staticmethod
    def _bump(tree: Any, place: Any, scale: float, strength: float) -> None:
        noise = tree.nodes.new("ShaderNodeTexNoise")
        noise.inputs["Scale"].default_value = scale
        noise.inputs["Detail"].default_value = 3.0
        bump = tree.nodes.new("ShaderNodeBump")
        bump.inputs["Strength"].default_value = strength
        bump.inputs["Distance"].default_value = 0.01
        tree.links.new(place, noise.inputs["Vector"])
        tree.links.new(noise.outputs["Fac"], bump.inputs["Height"])
        tree.links.new(bump.outputs["Normal"], tree.nodes["Principled BSDF"].inputs["Normal"])

    def _worn_surface(self, surface: Surface) -> Any:
        """The material of a cook's pieces: painted per vertex, bumped in rest pose so that it moves along."""
        if surface in self._worn:
            return self._worn[surface]
        roughness, metallic, scale, strength = _SURFACES[surface]
        material = self.surface((1, 1, 1), roughness, metallic=metallic)
        tree = material.node_tree
        shader = tree.nodes["Principled BSDF"]
        paint = tree.nodes.new("ShaderNodeAttribute")
        paint.attribute_name = "paint"
        tree.links.new(paint.outputs["Color"], shader.inputs["Base Color"])
        if surface == "skin":
            shader.inputs["Specular IOR Level"].default_value = 0.35
        if strength:
            rest = tree.nodes.new("ShaderNodeAttribute")
            rest.attribute_name = "rest"
            self._bump(tree, rest.outputs["Vector"], scale, strength)
        self._worn[surface] = material
        return material

    def box(
        self,
        centre: tuple[float, float, float],
        size: tuple[float, float, float],
        material: Any,
        turn_deg: float = 0,
    ) -> Any:
        corners = np.array([[a, b, c] for a in (-0.5, 0.5) for b in (-0.5, 0.5) for c in (-0.5, 0.5)]) * size
        quads = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
        solid = self._mesh("box", corners, quads, material, smooth=False)
        solid.location, solid.rotation_euler = centre, (0, 0, np.radians(turn_deg))
        if min(size) > 0.04:
            bevel = solid.modifiers.new("bevel", "BEVEL")
            bevel.width, bevel.segments = 0.008, 1
        return solid

    def turned(
        self,
        centre: tuple[float, float, float],
        profile: Sequence[tuple[float, float]],
        material: Any,
        sides: int = 24,
    ) -> Any:
        """A solid of revolution about the vertical: profile is (radius, height over centre) in metres."""
        angle = 2 * np.pi * np.arange(sides) / sides
        points = np.concatenate(
            [np.stack([r * np.cos(angle), r * np.sin(angle), np.full(sides, z)], axis=1) for r, z in profile]
        )
        ring = np.arange(sides)
        quads = np.concatenate(
            [
                np.stack([ring, (ring + 1) % sides, (ring + 1) % sides + sides, ring + sides], axis=1)
                + k * sides
                for k in range(len(profile) - 1)
            ]
        )
        solid = self._mesh("turned", points, quads, material, smooth=len(profile) > 4)
        solid.location = centre
        return solid

    def lamp(
        self, place: tuple[float, float, float], watts: float, size: tuple[float, float], colour: Colour
    ) -> None:
        """A rectangular lamp that shines straight down."""
        light = bpy.data.lights.new("lamp", "AREA")
        light.shape, light.size, light.size_y = "RECTANGLE", *size
        light.energy, light.color = watts, colour
        holder = bpy.data.objects.new("lamp", light)
        holder.location = place
        self.scene.collection.objects.link(holder)

    def ambient(self, colour: Colour, strength: float) -> None:
        world = bpy.data.worlds.new("world")
        world.use_nodes = True
        background = world.node_tree.nodes["Background"]
        background.inputs[0].default_value, background.inputs[1].default_value = (*colour, 1), strength
        self.scene.world = world

    def look_from(self, camera: Camera) -> None:
        lens = bpy.data.cameras.new("camera")
        lens.lens, lens.sensor_width, lens.clip_start = camera.lens_mm, SENSOR_MM, 0.02
        holder = bpy.data.objects.new("camera", lens)
        holder.location = camera.place
        holder.rotation_euler = (
            (Vector(camera.target) - Vector(camera.place)).to_track_quat("-Z", "Y").to_euler()
        )
        self.scene.collection.objects.link(holder)
        self.scene.camera = holder
        self.scene.render.resolution_x, self.scene.render.resolution_y = camera.width, camera.height

    def enter(self, cook: Cook) -> int:
        """Put a cook on the set, not yet in a posture; returns the cook's number, from 0."""
        number = len(self._actors)
        solids = []
        for piece in cook.pieces:
            material = self._worn_surface(piece.surface)
            solid = self._mesh(piece.name, piece.points, piece.quads, material, smooth=piece.smooth)
            solid.pass_index = 16 * (number + 1) + piece.region
            paint = solid.data.attributes.new("paint", "FLOAT_COLOR", "POINT")
            paint.data.foreach_set("color", np.c_[piece.colours, np.ones(len(piece.colours))].ravel())
            rest = solid.data.attributes.new("rest", "FLOAT_VECTOR", "POINT")
            rest.data.foreach_set("vector", piece.points.ravel())
            solids.append(solid)
        self._actors.append((cook, solids))
        return number

    def pose(self, number: int, look: Look, points: Sequence[Points]) -> None:
        """Move a cook's pieces to these room points and show what the look shows."""
        cook, solids = self._actors[number]
        for piece, solid, moved in zip(cook.pieces, solids, points, strict=True):
            hidden = not piece.shown(look)
            if solid.hide_render != hidden:
                solid.hide_render = hidden
            if not hidden:
                solid.data.vertices.foreach_set("co", moved.ravel())
                solid.data.update()

    def cut_out(self, number: int, region: Region) -> None:
        """Leave only a region of the cook to be seen; the rest is as if cut out of the picture."""
        cook, solids = self._actors[number]
        for piece, solid in zip(cook.pieces, solids, strict=True):
            solid.is_holdout = piece.region != region

    def _mesh(self, name: str, points: Points, quads: Indices, material: Any, *, smooth: bool) -> Any:
        mesh = bpy.data.meshes.new(name)
        mesh.vertices.add(len(points))
        mesh.vertices.foreach_set("co", points.ravel())
        mesh.loops.add(quads.size)
        mesh.loops.foreach_set("vertex_index", quads.ravel().astype(np.int32))
        mesh.polygons.add(len(quads))
        mesh.polygons.foreach_set("loop_start", np.arange(0, quads.size, 4, dtype=np.int32))
        mesh.polygons.foreach_set("use_smooth", np.full(len(quads), smooth))
        mesh.update(calc_edges=True)
        mesh.materials.append(material)
        solid = bpy.data.objects.new(name, mesh)
        self.scene.collection.objects.link(solid)
        return solid

    def render(
        self, path: Path, window: tuple[int, int, int, int] | None = None, *, transparent: bool = False
    ) -> None:
        """Write a PNG of the camera's picture, or of the window (x1, y1, x2, y2) in pixels alone.

        transparent: with an alpha channel, 0 where there is nothing.
        """
        render = self.scene.render
        render.film_transparent = transparent
        render.use_border = render.use_crop_to_border = window is not None
        if window is not None:
            width, height = render.resolution_x, render.resolution_y
            render.border_min_x, render.border_max_x = window[0] / width, window[2] / width
            render.border_min_y, render.border_max_y = 1 - window[3] / height, 1 - window[1] / height
        render.image_settings.file_format, render.image_settings.color_mode = (
            "PNG",
            "RGBA" if transparent else "RGB",
        )
        render.filepath = str(path)
        bpy.ops.render.render(write_still=True)

    def render_indexed(self, path: Path) -> NDArray[np.int32]:
        """Write a PNG and return the index map (H, W): 16 × (cook + 1) + region, 0 where no cook is seen."""
        scene = self.scene
        scene.use_nodes = True
        tree = scene.node_tree
        if "index" not in tree.nodes:
            layers = tree.nodes.new("CompositorNodeRLayers")
            composite = tree.nodes.new("CompositorNodeComposite")
            tree.links.new(layers.outputs["Image"], composite.inputs["Image"])
            output = tree.nodes.new("CompositorNodeOutputFile")
            output.name, output.base_path = "index", str(path.parent)
            output.format.file_format, output.format.color_depth = "OPEN_EXR", "32"
            output.format.color_mode = "RGB"
            output.file_slots[0].path = path.stem + "-index-"
            tree.links.new(layers.outputs["IndexOB"], output.inputs[0])
        self.render(path)
        exr = path.parent / f"{path.stem}-index-{scene.frame_current:04d}.exr"
        image = bpy.data.images.load(str(exr))
        width, height = image.size
        values = np.empty(width * height * image.channels, dtype=np.float32)
        image.pixels.foreach_get(values)
        bpy.data.images.remove(image)
        exr.unlink()
        channel = values.reshape(height, width, -1)[::-1, :, 0]
        index: NDArray[np.int32] = np.rint(channel).astype(np.int32)
        return index
