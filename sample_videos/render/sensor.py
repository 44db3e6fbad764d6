"""What a cheap camera does to a picture: lens blur, vignette, tone, colour cast, noise, sharpening."""

from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sensor:
    """blur and noise in pixels and grey levels (standard deviations); vignette is the loss at the corners.

    cast scales B, G and R; gamma bends the tone; sharpen adds back what the camera's own filter exaggerates.
    """

    blur: float
    noise: float
    vignette: float
    cast: tuple[float, float, float]
    gamma: float
    sharpen: float

    def develop(self, picture: Picture, rng: np.random.Generator) -> Picture:
        """A picture (H, W, 3) BGR as this sensor would give it."""
        height, width = picture.shape[:2]
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        light = np.power(picture.astype(np.float32) / 255, self.gamma)
        light *= (1 - self.vignette * (x**2 + y**2) / 2)[:, :, None] * np.asarray(self.cast)
        if self.blur > 0.2:
            light = cv2.GaussianBlur(light, (0, 0), self.blur).reshape(light.shape)
        grain = rng.normal(0, self.noise / 255, light.shape[:2])[:, :, None]
        grain = grain + rng.normal(0, self.noise / 510, light.shape)
        light = light + grain * (0.6 + 0.8 * (1 - light))
        if self.sharpen:
            light += self.sharpen * (light - cv2.GaussianBlur(light, (0, 0), 1.2))
        developed: Picture = np.clip(light * 255, 0, 255).astype(np.uint8)
        return developed


def random_sensor(rng: Random) -> Sensor:
    bad = rng.random() < 0.3
    return Sensor(
        blur=rng.uniform(0.3, 1.2 if bad else 0.8),
        noise=rng.uniform(4, 11) if bad else rng.uniform(1, 5),
        vignette=rng.uniform(0, 0.35),
        cast=(rng.uniform(0.9, 1.08), 1.0, rng.uniform(0.92, 1.08)),
        gamma=rng.uniform(0.75, 1.3),
        sharpen=rng.choice((0.0, 0.3, 0.8)),
    )
