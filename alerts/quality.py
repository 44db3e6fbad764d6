"""How good a picture of a violation is. Pure."""

import cv2
import numpy as np

from alerts.findings import Box
from models.frames import Image

# People are measured at one height, so that a near, soft picture is not called sharper for its size; at
# this one the measure costs about as much as judging the frame.
MEASURED_HEIGHT = 160
# Variance of the Laplacian at which a person counts as half sharp: between motion blur and a still.
HALF_SHARP = 150.0
# A person filling this share of the frame's area is as large as is useful.
FULL_SIZE = 0.12
DARK, BRIGHT = 12, 243


def picture_quality(image: Image, subject: Box) -> float:
    """Sharpness, exposure and size of a person in [0, 1]; 0 where the box lies outside the picture."""
    height, width = image.shape[:2]
    x1, y1 = max(0, int(subject[0])), max(0, int(subject[1]))
    x2, y2 = min(width, int(subject[2]) + 1), min(height, int(subject[3]) + 1)
    if x2 - x1 < 2 or y2 - y1 < 2:
        return 0.0
    crop: cv2.typing.MatLike = image[y1:y2, x1:x2]
    if crop.shape[0] > MEASURED_HEIGHT:
        scale = MEASURED_HEIGHT / crop.shape[0]
        crop = cv2.resize(crop, (max(2, round(crop.shape[1] * scale)), MEASURED_HEIGHT))
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    size = min(1.0, (x2 - x1) * (y2 - y1) / (FULL_SIZE * width * height))
    return _sharpness(grey) * _exposure(grey) * float(np.sqrt(size))


def _sharpness(grey: cv2.typing.MatLike) -> float:
    variance = float(cv2.Laplacian(grey, cv2.CV_16S, ksize=1).var())
    return variance / (variance + HALF_SHARP)


def _exposure(grey: cv2.typing.MatLike) -> float:
    """1 for a mean in the middle of the range and nothing lost; lost blacks and whites cost their share."""
    lost = float(np.mean((grey <= DARK) | (grey >= BRIGHT)))
    off_middle = abs(float(grey.mean()) - 127.5) / 127.5
    return (1 - lost) * (1 - off_middle**2)
