"""Every screen, as people meet it: both sizes, light and dark, Japanese and English, by keyboard and by reader.

In: a shop with friends, talks, a scenario and a rule in it. Out: no error in the console, no refused content, nothing
wider than the window, no serious barrier, and no word of the other language.
"""

import re
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect
from tests.browser.screens import DESKTOP, PHONE, App, barriers, overflow
from tests.browser.stage import Shop, until
from tests.factories import make_rule, make_scenario, make_tag, rows, send_action

from enishi.accounts.models import Role
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.orders import IncomingOrder, OrderedItem
from enishi.friends.domain.orders import Person as Buyer
from enishi.friends.models import Customer, Friend, Tag
from enishi.friends.selectors.who import Who
from enishi.friends.services.consents import record_consent, save_purpose
from enishi.friends.services.field_starters import create_starter_set
from enishi.friends.services.file_exports import Wanted, start_export
from enishi.friends.services.file_imports import check_import, start_import, take_piece
from enishi.friends.services.genres import save_genre
from enishi.friends.services.orders import store_orders
from enishi.friends.services.segments import SegmentWish, create_segment
from enishi.kit.tenancy import org_scope

SCREENS = [
    "",
    "friends",
    "friends/{friend}",
    "tags",
    "tags/{tag}",
    "tags/stock-taking",
    "fields",
    "segments",
    "segments/{segment}",
    "customers",
    "customers/{customer}",
    "customers/matches",
    "customers/settings",
    "orders",
    "products",
    "engagement",
    "import",
    "import/{import}",
    "operations",
    "operations/{operation}",
    "talk",
    "talk/{friend}",
    "scenarios",
    "scenarios/{scenario}",
    "deliveries",
    "deliveries/new?tag={tag}",
    "replies",
    "templates",
    "line-gallery",
    "settings/account",
    "settings/members",
    "settings/security",
    "settings/api-keys",
    "settings/audit",
    "settings/data",
]
JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-龠]")
Look = tuple[tuple[int, int], str, Literal["light", "dark"]]
LOOKS: list[Look] = [
    (DESKTOP, "ja-JP", "light"),
    (PHONE, "ja-JP", "dark"),
    (DESKTOP, "en-US", "dark"),
    (PHONE, "en-US", "light"),
]
#: Words that somebody wrote into the shop, and so stand on English screens too.
WRITTEN = [
    "花江 優子",
    "佐藤 美香",
    "美容室はなえ",
    "未対応",
    "対応中",
    "対応済み",
    "こんにちは、いらっしゃいませ",
    "美容",
    "花優",
    # The account's picture where it has none.
    "美",
]


@pytest.fixture
def furnished(shop: Shop) -> dict[str, int]:
    """Ids for the addresses of screens that show one thing."""
    scenario = make_scenario(shop.channel, ({"mode": "at_once"}, "Welcome!"), name="Welcome")
    make_rule(
        shop.channel,
        {"kind": "keyword", "words": ["booking"], "match": "contains"},
        send_action("When would you like to come?"),
        name="Booking",
    )
    tag = make_tag(shop.org, "Colour")
    emma = shop.control.follow(shop.line_channel_id, display_name="Emma")["user_id"]
    shop.control.follow(shop.line_channel_id, display_name="Noah")
    shop.control.send_text(shop.line_channel_id, emma, "Do you have time for a booking on Sunday?")
    until(lambda: len(rows(Friend, org_id=shop.org.id, display_name="Emma")) == 1, "Emma is known")
    friend = rows(Friend, org_id=shop.org.id, display_name="Emma")[0]
    known = {"friend": friend.id, "scenario": scenario.id, "tag": tag.id}
    with org_scope(shop.org.id):
        return known | _records(shop, friend, tag)


