"""A case that an inspection has opened, as readers of English are told of it."""

from tests.api.conftest import World
from tests.api.test_inspections import answer_all, items, start


def test_the_item_comes_in_both_languages_beside_what_is_kept(world: World) -> None:
    with world.running.client("cadre") as cadre, world.running.client("owner") as owner:
        draft = start(cadre, world)
        answer_all(cadre, draft)
        path, found = f"/inspections/{draft['id']}", items(draft)[0]
        text = draft["steps"][0]["items"][0]["text"]
        cadre.put(f"{path}/answers", json={**found, "answer": "problem", "note": "镜头起雾"})
        signed = cadre.post(f"{path}/signature", json={"name": "Cadre", "cases": [found]}).json()
        (case_id,) = (item["case_id"] for item in signed["answers"] if item["case_id"])
        asked = {**text, "note": "镜头起雾"}
        case = owner.get(f"/cases/{case_id}").json()
        assert (case["what"], case["asked"]) == (f"{text['zh']}:镜头起雾", asked)
        assert (case["steps"][0]["reason"], case["steps"][0]["asked"]) == (case["what"], asked)
        assert [step["asked"] for step in case["steps"][1:]] == [None, None]
        assert case["intact"]
        assert case["why_asked"] is None
        lines = owner.get("/cases?open=true").json()["items"]
        assert [line["asked"] for line in lines if line["id"] == case_id] == [asked]

        given = {"business_id": world.camera.business.id, "matter": "pests", "what": text["zh"]}
        alone = cadre.post("/cases", json=given).json()
        assert (alone["what"], alone["asked"]) == (text["zh"], None)
