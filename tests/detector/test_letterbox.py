import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.letterbox import STRIDE, Letterbox
from models.errors import InvalidValue

sides = st.integers(1, 5000)
inputs = st.integers(1, 40).map(lambda n: n * STRIDE)


@given(sides, sides, inputs)
def test_input_is_aligned_and_never_longer_than_asked(width: int, height: int, longest: int) -> None:
    box = Letterbox.fit(width, height, longest)
    across, down = box.left + box.inner_width + box.right, box.top + box.inner_height + box.bottom
    assert across % STRIDE == down % STRIDE == 0
    assert max(across, down) == longest
    assert 0 <= box.right - box.left <= 1
    assert 0 <= box.bottom - box.top <= 1


@given(sides, sides, inputs, st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_boxes_come_back(width: int, height: int, longest: int, shares: list[float]) -> None:
    box = Letterbox.fit(width, height, longest)
    (x1, x2), (y1, y2) = sorted(shares[:2]), sorted(shares[2:])
    source = np.array([[x1 * width, y1 * height, x2 * width, y2 * height]], np.float32)
    scale = np.array([box.inner_width / width, box.inner_height / height] * 2, np.float32)
    inside = source * scale + np.array([box.left, box.top] * 2, np.float32)
    assert np.allclose(box.to_source(inside), source, rtol=1e-3, atol=max(width, height) * 1e-4)


@given(sides, sides, st.lists(st.floats(-1e4, 1e4, width=32), min_size=4, max_size=4))
def test_boxes_are_clipped_to_the_picture(width: int, height: int, edges: list[float]) -> None:
    back = Letterbox.fit(width, height, 640).to_source(np.array([edges], np.float32))
    assert (back >= 0).all()
    assert (back <= [width, height, width, height]).all()


def test_sixteen_by_nine_costs_no_square() -> None:
    assert Letterbox.fit(1280, 720, 640).apply(np.zeros((720, 1280, 3), np.uint8)).shape == (1, 3, 384, 640)


def test_red_comes_first_and_the_border_is_grey() -> None:
    blue = np.zeros((16, 32, 3), np.uint8)
    blue[..., 0] = 255
    pixels = Letterbox.fit(32, 16, 32).apply(blue)[0]
    assert pixels[:, 16, 16].tolist() == [0, 0, 1]
    assert np.allclose(pixels[:, 0, 0], 114 / 255)


@pytest.mark.parametrize(("width", "height", "longest"), [(0, 5, 640), (5, 0, 640), (5, 5, 0), (5, 5, 100)])
def test_impossible_sizes_are_refused(width: int, height: int, longest: int) -> None:
    with pytest.raises(InvalidValue):
        Letterbox.fit(width, height, longest)
