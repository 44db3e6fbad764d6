import cv2
import numpy as np

from models.detections import Detections, Label
from models.errors import InvalidValue
from models.frames import Image


class BrightSpotDetector:
    """A detector whose answer the test draws: every connected region of pure white is a person."""

    def detect(self, image: Image) -> Detections:
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or 0 in image.shape:
            raise InvalidValue(f"image must be uint8 (H, W, 3), got {image.dtype} {tuple(image.shape)}")
        white = (image == 255).all(axis=2).astype(np.uint8)
        count, _, stats, _ = cv2.connectedComponentsWithStats(white)
        spots = stats[1:count].astype(np.float32)
        spots = spots[np.argsort(-spots[:, 4], kind="stable")]
        xyxy = np.hstack([spots[:, :2], spots[:, :2] + spots[:, 2:4]])
        score = spots[:, 4] / np.float32(spots[:, 4].sum() + 1)
        return Detections(xyxy, score, np.full(len(spots), Label.PERSON, np.int16))
