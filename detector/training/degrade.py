"""What a cheap camera does to a picture: little light, noise, few pixels, hard compression."""

import cv2
import numpy as np

from models.frames import Image


def degrade(image: Image, chance: np.random.Generator) -> Image:
    """The same picture, uint8 (H, W, 3), as a poor camera and a low bit rate would have shown it."""
    height, width = image.shape[:2]
    shrink = chance.uniform(0.5, 1.0)
    small = cv2.resize(
        image, (max(1, int(width * shrink)), max(1, int(height * shrink))), interpolation=cv2.INTER_AREA
    )
    ramp = np.linspace(0, 1, 256)
    light = np.asarray(ramp ** chance.uniform(0.7, 1.8) * chance.uniform(0.6, 1.0) * 255, np.uint8)
    dim = np.asarray(cv2.LUT(small, light), np.float32)
    dim += chance.normal(0, chance.uniform(0, 8), dim.shape).astype(np.float32)
    quality = int(chance.integers(20, 70))
    encoded = cv2.imencode(
        ".jpg", np.clip(dim, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )[1]
    decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    return cv2.resize(decoded, (width, height), interpolation=cv2.INTER_LINEAR)  # type: ignore[return-value,arg-type]
