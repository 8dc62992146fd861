"""Places in what was sent, and sentences for what is wrong there."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from enishi.kit.validation_texts import TEXTS, body_problem, plain_path, problems_of
from enishi.scenarios.domain.timing import Timing


class Text(BaseModel):
    kind: Literal["text"]
    text: str


class Group(BaseModel):
    kind: Literal["group"]
    items: "list[Text | Group]" = []


ITEMS = TypeAdapter(list[Annotated[Text | Group, Field(discriminator="kind")]])


@pytest.mark.parametrize(
    ("loc", "value", "path"),
    [
        ((0, "text", "text"), [{"kind": "text", "text": 5}], ["0", "text"]),
        ((0, "text", "text"), [{"kind": "text"}], ["0", "text"]),
        ((0, "group", "items", 1), [{"kind": "group", "items": [1, 2]}], ["0", "items", "1"]),
        (("timing", "after", "seconds"), {"timing": {"mode": "after"}}, ["timing", "seconds"]),
        (("a", 7, "b"), {"a": []}, ["a", "7", "b"]),
        ((), None, []),
    ],
    ids=str,
)
def test_a_place_has_no_names_of_union_members(loc: tuple[Any, ...], value: Any, path: list[str]) -> None:
    assert plain_path(loc, value) == path


def test_every_mistake_is_told_under_the_place_of_the_whole() -> None:
    with pytest.raises(ValidationError) as caught:
        ITEMS.validate_python([{"kind": "text"}, {"kind": "image"}])

    problems = problems_of(caught.value, "blocks", [{"kind": "text"}, {"kind": "image"}])

    assert [(problem.path, problem.ja) for problem in problems] == [
        ("blocks.0.text", "必須です。"),
        ("blocks.1", "次のどれかを指定してください: 'text', 'group'"),
    ]


def test_a_place_in_a_request_has_neither_its_source_nor_the_views_own_name() -> None:
    body = body_problem({"type": "missing", "loc": ("body", "payload", "name")}, {})
    query = body_problem({"type": "missing", "loc": ("query", "limit")}, None)
    whole = body_problem({"type": "model_attributes_type", "loc": ("body", "payload")}, [])

    assert (body.path, query.path, whole.path) == ("name", "limit", "")


@pytest.mark.parametrize("at", ["25:00", "9:30", "10時"])
def test_a_wrong_time_of_day_is_answered_with_an_example(at: str) -> None:
    timing = {"mode": "on_day", "day": 1, "at": at}
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[Any](Timing).validate_python(timing)

    (problem,) = problems_of(caught.value, "timing", timing)

    assert problem.path == "timing.at"
    assert "09:30" in problem.ja
    assert "09:30" in problem.en


def test_a_missing_body_is_told_apart_from_a_missing_field() -> None:
    whole = body_problem({"type": "missing", "loc": ("body", "payload")}, None)
    field = body_problem({"type": "missing", "loc": ("body", "payload", "name")}, {})

    assert (whole.path, field.path) == ("", "name")
    assert "JSON" in whole.ja
    assert "JSON" in whole.en
    assert field.ja == "必須です。"


def test_what_pydantic_says_in_its_own_words_is_never_repeated() -> None:
    problem = body_problem({"type": "brand_new", "loc": ("body", "p", "x"), "msg": "secret input"}, {})

    assert "secret" not in problem.ja + problem.en
    assert all(ja and en for ja, en in TEXTS.values())
