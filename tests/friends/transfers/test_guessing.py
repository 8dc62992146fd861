"""What columns are taken for at first: by headers, by what stands in them, and by whose export it is."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from enishi.friends.domain.fields import FieldSpec, FieldType
from enishi.friends.transfers.guessing import Known, guess_mapping
from enishi.friends.transfers.orders.guessing import guess_orders
from enishi.friends.transfers.presets import preset_for
from enishi.friends.transfers.records import Cell

NOBODY = Known({}, {})


def _target(header: str, *samples: Cell, known: Known = NOBODY) -> dict[str, Any]:
    found = guess_mapping([header], [[sample] for sample in samples], known)
    return found.mapping.columns[0].model_dump()


@pytest.mark.parametrize(
    ("header", "samples", "kind"),
    [
        ("来店", ["2024/1/5", "令和6年1月6日"], "date"),
        ("来店", ["2024/1/5 9:30", "2024-01-06 10:00"], "datetime"),
        ("来店", ["2024/1/5", "2024/1/6", "2024/1/7", "不明"], "date"),
        ("連絡先", ["a@example.com", "b@example.com"], "email"),
        ("連絡先", ["090-1234-5678", "03-1234-5678"], "phone"),
        ("サイト", ["https://example.com"], "url"),
        ("点", ["１２", "3,000"], "number"),
        ("会員番号", ["0012", "0013"], "text"),
        ("感想", ["x" * 300], "long_text"),
        ("色", ["赤", "青"], "text"),
    ],
)
def test_a_new_field_has_the_type_of_what_stands_in_its_column(
    header: str, samples: list[str], kind: str
) -> None:
    assert _target(header, *samples) == {"to": "new_field", "name": header, "type": kind}


def test_a_column_goes_to_the_field_or_tag_of_its_name() -> None:
    known = Known({3: FieldSpec(3, "氏名", FieldType.TEXT)}, {7: "属性_会員"})

    assert _target("氏名 ", "花子", known=known) == {"to": "field", "field_id": 3}
    assert _target("属性_会員", "1", "0", known=known) == {"to": "tag", "tag_id": 7}
    assert _target("属性_会員", "はなこ", known=known)["to"] == "new_field"


def test_a_header_that_means_the_same_as_a_field_makes_no_second_one() -> None:
    known = Known(
        {3: FieldSpec(3, "氏名", FieldType.TEXT), 5: FieldSpec(5, "最終来店日", FieldType.DATE)}, {}
    )

    assert _target("お名前", "花子", known=known) == {"to": "field", "field_id": 3}
    assert _target("来店日", "2026/1/5", known=known) == {"to": "field", "field_id": 5}
    assert _target("お名前", "花子")["to"] == "new_field"


def test_the_column_of_the_fields_own_name_comes_before_one_that_means_the_same() -> None:
    known = Known({5: FieldSpec(5, "最終来店日", FieldType.DATE)}, {})

    found = guess_mapping(["来店日", "最終来店日"], [["2026/1/5", "2026/1/6"]], known)

    assert [target.to for target in found.mapping.columns] == ["new_field", "field"]


def test_line_user_ids_are_known_by_their_form_and_are_the_key() -> None:
    found = guess_mapping(["番号", "x"], [["1", "U" + "0" * 32]], NOBODY)

    assert found.mapping.columns[1].to == "line_user_id"
    assert found.mapping.key == 1


def test_a_second_column_of_the_same_meaning_is_left_out() -> None:
    found = guess_mapping(["メモ", "備考"], [["a", "b"]], NOBODY)

    assert [target.to for target in found.mapping.columns] == ["memo", "ignore"]


def test_the_friend_list_of_lstep_is_recognised() -> None:
    headers = [
        "ID",
        "LINE登録名",
        "本名",
        "システム表示名",
        "個別メモ",
        "ユーザーブロック",
        "タグ_VIP",
        "友だち情報_誕生日",
    ]
    rows: list[list[Cell]] = [["1", "花子", "山田花子", "花子さま", "窓側", "0", "1", "1990/2/3"]]

    found = guess_mapping(headers, rows, NOBODY)

    assert found.preset is not None
    assert found.preset.name == "lstep"
    assert [target.model_dump() for target in found.mapping.columns] == [
        {"to": "new_field", "name": "Lステップ登録ID", "type": "text"},
        {"to": "display_name"},
        {"to": "new_field", "name": "本名", "type": "text"},
        {"to": "new_field", "name": "システム表示名", "type": "text"},
        {"to": "memo"},
        {"to": "ignore"},
        {"to": "new_tag", "name": "VIP"},
        {"to": "new_field", "name": "誕生日", "type": "date"},
    ]
    assert found.mapping.key == 1


def test_the_friend_list_of_lme_is_recognised() -> None:
    preset = preset_for(["友だちID", "LINE名", "流入経路", "タグ"])

    assert preset is not None
    assert preset.name == "lme"


def test_an_ordinary_list_is_nobodys() -> None:
    assert preset_for(["ID", "氏名", "誕生日", "メモ"]) is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_sample_files_that_the_screen_gives_are_understood(language: str) -> None:
    path = Path(__file__).parents[3] / "web" / "src" / "locales" / language / "transfers.json"
    texts = json.loads(path.read_text())["drop"]
    headers, *friends = csv.reader(texts["sample"].splitlines())
    order_headers, *orders = csv.reader(texts["sample_orders"].splitlines())

    found = guess_mapping(headers, friends, NOBODY).mapping
    of_orders = guess_orders(order_headers, orders).mapping

    assert [target.to for target in found.columns] == ["line_user_id", *["new_field"] * 4, "tag_names"]
    assert found.key == 0
    assert "ignore" not in of_orders.columns