def _records(shop: Shop, friend: Friend, tag: Tag) -> dict[str, int]:
    """What the shop knows of its friend."""
    given: dict[str, Any] = {"org_id": shop.org.id, "actor": COMMAND_LINE, "now": shop.stage.now()}
    create_starter_set(key="salon", chosen=None, language="en", **given)
    save_genre(name="Hair colour", sources=[{"kind": "words", "words": ["booking"]}], tag_id=None, **given)
    tree = {"version": 1, "root": {"kind": "not", "of": {"kind": "tag", "tag_ids": [tag.id]}}}
    wish = SegmentWish(name="Without colour", tree=tree, purpose="Tell them of colours")
    segment = create_segment(channel_id=shop.channel.id, wish=wish, **given)
    buyer = Buyer(
        system="webshop", external_id="C1", friend_id=friend.id, channel_id=shop.channel.id, name="Emma"
    )
    shampoo = OrderedItem("Shampoo", 1, 2_860, "SH-01", "Care")
    order = IncomingOrder("webshop", "W-1", shop.stage.now(), buyer, "paid", 2_860, None, (shampoo,))
    store_orders(org_id=shop.org.id, orders=[order], source="api_key:1", now=shop.stage.now())
    customer = Customer.objects.get(org_id=shop.org.id)
    purpose = save_purpose(name="News", wording="We send you news of our shop.", **given)
    record_consent(
        friend_id=friend.id, purpose_id=purpose.id, is_given=True, source="At the counter", **given
    )
    return {"segment": segment.id, "customer": customer.id} | _files(shop, given)


def _files(shop: Shop, given: dict[str, Any]) -> dict[str, int]:
    """A file that was uploaded and tried, with a mistake in it, and one that was exported."""
    content = b"LINE user ID,Birthday\nU0123,1990-02-31\n"
    file = start_import(channel_id=shop.channel.id, name="friends.csv", size_bytes=len(content), **given)
    take_piece(import_id=file.id, offset=0, content=content, **given)
    tried = check_import(import_id=file.id, **given)
    wanted = Wanted(columns=["name", "line_user_id"], format="csv", encoding="utf-8", language="en")
    start_export(who=Who(shop.channel.id), wanted=wanted, **given)
    assert tried.check_id is not None
    return {"import": file.id, "operation": tried.check_id}


def _trouble(page: Page, language: str) -> list[str]:
    found = barriers(page)
    if overflow(page) > 0:
        found.append(f"{overflow(page)} px too wide")
    if language != "ja-JP":
        text = page.locator("body").inner_text()
        for written in WRITTEN:
            text = text.replace(written, "")
        found += [f"Japanese: {line}" for line in text.splitlines() if JAPANESE.search(line)]
    return found


@pytest.mark.parametrize("look", LOOKS, ids=["desktop-ja", "phone-ja-dark", "desktop-en-dark", "phone-en"])
def test_every_screen_is_usable_by_everybody(app: App, furnished: dict[str, int], look: Look) -> None:
    size, language, scheme = look
    page = app.signed_in(Role.OWNER, size=size, language=language, scheme=scheme)
    found: list[str] = []
    for screen in SCREENS:
        page.goto(f"/c/{app.shop.channel.id}/{screen.format(**furnished)}")
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.locator(".mantine-Loader-root")).to_have_count(0)
        trouble = _trouble(page, language)
        if screen.startswith(("line-gallery", "deliveries/new")):
            # LINE's own colours are drawn as they are.
            trouble = [one for one in trouble if not one.startswith("color-contrast")]
        found += [f"{screen}: {one}" for one in trouble]
    assert not found, "\n".join(found)


def test_the_pages_outside_are_usable_by_everybody(app: App) -> None:
    for language in ("ja-JP", "en-US"):
        page = app.screens.window(app.shop.stage.url, language=language, size=PHONE)
        for address in ("/sign-in", "/reset-password", "/invitation", "/setup", "/nowhere"):
            page.goto(address)
            expect(page.locator("main, h1").first).to_be_visible()
            # The setup page and the switch of languages offer the other language by its own name.
            trouble = [one for one in _trouble(page, language) if one != "Japanese: 日本語"]
            assert (address, trouble) == (address, [])
