"""What a condition on a field says, in words."""

from typing import TYPE_CHECKING, cast

from enishi.friends.conditions.registry import Language, Names
from enishi.friends.conditions.when import when_clause
from enishi.friends.domain.field_types import FieldSpec

if TYPE_CHECKING:
    from enishi.friends.conditions.kinds_fields import FieldParams

_NUMBERS_JA = {
    "equals": "{0}である",
    "at_least": "{0}以上である",
    "at_most": "{0}以下である",
    "more_than": "{0}より大きい数である",
    "less_than": "{0}より小さい数である",
}
_NUMBERS_EN = {
    "equals": "is {0}",
    "at_least": "is {0} or more",
    "at_most": "is {0} or less",
    "more_than": "is more than {0}",
    "less_than": "is less than {0}",
}
_PLAIN_JA = {
    "empty": "が空である",
    "not_empty": "が入力されている",
    "is_true": "が「はい」である",
    "is_false": "が「いいえ」である",
    "contains": "に「{0}」が含まれている",
    "not_contains": "に「{0}」が含まれていない",
    "equals": "が「{0}」である",
    "starts_with": "が「{0}」で始まっている",
}
_PLAIN_EN = {
    "empty": "is empty",
    "not_empty": "has a value",
    "is_true": "is yes",
    "is_false": "is no",
    "contains": "contains “{0}”",
    "not_contains": "does not contain “{0}”",
    "equals": "is “{0}”",
    "starts_with": "starts with “{0}”",
}


def sentence(params: "FieldParams", names: Names, language: Language) -> str:
    """A clause as conditions want it."""
    said = names.said("field", params.field_id, language)
    subject = f"友だち情報{said}" if language == "ja" else f"the field {said}"
    if params.test == "when" and params.when is not None:
        return when_clause(subject, params.when, language)
    if params.test == "number":
        number = f"{params.number or 0:,.12g}"
        text = (_NUMBERS_JA if language == "ja" else _NUMBERS_EN)[params.number_test].replace("{0}", number)
        return f"{subject}が{text}" if language == "ja" else f"{subject} {text}"
    if params.test in ("any_of", "all_of", "none_of"):
        return _choices(params, names, subject, language)
    text = (_PLAIN_JA if language == "ja" else _PLAIN_EN).get(params.test, "")
    text = text.replace("{0}", params.value)
    return f"{subject}{text}" if language == "ja" else f"{subject} {text}"


def _choices(params: "FieldParams", names: Names, subject: str, language: Language) -> str:
    named = names.of("field", params.field_id)
    spec = None if named is None else cast(FieldSpec, named.facts["spec"])
    labels = [spec.label_of(choice_id) if spec else f"#{choice_id}" for choice_id in params.choice_ids]
    if language == "ja":
        listed = "、".join(f"「{label}」" for label in labels)
        if len(labels) == 1:
            return f"{subject}が{listed}{'ではない' if params.test == 'none_of' else 'である'}"
        which = {
            "any_of": "のどれかである",
            "all_of": "のすべてである",
            "none_of": "のどれでもないものである",
        }
        return f"{subject}が{listed}{which[params.test]}"
    listed = (" and " if params.test == "all_of" else " or ").join(f"“{label}”" for label in labels)
    return f"{subject} is {'not ' if params.test == 'none_of' else ''}{listed}"
