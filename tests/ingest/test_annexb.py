"""Units of a stream behind start codes, as they are found again."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.annexb import is_h264_keyframe, parameter_sets, sequence_sets

SPS, PPS, SLICE, KEY_SLICE, NOTE = b"\x67", b"\x68", b"\x41", b"\x65", b"\x06"

codes = st.integers(2, 5).map(lambda zeros: bytes(zeros) + b"\x01")
# Encoders break up every start code within a unit, and no unit ends with a zero.
bodies = st.binary(max_size=30).map(lambda body: body.replace(b"\x00\x00", b"\x00\x02") + b"\x80")
units = st.builds(bytes.__add__, st.sampled_from([SPS, PPS, SLICE, KEY_SLICE, NOTE]), bodies)


@given(st.lists(st.tuples(codes, units), max_size=6), codes)
def test_sets_before_the_first_slice_are_found(parts: list[tuple[bytes, bytes]], last: bytes) -> None:
    given_units = [unit for _, unit in parts]
    slices = [index for index, unit in enumerate(given_units) if unit[:1] in {SLICE, KEY_SLICE}]
    before = given_units[: slices[0]] if slices else given_units
    sets = tuple(unit for unit in before if unit[:1] in {SPS, PPS})
    data = b"".join(code + unit for code, unit in parts)
    for ended in (data, data + last):
        assert parameter_sets("h264", ended) == sets
        assert sequence_sets("h264", ended) == tuple(unit for unit in sets if unit[:1] == SPS)
        assert is_h264_keyframe(ended) == any(unit[:1] == KEY_SLICE for unit in given_units)


def test_nothing_between_two_start_codes_is_no_unit() -> None:
    sps = b"\x42\x01\x80"
    assert parameter_sets("hevc", b"\x00\x00\x01\x00\x00\x01" + sps + b"\x00\x00\x01\x26\x01") == (sps,)
    assert parameter_sets("h264", b"") == ()
