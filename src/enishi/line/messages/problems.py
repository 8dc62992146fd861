"""What can be wrong with a message, said in Japanese and English.

Checks report a code and figures; the sentences are made here, so that one mistake reads the same everywhere.
"""

from dataclasses import dataclass

_SENTENCES: dict[str, tuple[str, str]] = {
    "required": ("必須項目です。", "This is required."),
    "empty": ("空にできません。", "This may not be empty."),
    "not_text": ("文字列を指定してください。", "This must be text."),
    "not_object": ("オブジェクトを指定してください。", "This must be an object."),
    "not_list": ("リストを指定してください。", "This must be a list."),
    "not_integer": ("整数を指定してください。", "This must be a whole number."),
    "not_number": ("数値を指定してください。", "This must be a number."),
    "not_boolean": ("true または false を指定してください。", "This must be true or false."),
    "not_unicode": (
        "文字化けした文字(不完全な絵文字など)が含まれています。",
        "This contains a broken character, such as half an emoji.",
    ),
    "too_long": (
        "{limit}文字以内にしてください。現在は{actual}文字です(絵文字は2文字以上に数えられます)。",
        "At most {limit} characters; this has {actual} (an emoji counts as 2 or more).",
    ),
    "too_many_graphemes": (
        "{limit}文字以内にしてください。現在は{actual}文字です。",
        "At most {limit} characters; this has {actual}.",
    ),
    "too_many": (
        "{limit}個以内にしてください。現在は{actual}個です。",
        "At most {limit}; there are {actual}.",
    ),
    "too_few": (
        "{limit}個以上必要です。現在は{actual}個です。",
        "At least {limit} needed; there are {actual}.",
    ),
    "too_big": (
        "JSONのサイズを{limit}バイト以内にしてください。現在は{actual}バイトです。",
        "The JSON may have at most {limit} bytes; it has {actual}.",
    ),
    "too_deep": ("入れ子が深すぎます。", "This is nested too deeply."),
    "not_json": (
        "JSONとして送信できない値が含まれています。",
        "This contains a value that JSON cannot carry.",
    ),
    "out_of_range": ("{low}から{high}までの値にしてください。", "This must lie between {low} and {high}."),
    "one_of": ("次のいずれかを指定してください: {allowed}", "This must be one of: {allowed}"),
    "not_url": ("URLが正しくありません。", "This is not a valid URL."),
    "url_scheme": (
        "URLは次のいずれかで始めてください: {allowed}",
        "The URL must begin with one of: {allowed}",
    ),
    "url_not_encoded": (
        "URLに空白や日本語をそのまま使えません。UTF-8でパーセントエンコードしてください。",
        "The URL must be percent-encoded as UTF-8: no spaces, only ASCII.",
    ),
    "format": ("形式が正しくありません: {expected}", "The format is wrong; expected: {expected}"),
    "unknown_type": ("種類「{given}」には対応していません。", "The type '{given}' is not known."),
    "not_allowed_here": ("「{given}」はここでは使えません。", "'{given}' cannot be used here."),
    "not_together": ("「{given}」と同時に指定できません。", "This cannot be given together with '{given}'."),
    "uneven": ("すべての項目でそろえてください: {what}", "This must be alike in every entry: {what}"),
    "reserved_name": ("「{given}」を含む名前は使えません。", "A name containing '{given}' cannot be used."),
    "emoji_position": (
        "本文の{index}番目の位置に「$」がありません(UTF-16で数えます)。",
        "There is no '$' at position {index} of the text, counted in UTF-16 units.",
    ),
    "placeholder_unknown": (
        "本文の「{{{given}}}」に対応する置き換えがありません。",
        "The text names '{{{given}}}' but no substitution has that name.",
    ),
    "brace": (
        "「{{」や「}}」を文字として使うときは「{{{{」「}}}}」と書いてください。",
        "To write a brace as text, double it: '{{{{' or '}}}}'.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where (``messages[0].text``), a stable code, and the mend in both languages."""

    path: str
    code: str
    ja: str
    en: str


class Report:
    """Collects problems, so that an author sees all of them at once."""

    __slots__ = ("problems",)

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, path: str, code: str, **figures: object) -> None:
        """Note a problem; raises KeyError for a code without sentences or a missing figure."""
        ja, en = _SENTENCES[code]
        self.problems.append(Problem(path, code, ja.format(**figures), en.format(**figures)))
