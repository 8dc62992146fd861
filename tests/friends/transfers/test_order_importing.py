"""Orders from a shop's file: one row a product or one row an order, once each, with their customers."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from tests.factories import NOW, make_channel, make_friend, rows
from tests.friends.shop import customer_of, order, send, told
from tests.friends.transfers.order_stage import (
    COLUMNS,
    HEADERS,
    mapped_orders,
    orders_file,
    told_counts,
    uploaded_orders,
)
from tests.friends.transfers.stage import done, problems, tried

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.orders import Person
from enishi.friends.models import (
    Customer,
    CustomerExternalId,
    FileImport,
    Friend,
    ImportMapping,
    Order,
    OrderLine,
    Product,
    TimelineEvent,
)
from enishi.friends.services import file_imports
from enishi.friends.transfers import storage
from enishi.friends.transfers.orders import grouping, importing
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

ONE = "A-1,2026-01-05 10:00,C-1,hanako@example.com,SH-01,シャンプー,2,2800"
ONE_MORE = "A-1,2026-01-05 10:00,C-1,hanako@example.com,SC-01,はさみ,1,1000"
TWO = "A-2,2026/1/6,C-2,,SH-01,シャンプー,1,2800"


@pytest.fixture
def channel(org: Organisation) -> Channel:
    return make_channel(org)


@pytest.fixture
def aiko(channel: Channel) -> Friend:
    return make_friend(channel, "愛子")


def _facts() -> list[tuple[Any, ...]]:
    return [
        (each.external_id, each.status, each.total, each.item_count) for each in rows(Order, ("external_id",))
    ]


def test_rows_of_one_number_are_one_order_with_its_lines_and_customer(channel: Channel) -> None:
    found = done(orders_file(channel, ONE, ONE_MORE, TWO))

    assert told_counts(found) == {"new": 2}
    assert _facts() == [("A-1", "paid", 6_600, 3), ("A-2", "paid", 2_800, 1)]
    first, second = rows(Order, ("external_id",))
    assert first.ordered_at == datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
    assert second.ordered_at == datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
    lines = [(row.name, row.quantity, row.unit_price) for row in rows(OrderLine, ("order_id", "position"))]
    assert lines == [("シャンプー", 2, 2_800), ("はさみ", 1, 1_000), ("シャンプー", 1, 2_800)]
    assert {product.sku for product in rows(Product)} == {"SH-01", "SC-01"}
    assert {row.value: row.system for row in rows(CustomerExternalId)} == {"C-1": "shop", "C-2": "shop"}
    assert [customer.order_sum for customer in rows(Customer, ("id",))] == [6_600, 2_800]


def test_rows_of_one_order_need_not_stand_together(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "_SHARE_BYTES", 100)

    done(orders_file(channel, ONE, TWO, ONE_MORE))

    assert _facts() == [("A-1", "paid", 6_600, 3), ("A-2", "paid", 2_800, 1)]


def test_one_row_an_order_leaves_products_alone(org: Organisation, channel: Channel) -> None:
    columns = ["number", "ordered_at", "email", "total"]
    done(
        orders_file(
            channel, 'B-1,令和8年1月5日 午後1時30分,hanako@example.com,"１２，０００円"', columns=columns
        )
    )

    assert _facts() == [("B-1", "paid", 12_000, 0)]
    assert (rows(Product), rows(OrderLine)) == ([], [])


def test_the_same_file_again_changes_nothing(channel: Channel) -> None:
    first = done(orders_file(channel, ONE, ONE_MORE, TWO))
    second = done(orders_file(channel, ONE, ONE_MORE, TWO))

    assert (told_counts(first), told_counts(second)) == ({"new": 2}, {"unchanged": 2})
    assert (len(rows(Order)), len(rows(OrderLine)), len(rows(Customer))) == (2, 3, 2)


def test_the_dry_run_tells_what_the_run_does_and_writes_nothing(channel: Channel) -> None:
    done(orders_file(channel, ONE, TWO))
    changed = TWO.replace("2800", "3000")

    check = tried(orders_file(channel, ONE, changed, "A-3,2026-01-07,C-1,,SH-01,シャンプー,1,2800"))
    assert told_counts(check) == {"new": 1, "changed": 1, "unchanged": 1}
    assert len(rows(Order)) == 2

    run = done(orders_file(channel, ONE, changed, "A-3,2026-01-07,C-1,,SH-01,シャンプー,1,2800"))
    assert told_counts(run) == told_counts(check)


def test_an_order_that_came_by_api_is_the_same_order(org: Organisation, channel: Channel) -> None:
    send(org, order("A-1", ordered_at=datetime(2026, 1, 5, 1, 0, tzinfo=UTC), total=9))

    found = done(orders_file(channel, ONE))

    assert told_counts(found) == {"changed": 1}
    assert _facts() == [("A-1", "paid", 5_600, 2)]


def test_orders_of_a_friend_stand_on_their_timeline_and_no_rule_thanks_for_last_year(
    org: Organisation, channel: Channel, aiko: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, bool]] = []

    def overheard(**arguments: Any) -> None:
        history = arguments["context"].is_history
        heard.extend((event.data["number"], history) for event in arguments["events"])

    monkeypatch.setattr("enishi.friends.services.timeline.wired", lambda setting: (overheard,))
    columns = ["number", "ordered_at", "line_user_id", "total", "status"]
    old, new = NOW - timedelta(days=300), NOW - timedelta(hours=2)
    done(
        orders_file(
            channel,
            f"A-1,{old:%Y-%m-%d %H:%M:%S+00:00},{aiko.line_user_id},1000,支払い済み",
            f"A-2,{new:%Y-%m-%d %H:%M:%S+00:00},{aiko.line_user_id},2000,paid",
            f"A-3,{old:%Y-%m-%d %H:%M:%S+00:00},{aiko.line_user_id},3000,返金済み",
            columns=columns,
        )
    )

    assert [kind for kind, _ in told(aiko)] == [
        "order.placed",
        "order.placed",
        "order.refunded",
        "order.placed",
    ]
    # What the file tells of a refund of an order that was unknown is as old as the order.
    assert sorted(heard) == [("A-1", True), ("A-2", False), ("A-3", True), ("A-3", True)]
    assert customer_of(aiko) is not None


def test_a_refund_of_a_known_order_is_learnt_now(org: Organisation, channel: Channel, aiko: Friend) -> None:
    send(org, order("A-1", Person(line_user_id=aiko.line_user_id), total=1_000))
    columns = ["number", "ordered_at", "line_user_id", "total", "status"]
    when = NOW - timedelta(hours=1)

    done(
        orders_file(
            channel, f"A-1,{when:%Y-%m-%d %H:%M:%S+00:00},{aiko.line_user_id},1000,返金", columns=columns
        )
    )

    assert told(aiko) == [("order.placed", when), ("order.refunded", NOW)]


def test_what_is_wrong_is_told_by_row_and_column_with_the_mend(channel: Channel, aiko: Friend) -> None:
    columns = [
        "number",
        "ordered_at",
        "email",
        "line_user_id",
        "quantity",
        "unit_price",
        "product_name",
        "currency",
    ]
    check = tried(
        orders_file(
            channel,
            ",2026-01-05,a@example.com,,1,100,水,",
            "A-1,24/1/5,a@example.com,,1,100,水,",
            "A-2,2026-01-05,,,1,100,水,",
            "A-3,2026-01-05,だめ,,1,100,水,",
            "A-4,2026-01-05,a@example.com,,0,100,水,",
            "A-5,2026-01-05,a@example.com,,1,高い,水,",
            "A-6,2026-01-05,,U00000000000000000000000000000000,1,100,水,",
            "A-7,2026-01-05,,UID,1,100,水,",
            "A-8,2099-01-05,a@example.com,,1,100,水,",
            "A-9,2026-01-05,a@example.com,,1,100,水,USD",
            "A-10,2026-01-05,a@example.com,,1,100,水,JPY",
            "A-10,2026-01-06,a@example.com,,1,100,水,円",
            "A-11,2026-01-05,a@example.com,,1,100,水,円",
            columns=columns,
        )
    )

    found = {(line, column): text for line, column, text in problems(check)}
    assert set(found) == {
        (2, 0), (3, 1), (4, 2), (5, 2), (6, 4), (7, 5), (8, 3), (9, 3), (10, 1), (11, 7), (13, 1),
    }  # fmt: skip
    assert found[2, 0] == "注文番号が空です。"
    assert "誰の注文か分かりません" in found[4, 2]
    assert found[13, 1] == "同じ注文の12行目と値が違います。どちらかに揃えてください。"
    assert told_counts(check) == {"new": 1, "failed": 11}


def test_an_address_that_cannot_be_read_is_left_out_where_somebody_is_named_otherwise(
    channel: Channel,
) -> None:
    columns = ["number", "ordered_at", "customer_id", "phone", "total"]
    found = done(orders_file(channel, "A-1,2026-01-05,C-1,12,100", columns=columns))

    assert told_counts(found) == {"new": 1}
    ((line, column, text),) = problems(found)
    assert (line, column) == (2, 3)
    assert text.endswith("この値は使わずに取り込みます。")


def test_words_for_states_are_asked_for_and_remembered(channel: Channel) -> None:
    columns = ["number", "ordered_at", "email", "total", "status"]
    lines = [
        "A-1,2026-01-05,a@example.com,100,発送準備中",
        "A-2,2026-01-05,a@example.com,100,入金待ち",
        "A-3,2026-01-05,a@example.com,100,キャンセル",
    ]
    check = tried(orders_file(channel, *lines, columns=columns))
    assert check.report["unknown_states"] == ["発送準備中"]
    assert told_counts(check) == {"new": 1, "failed": 2}

    done(orders_file(channel, *lines, columns=columns, states={"発送準備中": "paid"}))

    assert _facts() == [("A-1", "paid", 100, 0), ("A-3", "cancelled", 100, 0)]
    (remembered,) = rows(ImportMapping)
    assert remembered.mapping["states"] == {"発送準備中": "paid"}


def test_a_mapping_is_remembered_for_files_of_orders_alone(org: Organisation, channel: Channel) -> None:
    done(mapped_orders(uploaded_orders(channel, f"{HEADERS}\n{ONE}"), COLUMNS, source="smaregi"))

    again = uploaded_orders(channel, f"{HEADERS}\n{TWO}")
    with org_scope(org.id):
        friends = file_imports.start_import(
            org_id=org.id, channel_id=channel.id, name="f.csv", size_bytes=5, actor=COMMAND_LINE, now=NOW
        )

    assert (again.origin, again.mapping["source"]) == ("remembered", "smaregi")
    assert friends.subject == "friends"


def test_a_workbook_with_dates_and_numbers_of_its_own_is_read(channel: Channel) -> None:
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet.write_row(0, 0, ["注文番号", "注文日", "電話番号", "合計金額"])
        sheet.write_row(1, 0, [1024])
        sheet.write_datetime(1, 1, date(2026, 1, 5), day)
        sheet.write_row(1, 2, [9012345678, 1200])

    file = uploaded_orders(channel, written.getvalue(), name="orders.xlsx")
    assert file.mapping["columns"] == ["number", "ordered_at", "phone", "total"]
    found = done(file)

    assert (told_counts(found), problems(found)) == ({"new": 1}, [])
    assert _facts() == [("1024", "paid", 1_200, 0)]


def test_a_file_of_cp932_is_read(channel: Channel) -> None:
    file = uploaded_orders(channel, f"{HEADERS}\n{ONE}".encode("cp932"))

    assert told_counts(done(file)) == {"new": 1}
    assert rows(OrderLine)[0].name == "シャンプー"


def test_a_mapping_without_what_an_order_needs_is_refused_in_words(channel: Channel) -> None:
    file = orders_file(channel, "A-1,2026-01-05,100,100", columns=["number", "number", "quantity", "ignore"])

    with pytest.raises(ProblemError) as refused, org_scope(file.org_id):
        file_imports.check_import(org_id=file.org_id, import_id=file.id, actor=COMMAND_LINE, now=NOW)

    assert [problem.path for problem in refused.value.fields] == [
        "order_mapping.ordered_at",
        "order_mapping.total",
        "order_mapping.customer",
        "order_mapping.product",
        "order_mapping.columns.1",
    ]


def test_a_column_that_is_no_number_of_an_order_is_told(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_LINES", 2)
    monkeypatch.setattr("enishi.friends.transfers.orders.planning.MOST_LINES", 2)

    check = tried(orders_file(channel, *[ONE] * 5, TWO))

    assert told_counts(check) == {"new": 1, "failed": 1}
    assert [(line, column) for line, column, _ in problems(check)] == [(2, 0)]


def test_chunks_go_on_where_the_last_one_ended(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    lines = [f"A-{number},2026-01-05,C-{number % 3},,SH-01,シャンプー,1,2800" for number in range(7)]

    found = done(orders_file(channel, *lines))

    assert told_counts(found) == {"new": 7}
    assert len(rows(Customer)) == 3
    assert rows(FileImport)[0].subject == "orders"


def test_facts_are_told_once_however_often_a_file_comes(channel: Channel, aiko: Friend) -> None:
    columns = ["number", "ordered_at", "line_user_id", "total"]
    for _ in range(2):
        done(orders_file(channel, f"A-1,2026-01-05,{aiko.line_user_id},100", columns=columns))

    assert len(rows(TimelineEvent, kind="order.placed")) == 1


def test_pieces_that_a_killed_worker_left_are_cleared_away(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "_SHARE_BYTES", 100)
    file = orders_file(channel, ONE, TWO)
    left = storage.parts_path(storage.records_path(file.stored_name))
    left.mkdir()
    (left / "7").write_text("old")

    tried(file)
    assert not left.exists()

    left.mkdir()
    with org_scope(file.org_id):
        file_imports.delete_import(org_id=file.org_id, import_id=file.id, actor=COMMAND_LINE, now=NOW)
    assert not left.exists()


def test_an_order_without_any_amount_is_not_taken_for_a_free_one(channel: Channel) -> None:
    check = tried(
        orders_file(
            channel,
            "A-1,2026-01-05,C-1,,SH-01,シャンプー,1,",
            "A-2,2026-01-05,C-1,,SH-01,シャンプー,1,0",
            "A-3,2026-01-05,C-1,,SH-01,シャンプー,100000,1000000000000",
        )
    )

    assert told_counts(check) == {"new": 1, "failed": 2}
    assert [(line, column, text[:9]) for line, column, text in problems(check)] == [
        (2, 7, "合計金額が空です。"),
        (4, None, "合計が大きすぎます"),
    ]
