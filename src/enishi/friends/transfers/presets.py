"""Ready mappings for the friend exports of other software.

To the best of our knowledge of what their screens offer to export; their files change without notice. A ready mapping
is therefore only a suggestion that staff see, and change, before anything happens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enishi.friends.domain.text import folded
from enishi.friends.transfers.mapping import DisplayName, Ignore, LineUserId, Memo, NewField

type _Known = DisplayName | Ignore | LineUserId | Memo | NewField


@dataclass(frozen=True, slots=True)
class Preset:
    """A file of another product: ``signs`` are headers of which ``needed`` at least must be there."""

    name: str
    ja: str
    en: str
    signs: frozenset[str]
    needed: int
    columns: Mapping[str, _Known]
    #: What stands before the name in the header of a tag's column (1 or 0 in each row), and of a field's.
    tag_prefixes: tuple[str, ...] = ()
    field_prefixes: tuple[str, ...] = ()


def _folded(columns: dict[str, _Known]) -> dict[str, _Known]:
    return {folded(header): target for header, target in columns.items()}


LSTEP = Preset(
    name="lstep",
    ja="Lステップの友だちリストCSV",
    en="Friend list of L-step",
    signs=frozenset(
        map(
            folded,
            [
                "LINE登録名",
                "システム表示名",
                "本名",
                "購読中シナリオ",
                "シナリオ日数",
                "ユーザーブロック",
                "表示状態",
            ],
        )
    ),
    needed=2,
    columns=_folded(
        {
            "ID": NewField(name="Lステップ登録ID", type="text"),
            "登録ID": NewField(name="Lステップ登録ID", type="text"),
            "LINEユーザーID": LineUserId(),
            "ユーザーID": LineUserId(),
            "表示名": Ignore(),
            "LINE登録名": DisplayName(),
            "LINE表示名": DisplayName(),
            "本名": NewField(name="本名", type="text"),
            "システム表示名": NewField(name="システム表示名", type="text"),
            "ステータスメッセージ": Ignore(),
            "個別メモ": Memo(),
            "友だち追加日時": NewField(name="旧システムの友だち追加日時", type="datetime"),
            "友だち登録日時": NewField(name="旧システムの友だち追加日時", type="datetime"),
            "対応マーク": Ignore(),
            "表示状態": Ignore(),
            "ユーザーブロック": Ignore(),
            "最終メッセージ": Ignore(),
            "最終メッセージ日時": Ignore(),
            "購読中シナリオ": Ignore(),
            "シナリオ日数": Ignore(),
        }
    ),
    tag_prefixes=("タグ_", "タグ:", "タグ："),
    field_prefixes=("友だち情報_", "友だち情報:", "友だち情報："),
)

LME = Preset(
    name="lme",
    ja="エルメの友だちCSV",
    en="Friend list of L Message (エルメ)",
    signs=frozenset(
        map(folded, ["LINE名", "友だちID", "流入経路", "対応ステータス", "ブロック状態", "友だち追加経路"])
    ),
    needed=2,
    columns=_folded(
        {
            "友だちID": NewField(name="エルメ友だちID", type="text"),
            "LINEユーザーID": LineUserId(),
            "ユーザーID": LineUserId(),
            "LINE名": DisplayName(),
            "LINE表示名": DisplayName(),
            "システム表示名": NewField(name="システム表示名", type="text"),
            "友だち追加日": NewField(name="旧システムの友だち追加日時", type="datetime"),
            "友だち追加日時": NewField(name="旧システムの友だち追加日時", type="datetime"),
            "対応ステータス": Ignore(),
            "ブロック状態": Ignore(),
            "流入経路": NewField(name="旧システムの流入経路", type="text"),
            "友だち追加経路": NewField(name="旧システムの流入経路", type="text"),
            "メモ": Memo(),
        }
    ),
    tag_prefixes=("タグ_", "タグ:", "タグ："),
    field_prefixes=("友だち情報_", "友だち情報:", "友だち情報："),
)

PRESETS: tuple[Preset, ...] = (LSTEP, LME)


def preset_for(headers: Sequence[str]) -> Preset | None:
    """The product whose export these headers look like; None if they look like nobody's."""
    have = {folded(header) for header in headers}
    scored = [(len(preset.signs & have) - preset.needed, preset) for preset in PRESETS]
    score, best = max(scored, key=lambda each: each[0])
    return best if score >= 0 else None
