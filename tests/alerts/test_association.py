"""Which vote a frame gives each person."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.association import ATTRIBUTES, UNSEEN, Judgement, Vote, judge
from alerts.findings import Box
from models.detections import Detections, Label
from models.rules import Rule, RuleName
from models.tracks import Track
from tests.alerts.scenes import BODY, detections_of, face, hand, head, track_of

MASK, HAT, GLOVES = (Rule(name) for name in RuleName)
ME = track_of(1, BODY)


def vote(rule: Rule, *rows: tuple[Label, float, Box], tracks: Sequence[Track] = (ME,)) -> Vote:
    return judge(tracks, detections_of(rows), rule)[1].vote


@pytest.mark.parametrize("name", RuleName)
def test_nothing_seen_is_unseen(name: RuleName) -> None:
    assert judge([ME], Detections.empty(), Rule(name)) == {1: UNSEEN}
    assert judge([], detections_of([(Label.NO_MASK, 0.9, face(BODY))]), Rule(name)) == {}


def test_the_deciding_box_is_told() -> None:
    rows = [(Label.PERSON, 0.9, BODY), (Label.HAT, 0.7, head(BODY)), (Label.NO_MASK, 0.75, face(BODY))]
    detections = detections_of(rows)
    told = judge([ME], detections, MASK)[1]
    assert told == Judgement(Vote.MISSING, 0.75, tuple(map(float, detections.xyxy[2])), 2)  # type: ignore[arg-type]
    assert judge([ME], detections, HAT)[1].vote is Vote.PRESENT
    assert judge([ME], detections, GLOVES)[1] == UNSEEN


def test_a_face_at_the_feet_is_somebody_elses() -> None:
    assert vote(MASK, (Label.NO_MASK, 0.9, (130, 280, 170, 320))) is Vote.UNSEEN
    assert vote(MASK, (Label.NO_MASK, 0.9, (300, 70, 340, 110))) is Vote.UNSEEN


def test_a_face_more_out_of_the_person_than_in_is_somebody_elses() -> None:
    assert vote(MASK, (Label.NO_MASK, 0.9, (185, 70, 235, 110))) is Vote.UNSEEN
    assert vote(MASK, (Label.NO_MASK, 0.9, (170, 70, 220, 110))) is Vote.MISSING


def test_a_tiny_face_in_a_large_person_is_somebody_far_behind() -> None:
    near = track_of(1, (0, 0, 1000, 2000))
    assert vote(MASK, (Label.NO_MASK, 0.9, (480, 200, 520, 250)), tracks=[near]) is Vote.UNSEEN
    assert vote(MASK, (Label.NO_MASK, 0.9, (450, 200, 550, 300)), tracks=[near]) is Vote.MISSING


def test_a_hat_may_stand_above_the_person() -> None:
    assert vote(HAT, (Label.HAT, 0.9, (130, 36, 170, 76))) is Vote.PRESENT


def test_a_hand_may_reach_out_of_the_person() -> None:
    assert vote(GLOVES, (Label.BARE_HAND, 0.9, (86, 180, 104, 200))) is Vote.MISSING
    assert vote(GLOVES, (Label.BARE_HAND, 0.9, (40, 180, 60, 200))) is Vote.UNSEEN


def test_one_bare_hand_of_two_is_missing() -> None:
    left, right = (105, 180, 125, 205), (180, 180, 200, 205)
    assert vote(GLOVES, (Label.GLOVE, 0.9, left), (Label.BARE_HAND, 0.5, right)) is Vote.MISSING
    assert vote(GLOVES, (Label.GLOVE, 0.9, left), (Label.GLOVE, 0.5, right)) is Vote.PRESENT
    assert vote(GLOVES, (Label.GLOVE, 0.9, left), (Label.BARE_HAND, 0.2, right)) is Vote.PRESENT


def test_of_two_classes_on_one_face_the_surer_counts_and_a_near_tie_none() -> None:
    beside = (face(BODY)[0] + 2, face(BODY)[1] + 2, face(BODY)[2] + 2, face(BODY)[3] + 2)
    for missing, present, expected in (
        (0.8, 0.5, Vote.MISSING),
        (0.5, 0.8, Vote.PRESENT),
        (0.8, 0.75, Vote.UNSEEN),
        (0.75, 0.8, Vote.UNSEEN),
    ):
        rows = [(Label.NO_MASK, missing, face(BODY)), (Label.MASK, present, beside)]
        assert vote(MASK, *rows) is expected


def test_a_mask_alone_inside_the_face_is_the_same_face() -> None:
    x1, y1, x2, y2 = face(BODY)
    mask = (x1 + 5, y1 + (y2 - y1) / 2, x2 - 5, y2)
    assert vote(MASK, (Label.NO_MASK, 0.5, face(BODY)), (Label.MASK, 0.8, mask)) is Vote.PRESENT


def test_an_unsure_box_is_no_vote() -> None:
    assert vote(MASK, (Label.NO_MASK, MASK.min_score - 0.01, face(BODY))) is Vote.UNSEEN
    assert vote(MASK, (Label.NO_MASK, 0.36, face(BODY))) is Vote.MISSING


@pytest.mark.parametrize("name", RuleName)
def test_too_small_is_unseen(name: RuleName) -> None:
    attribute = ATTRIBUTES[name]
    for size, expected in ((attribute.min_px - 0.5, Vote.UNSEEN), (attribute.min_px, Vote.MISSING)):
        box = (140.0, 70.0, 140.0 + size, 70.0 + size)
        assert vote(Rule(name), (attribute.missing, 0.9, box)) is expected


def test_a_head_cut_off_by_the_upper_edge_may_wear_a_hat() -> None:
    me = track_of(1, (100, 0, 200, 300))
    assert vote(HAT, (Label.NO_HAT, 0.9, (125, 1, 175, 45)), tracks=[me]) is Vote.UNSEEN
    assert vote(HAT, (Label.NO_HAT, 0.9, (125, 5, 175, 45)), tracks=[me]) is Vote.MISSING
    assert vote(HAT, (Label.HAT, 0.9, (125, 1, 175, 45)), tracks=[me]) is Vote.PRESENT


def test_the_tall_one_behind_keeps_their_own_head() -> None:
    front, behind = track_of(1, (100, 120, 200, 340)), track_of(2, (120, 60, 215, 335), first_ns=-5)
    rows = [(Label.MASK, 0.9, face(front.xyxy)), (Label.NO_MASK, 0.9, face(behind.xyxy))]
    told = judge([front, behind], detections_of(rows), MASK)
    assert (told[1].vote, told[2].vote) == (Vote.PRESENT, Vote.MISSING)


def test_a_single_face_among_two_overlapping_people_is_given_once() -> None:
    front, behind = track_of(1, (100, 120, 200, 340)), track_of(2, (120, 60, 215, 335))
    told = judge([front, behind], detections_of([(Label.NO_MASK, 0.9, face(front.xyxy))]), MASK)
    assert (told[1].vote, told[2].vote) == (Vote.MISSING, Vote.UNSEEN)


def test_hands_go_to_the_nearer_of_two_people_side_by_side() -> None:
    left, right = track_of(1, (100, 60, 200, 340)), track_of(2, (180, 60, 280, 340))
    rows = [
        (Label.BARE_HAND, 0.9, (100, 190, 120, 215)),
        (Label.BARE_HAND, 0.9, (170, 190, 188, 215)),
        (Label.GLOVE, 0.9, (192, 190, 212, 215)),
        (Label.GLOVE, 0.9, (260, 190, 280, 215)),
    ]
    told = judge([left, right], detections_of(rows), GLOVES)
    assert (told[1].vote, told[2].vote) == (Vote.MISSING, Vote.PRESENT)


def test_a_ghost_of_a_person_gets_no_votes_of_its_own() -> None:
    """Not even where the face lies a little more in its middle."""
    ghost = track_of(2, (106, 60, 206, 300), first_ns=50)
    rows = [(Label.NO_MASK, 0.9, (136.0, 68.0, 176.0, 104.0))]
    for people in ([ME, ghost], [ghost, ME]):
        told = judge(people, detections_of(rows), MASK)
        assert (told[1].vote, told[2].vote) == (Vote.MISSING, Vote.UNSEEN)


coordinate = st.integers(0, 400)
extent = st.integers(16, 90)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[Track], list[tuple[Label, float, Box]]]:
    """People anywhere, overlapping at will, and boxes on and off them. Whole pixels, away from the edge."""
    tracks = []
    rows: list[tuple[Label, float, Box]] = []
    for track_id in range(draw(st.integers(1, 5))):
        x, y = draw(coordinate) + 10, draw(coordinate) + 10
        body = (float(x), float(y), float(x + draw(extent)), float(y + draw(st.integers(40, 300))))
        tracks.append(track_of(track_id, body, first_ns=draw(st.integers(0, 3))))
        for part in draw(st.lists(st.sampled_from([face, head, hand]), max_size=4)):
            label = draw(st.sampled_from(list(Label)))
            x1, y1, x2, y2 = (round(value) for value in part(body))
            box = (float(x1), float(y1), float(max(x2, x1 + 14)), float(max(y2, y1 + 14)))
            rows.append((label, draw(st.integers(1, 100)) / 100, box))
    return tracks, rows


def outcome(told: dict[int, Judgement]) -> dict[int, tuple[Vote, float]]:
    return {track_id: (judgement.vote, judgement.score) for track_id, judgement in told.items()}


@settings(deadline=None)
@given(crowds(), st.sampled_from(list(RuleName)), st.randoms(use_true_random=False))
def test_order_of_rows_and_tracks_does_not_matter(
    crowd: tuple[list[Track], list[tuple[Label, float, Box]]], name: RuleName, random: Random
) -> None:
    tracks, rows = crowd
    before = outcome(judge(tracks, detections_of(rows), Rule(name)))
    random.shuffle(rows)
    random.shuffle(tracks)
    assert outcome(judge(tracks, detections_of(rows), Rule(name))) == before


@settings(deadline=None)
@given(crowds(), st.sampled_from(list(RuleName)), coordinate, coordinate, st.sampled_from([1, 2, 4]))
def test_place_and_size_do_not_matter(
    crowd: tuple[list[Track], list[tuple[Label, float, Box]]], name: RuleName, dx: int, dy: int, scale: int
) -> None:
    def moved(box: Box) -> Box:
        return (box[0] * scale + dx, box[1] * scale + dy, box[2] * scale + dx, box[3] * scale + dy)

    tracks, rows = crowd
    before = outcome(judge(tracks, detections_of(rows), Rule(name)))
    there = [track_of(track.track_id, moved(track.xyxy), track.first_ns) for track in tracks]
    after = judge(
        there, detections_of([(label, score, moved(box)) for label, score, box in rows]), Rule(name)
    )
    assert outcome(after) == before


@settings(deadline=None)
@given(crowds(), st.sampled_from(list(RuleName)))
def test_no_box_is_counted_twice_and_every_vote_has_one(
    crowd: tuple[list[Track], list[tuple[Label, float, Box]]], name: RuleName
) -> None:
    tracks, rows = crowd
    told = judge(tracks, detections_of(rows), Rule(name))
    assert set(told) == {track.track_id for track in tracks}
    used = [judgement.row for judgement in told.values() if judgement.row is not None]
    assert len(used) == len(set(used))
    attribute = ATTRIBUTES[name]
    for judgement in told.values():
        if judgement.row is None:
            assert judgement == UNSEEN
        else:
            expected = attribute.missing if judgement.vote is Vote.MISSING else attribute.present
            assert rows[judgement.row][0] is expected
