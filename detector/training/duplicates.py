"""Pictures that show the same thing, within a set or across sets, found by how they look."""

from collections.abc import Sequence

import cv2
import numpy as np

from models.frames import Image

# Of 64 bits; unrelated pictures differ by about 32. Shrunk and re-compressed copies differ by one or two,
# neighbouring frames of one video or one person in two poses by a few more.
COPY_BITS = 2
SCENE_BITS = 8


def fingerprint(image: Image) -> int:
    """The picture's perceptual hash: 64 bits that say where its coarse structure is above its median."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    coarse = cv2.dct(small)[:8, :8].ravel()
    bits = coarse > np.median(coarse[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def groups(fingerprints: Sequence[int], bits: int) -> list[int]:
    """For each picture the index of the first of its group, which may be itself.

    Two pictures are in one group when their fingerprints differ by at most `bits`, or when a third is in
    a group with both.
    """
    prints = np.array(fingerprints, np.uint64)
    first = list(range(len(prints)))

    def root(index: int) -> int:
        while first[index] != index:
            first[index] = first[first[index]]
            index = first[index]
        return index

    for index in range(1, len(prints)):
        near = np.flatnonzero(np.bitwise_count(prints[:index] ^ prints[index]) <= bits)
        for other in near.tolist():
            low, high = sorted((root(other), root(index)))
            first[high] = low
    return [root(index) for index in range(len(prints))]
