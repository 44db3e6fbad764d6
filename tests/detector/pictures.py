import cv2
import numpy as np

from models.frames import Image


def drawn_cook(width: int, height: int) -> Image:
    image = np.full((360, 640, 3), 150, np.uint8)
    cv2.rectangle(image, (0, 250), (640, 360), (120, 120, 125), -1)
    cv2.ellipse(image, (320, 215), (52, 95), 0, 0, 360, (235, 235, 235), -1)
    for side in (-1, 1):
        cv2.line(image, (320 + side * 45, 160), (320 + side * 80, 235), (225, 225, 225), 26)
        cv2.circle(image, (320 + side * 82, 242), 14, (120, 160, 215), -1)
        cv2.line(image, (320 + side * 22, 290), (320 + side * 26, 355), (60, 50, 45), 34)
    cv2.ellipse(image, (320, 92), (28, 36), 0, 0, 360, (120, 160, 215), -1)
    cv2.ellipse(image, (320, 74), (29, 22), 0, 180, 360, (25, 30, 35), -1)
    for side in (-1, 1):
        cv2.circle(image, (320 + side * 10, 88), 3, (40, 30, 30), -1)
    cv2.ellipse(image, (320, 110), (8, 3), 0, 0, 360, (80, 80, 170), -1)
    softened = cv2.GaussianBlur(image, (5, 5), 0)
    return np.asarray(cv2.resize(softened, (width, height)), np.uint8)
