"""What every detector back end promises."""

from typing import Protocol

from models.detections import Detections
from models.frames import Image


class Detector(Protocol):
    def detect(self, image: Image) -> Detections:
        """Find people and what they wear.

        image: uint8 (H, W, 3) in BGR order, H and W at least 1; it is not written to. The boxes are in
        pixels of that image, clipped to it, sorted by score descending. The call blocks; one thread
        uses a detector at a time.

        Raises:
            InvalidValue: the image has another shape or type.
        """
        ...
