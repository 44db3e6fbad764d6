"""The card says what was measured, and what is missed."""

from collections import Counter
from math import nan
from pathlib import Path

from alerts.evaluation.people import Verdict
from api.evaluation import PictureReport
from api.model_card import Results, model_card
from detector.evaluation.boxes import Figures
from detector.manifest import KITCHEN, read_manifest
from detector.training.pipeline import Made
from detector.training.train import Plan
from models.detections import Label
from models.rules import RuleName


def found(ap50: float) -> Figures:
    span = (ap50 - 0.05, ap50 + 0.05)
    return Figures(40, ap50, span, ap50 / 2, span, 0.9, span, 0.8, span)


def test_the_card_holds_every_figure_and_what_is_missed() -> None:
    mix = {"chefs": 10, "ppe_people": 20, "composited": 5, "reviews": 3}
    made = Made(Path("a"), Path("b"), Path("c"), mix, Plan(epochs=2, freeze=5), "kitchen.onnx")
    accused = Counter({(Verdict.VIOLATION, Verdict.VIOLATION): 8, (Verdict.FINE, Verdict.VIOLATION): 2})
    results = Results(
        {"heads": 30, "chefs": 12},
        {"float32": {Label.HAT: 0.91, Label.MASK: nan}, "int8": {Label.HAT: 0.905, Label.MASK: nan}},
        "int8",
        PictureReport(
            {"heads": {"hat": found(0.91), "no_hat": found(0.84)}}, {"heads": {RuleName.HAT: accused}}
        ),
    )
    card = model_card(read_manifest(KITCHEN), made, results)
    lines = card.splitlines()
    assert "On 42 pictures held out: 12 of chefs, 30 of heads." in lines
    (chefs,) = (line for line in lines if line.startswith("| chefs "))
    assert (
        "| 10 | – | one verdict on hats, masks and gloves for everyone in a picture, without boxes | person |"
        in chefs
    )
    (ppe,) = (line for line in lines if line.startswith("| ppe_people "))
    assert (
        "| 20 | glove | person; mask, where it is worn; hat, where it is worn | no_mask, no_hat, bare_hand |"
        in ppe
    )
    assert "CC BY 4.0" in ppe
    assert "started from kitchen.onnx: 2 passes at 640 px" in card
    assert "the first 5 layers left as they were" in card
    assert "| hat | 40 | 0.910 (0.86–0.96) | 0.455 (0.86–0.96) |" in card
    assert "| hat | violation | 8 | 0 | 0 | 0 |" in lines
    assert "| mean | 0.910 | 0.905 |" in lines
    assert "| hat | heads | 40 | 0.85 | 0.910 | reached |" in lines
    assert "| no_hat | heads | 40 | 0.85 | 0.840 | **missed** |" in lines
    assert "| hat | 10 | 0.90 | 0.800 | **missed** |" in lines
