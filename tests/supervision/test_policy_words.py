"""Every policy can be read in both languages: its name, what it is about, its fields and its choices."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from supervision.topics import TOPICS

DICTIONARIES = Path(__file__).parents[2] / "console" / "src" / "i18n"


def said(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a form shows of a JSON schema: ("field", name) and ("value", choice)."""
    if "$ref" in schema:
        yield from said(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    yield from (("value", str(choice)) for choice in schema.get("enum", ()) if len(str(choice)) > 1)
    for name, part in schema.get("properties", {}).items():
        yield "field", name
        yield from said(part, definitions)
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(key), Mapping):
            yield from said(schema[key], definitions)
    for key in ("prefixItems", "anyOf", "allOf"):
        for part in schema.get(key, ()):
            yield from said(part, definitions)


def words_of(dictionary: str, kind: str) -> set[str]:
    part = dictionary.partition(f"\n    {kind}: {{")[2].partition("\n    },")[0]
    return set(re.findall(r"^ {6}(\w+):", part, re.MULTILINE))


@pytest.mark.parametrize("topic", sorted(TOPICS))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_policy_has_its_words(language: str, topic: str) -> None:
    policy = (DICTIONARIES / f"{language}.setup.ts").read_text("utf-8").partition("\n  policy: {")[2]
    words = {kind: words_of(policy, kind) for kind in ("field", "value")}
    schema = TOPICS[topic].schema()
    wanted = {
        ("field", f"topic_{topic}"),
        ("field", f"about_{topic}"),
        *said(schema, schema.get("$defs", {})),
    }
    assert {(kind, name) for kind, name in wanted if name not in words[kind]} == set()
