"""How long work tells of itself where there is no terminal, as in a log."""

import pytest

from api.progress import Lines, progress_bars


def test_a_log_has_a_line_for_each_kind_of_work_every_half_minute_and_at_the_end() -> None:
    told: list[str] = []
    now = 0.0
    show = Lines(told.append, lambda: now)
    for done in range(101):
        now = 10.0 * done
        show("training", done, 100)
    show("exporting", 0, 1)
    show("exporting", 1, 1)
    assert told[:3] == [
        "training 0/100",
        "training 3/100, about 16 min left",
        "training 6/100, about 16 min left",
    ]
    assert told[-4:] == [
        "training 99/100, about 10 s left",
        "training 100/100",
        "exporting 0/1",
        "exporting 1/1",
    ]
    assert len(told) == 34 + 1 + 2


def test_what_was_done_before_does_not_make_the_rest_look_quick() -> None:
    told: list[str] = []
    now = 0.0
    show = Lines(told.append, lambda: now)
    show("training", 900, 1000)
    now = 60.0
    show("training", 910, 1000)
    show("training", 0, 500)
    assert told == ["training 900/1000", "training 910/1000, about 9 min left", "training 0/500"]


def test_without_a_terminal_progress_is_lines_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bars(transient=True) as show:
        show("comparing [all]", 0, 2)
        show("comparing [all]", 2, 2)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "comparing [all] 0/2\ncomparing [all] 2/2\n"
