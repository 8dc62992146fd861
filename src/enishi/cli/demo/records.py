"""What the sample shop knows of its friends: the fields of a salon, filled in as a shop does over the months."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from enishi.cli.demo.keeper import KEEPER
from enishi.cli.demo.people import Person
from enishi.friends.domain.fields import FieldProblem, parse
from enishi.friends.models import Field
from enishi.friends.services.field_starters import create_starter_set
from enishi.friends.services.field_values import set_many
from enishi.friends.services.fields import change_field

_FOLDERS = {
    "お客さま": ("氏名", "ふりがな", "電話番号", "生年月日"),
    "来店": ("最終来店日", "来店回数", "よく頼むメニュー", "担当スタイリスト"),
    "カルテ": ("アレルギー・肌の注意",),
}
_STYLISTS = ("木下", "大野", "藤井")
_MENUS = ("カット", "カラー", "パーマ", "トリートメント", "ヘッドスパ")
_NOTES = ("ジアミンアレルギーあり。ノンジアミンのカラーを使う。", "頭皮が敏感。保護スプレーを使う。")


def keep_records(
    org_id: int, channel_id: int, cast: Sequence[Person], friend_ids: Mapping[str, int], now: datetime
) -> None:
    """The salon's fields, in folders, and what three of four friends have told or shown."""
    made = create_starter_set(
        org_id=org_id, key="salon", chosen=None, language="ja", actor=KEEPER, now=now
    ).made
    fields = {field.name: field for field in made}
    for folder, names in _FOLDERS.items():
        for name in names:
            change_field(
                org_id=org_id,
                field_id=fields[name].id,
                changes={"folder": folder},
                shape=None,
                actor=KEEPER,
                now=now,
            )
    draw = random.Random(1977)  # noqa: S311 - invented people, not a secret
    values = {
        friend_ids[each.line_user_id]: _parsed(fields, _record(draw, each, now))
        for index, each in enumerate(cast)
        if index % 4 != 3 and each.line_user_id in friend_ids
    }
    set_many(org_id=org_id, channel_id=channel_id, values=values, now=now, source="import:1")


def _record(draw: random.Random, person: Person, now: datetime) -> dict[str, Any]:
    days = (now - person.followed_at).days
    return {
        "氏名": person.name if " " in person.name else None,
        "電話番号": f"090-{draw.randint(1000, 9999)}-{draw.randint(1000, 9999)}",
        "生年月日": date(draw.randint(1962, 2006), draw.randint(1, 12), draw.randint(1, 28)),
        "最終来店日": (now - timedelta(days=draw.uniform(1, max(2, min(days, 150))))).date(),
        "来店回数": draw.randint(1, 1 + days // 35),
        "よく頼むメニュー": draw.sample(_MENUS, draw.randint(1, 3)),
        "担当スタイリスト": draw.choice(_STYLISTS),
        "アレルギー・肌の注意": draw.choice(_NOTES) if draw.random() < 0.15 else None,
    }


def _parsed(fields: Mapping[str, Field], record: Mapping[str, Any]) -> dict[int, Any]:
    found = {fields[name].id: parse(fields[name].spec, raw) for name, raw in record.items()}
    return {
        field_id: value
        for field_id, value in found.items()
        if value is not None and not isinstance(value, FieldProblem)
    }
