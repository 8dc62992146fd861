"""Conditions on what a friend's own row holds: name, memo, language, status, origin, and its dates."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from enishi.friends.conditions.registry import (
    MEMO,
    PROFILE,
    VISIBILITY,
    ConditionKind,
    Context,
    Drift,
    Input,
    Language,
    Names,
    Params,
    SetsOf,
    Text,
)
from enishi.friends.conditions.when import When, drift_of, time_condition, when_clause
from enishi.friends.models import FriendStatus, Origin

TextTest = Literal["contains", "not_contains", "equals", "starts_with", "empty", "not_empty"]

TEXT_TESTS: Sequence[tuple[str, Text]] = (
    ("contains", Text("含む", "Contains")),
    ("not_contains", Text("含まない", "Does not contain")),
    ("equals", Text("完全に一致する", "Is exactly")),
    ("starts_with", Text("で始まる", "Starts with")),
    ("empty", Text("空である", "Is empty")),
    ("not_empty", Text("空でない", "Is not empty")),
)
#: Tests that look at nothing but whether there is a value.
WITHOUT_VALUE = frozenset({"empty", "not_empty"})


class TextParams(Params):
    """A test of a text; case does not matter. ``value`` is needed unless the test is about emptiness."""

    test: TextTest = "contains"
    value: Annotated[str, StringConstraints(max_length=200)] = ""

    @model_validator(mode="after")
    def _has_a_value(self) -> "TextParams":
        if self.test not in WITHOUT_VALUE and not self.value:
            raise ValueError("a value is needed")
        return self


def text_condition(column: str, test: str, value: str, ctx: Context) -> str:
    """A boolean over a text column that is never NULL. The value is data: % and _ in it mean themselves."""
    if test in WITHOUT_VALUE:
        return f"{column} {'=' if test == 'empty' else '<>'} ''"
    if test == "equals":
        return f"lower({column}) = lower({ctx.add(value)})"
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = ctx.add(f"{escaped}%" if test == "starts_with" else f"%{escaped}%")
    # Words without case, as Japanese is, are compared as they are, which takes a third of the time.
    like = "ILIKE" if value.lower() != value.upper() else "LIKE"
    return f"{column} {'NOT ' if test == 'not_contains' else ''}{like} {pattern}"


def text_clause(subject: str, test: str, value: str, language: Language) -> str:
    """What is said of a text."""
    if language == "ja":
        return {
            "contains": f"{subject}に「{value}」が含まれている",
            "not_contains": f"{subject}に「{value}」が含まれていない",
            "equals": f"{subject}が「{value}」である",
            "starts_with": f"{subject}が「{value}」で始まっている",
            "empty": f"{subject}が空である",
            "not_empty": f"{subject}が空ではない",
        }[test]
    return {
        "contains": f"{subject} contains “{value}”",
        "not_contains": f"{subject} does not contain “{value}”",
        "equals": f"{subject} is “{value}”",
        "starts_with": f"{subject} starts with “{value}”",
        "empty": f"{subject} is empty",
        "not_empty": f"{subject} is not empty",
    }[test]


def _text_kind(column: str, name: Text, said: str, watched: str, example: str) -> ConditionKind:
    def compiled(params: TextParams, ctx: Context) -> str:
        return text_condition(f"f.{column}", params.test, params.value, ctx)

    def sentence(params: TextParams, names: Names, language: Language) -> str:
        subject = name.ja if language == "ja" else said
        return text_clause(subject, params.test, params.value, language)

    return ConditionKind(
        params=TextParams,
        compile=compiled,
        sentence=sentence,
        group="profile",
        name=name,
        inputs=(
            Input("test", "choice", Text("条件", "Condition"), choices=TEXT_TESTS),
            Input(
                "value",
                "text",
                Text("文字", "Text"),
                maximum=200,
                shown_when={"test": [test for test, _ in TEXT_TESTS if test not in WITHOUT_VALUE]},
            ),
        ),
        example={"test": "contains", "value": example},
        watches=frozenset({watched}),
    )


NAME = _text_kind(
    "display_name", Text("LINEの表示名", "LINE display name"), "the name at LINE", PROFILE, "子"
)
MEMO_TEXT = _text_kind("memo", Text("メモ", "Memo"), "the memo", MEMO, "トリートメント")


class LanguageParams(Params):
    """One of these languages of the LINE app, as LINE writes them: ja, en, zh-Hant …"""

    languages: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,19}$")]],
        Field(min_length=1, max_length=20),
    ]


_LANGUAGES: Sequence[tuple[str, Text]] = (
    ("ja", Text("日本語", "Japanese")),
    ("en", Text("英語", "English")),
    ("zh-Hant", Text("中国語（繁体字）", "Chinese (traditional)")),
    ("zh-Hans", Text("中国語（簡体字）", "Chinese (simplified)")),
    ("ko", Text("韓国語", "Korean")),
    ("th", Text("タイ語", "Thai")),
    ("vi", Text("ベトナム語", "Vietnamese")),
    ("id", Text("インドネシア語", "Indonesian")),
)


def _in_language(params: LanguageParams, ctx: Context) -> str:
    return f"f.language = ANY({ctx.add(list(params.languages))}::text[])"


def _language_sentence(params: LanguageParams, names: Names, language: Language) -> str:
    known = dict(_LANGUAGES)
    said = [_said(known.get(code), code, language) for code in params.languages]
    if language == "ja":
        return f"LINEの言語が{'か'.join(said)}である"
    return f"the language of LINE is {' or '.join(said)}"


def _said(text: Text | None, raw: str, language: Language) -> str:
    return raw if text is None else text.ja if language == "ja" else text.en


LANGUAGE = ConditionKind(
    params=LanguageParams,
    compile=_in_language,
    sentence=_language_sentence,
    group="profile",
    name=Text("LINEの言語", "Language of LINE"),
    inputs=(Input("languages", "choices", Text("言語", "Languages"), choices=_LANGUAGES),),
    example={"languages": ["ja"]},
    watches=frozenset({PROFILE}),
)


class StatusParams(Params):
    """Following, or has blocked the account."""

    status: FriendStatus


def _with_status(params: StatusParams, ctx: Context) -> str:
    return f"f.status = {ctx.add(str(params.status))}"


def _status_sentence(params: StatusParams, names: Names, language: Language) -> str:
    is_following = params.status == FriendStatus.FOLLOWING
    if language == "ja":
        return "アカウントをブロックして" + ("いない" if is_following else "いる")
    return "they have " + ("not blocked the account" if is_following else "blocked the account")


def _status_sets(params: StatusParams, channel_id: int) -> SetsOf:
    match: Literal["any", "none"] = "any" if params.status == FriendStatus.FOLLOWING else "none"
    return SetsOf(match, [f"f{channel_id}"])


STATUS = ConditionKind(
    params=StatusParams,
    compile=_with_status,
    sentence=_status_sentence,
    sets=_status_sets,
    group="profile",
    name=Text("ブロックの状態", "Block state"),
    inputs=(
        Input(
            "status",
            "choice",
            Text("状態", "State"),
            choices=(
                ("following", Text("ブロックしていない", "Has not blocked")),
                ("blocked", Text("ブロックしている", "Has blocked")),
            ),
        ),
    ),
    example={"status": "following"},
    watches=frozenset({"friend.followed", "friend.blocked"}),
)


class VisibilityParams(Params):
    """Shown in lists, hidden from them, or never written to."""

    state: Literal["shown", "hidden", "muted"]


def _with_visibility(params: VisibilityParams, ctx: Context) -> str:
    column = "muted_at" if params.state == "muted" else "hidden_at"
    return f"f.{column} IS {'' if params.state == 'shown' else 'NOT '}NULL"


_VISIBILITY: Sequence[tuple[str, Text]] = (
    ("shown", Text("一覧に表示されている", "Shown in lists")),
    ("hidden", Text("非表示になっている", "Hidden from lists")),
    ("muted", Text("配信が停止されている", "Never written to")),
)


def _visibility_sentence(params: VisibilityParams, names: Names, language: Language) -> str:
    if language == "ja":
        return dict(_VISIBILITY)[params.state].ja
    return {
        "shown": "the friend is shown in lists",
        "hidden": "the friend is hidden from lists",
        "muted": "the friend is never written to",
    }[params.state]


def _visibility_sets(params: VisibilityParams, channel_id: int) -> SetsOf:
    key = f"{'m' if params.state == 'muted' else 'h'}{channel_id}"
    return SetsOf("none" if params.state == "shown" else "any", [key])


VISIBILITY_KIND = ConditionKind(
    params=VisibilityParams,
    compile=_with_visibility,
    sentence=_visibility_sentence,
    sets=_visibility_sets,
    group="profile",
    name=Text("表示・配信停止", "Visibility"),
    inputs=(Input("state", "choice", Text("状態", "State"), choices=_VISIBILITY),),
    example={"state": "shown"},
    watches=frozenset({VISIBILITY}),
)


class OriginParams(Params):
    """How the friend came to be known here."""

    origins: Annotated[list[Origin], Field(min_length=1, max_length=3)]


_ORIGINS: Sequence[tuple[str, Text]] = (
    ("follow", Text("友だち追加", "added the account")),
    ("import", Text("取り込み", "was imported")),
    ("contact", Text("最初のやりとり", "made the first contact")),
)


def _with_origin(params: OriginParams, ctx: Context) -> str:
    return f"f.origin = ANY({ctx.add([str(origin) for origin in params.origins])}::text[])"


def _origin_sentence(params: OriginParams, names: Names, language: Language) -> str:
    known = dict(_ORIGINS)
    said = [_said(known.get(origin), origin, language) for origin in params.origins]
    if language == "ja":
        return f"登録のきっかけが{'か'.join(f'「{one}」' for one in said)}である"
    return f"the friend {' or '.join(said)}"


ORIGIN = ConditionKind(
    params=OriginParams,
    compile=_with_origin,
    sentence=_origin_sentence,
    group="profile",
    name=Text("登録のきっかけ", "How they came"),
    inputs=(Input("origins", "choices", Text("きっかけ", "Origins"), choices=_ORIGINS),),
    example={"origins": ["follow"]},
    watches=frozenset({"friend.followed", "friend.discovered"}),
)


class MomentParams(Params):
    """When it happened."""

    when: When


def _moment_drifts(params: MomentParams) -> Drift:
    return drift_of(params.when)


def _moment_kind(
    column: str, name: Text, subject: str, watched: Sequence[str], hint: Text | None = None
) -> ConditionKind:
    def compiled(params: MomentParams, ctx: Context) -> str:
        return time_condition(f"f.{column}", params.when, ctx)

    def sentence(params: MomentParams, names: Names, language: Language) -> str:
        return when_clause(name.ja if language == "ja" else subject, params.when, language)

    return ConditionKind(
        params=MomentParams,
        compile=compiled,
        sentence=sentence,
        group="dates",
        name=name,
        inputs=(
            Input(
                "when",
                "when",
                Text("いつ", "When"),
                options={"modes": ["days_ago", "hours_ago", "between", "known", "unknown"]},
            ),
        ),
        example={"when": {"mode": "days_ago", "test": "at_most", "days": 30}},
        watches=frozenset(watched),
        drifts=_moment_drifts,
        help=hint,
    )


#: Whatever a friend does at LINE counts as a reaction.
REACTIONS = (
    "message.",
    "postback.",
    "video.",
    "account.",
    "beacon.",
    "membership.",
    "line.",
    "friend.followed",
)

FOLLOWED = _moment_kind(
    "followed_at", Text("友だち追加日", "Follow date"), "the follow date", ["friend.followed"]
)
FIRST_SEEN = _moment_kind(
    "first_seen_at",
    Text("登録日", "First seen"),
    "the first contact",
    ["friend.discovered", "friend.followed"],
)
LAST_REACTION = _moment_kind(
    "last_reaction_at",
    Text("最後の反応", "Last reaction"),
    "the last reaction",
    REACTIONS,
    Text(
        "一度も反応していない人は「○日以上前」に入りません。含めるには、「いずれか」のグループに入れて「記録がない」も加えます。",
        "Whoever never reacted is in no span of days. To have them too, add “not known” in a group of any.",
    ),
)
BLOCKED = _moment_kind(
    "blocked_at",
    Text("ブロックした日", "Block date"),
    "the last block",
    ["friend.blocked", "friend.followed"],
)
