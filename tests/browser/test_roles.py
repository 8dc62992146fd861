"""What each role sees, and what it gets by typing an address that its menu does not have."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.screens import App

from enishi.accounts.models import Role

#: Role → addresses that its menu offers, of those that not everybody has.
OFFERED = {
    Role.OWNER: {
        "friends",
        "talk",
        "scenarios",
        "deliveries",
        "replies",
        "settings/members",
        "settings/audit",
    },
    Role.OPERATOR: {"friends", "talk", "scenarios", "deliveries", "replies", "settings/members"},
    Role.RESPONDER: {"friends", "talk", "scenarios", "deliveries", "replies"},
    Role.ANALYST: {"friends", "scenarios", "deliveries", "replies"},
    Role.PARTNER: {"scenarios", "replies"},
}
ASKED = sorted(OFFERED[Role.OWNER])


@pytest.mark.parametrize("role", OFFERED)
def test_each_role_is_offered_only_its_own_screens(app: App, role: Role) -> None:
    page = app.signed_in(role)
    menu = page.get_by_role("navigation")
    expect(menu).to_be_visible()
    menu.get_by_role("button", name="設定").click()
    base = f"/c/{app.shop.channel.id}/"
    links = {link.get_attribute("href") or "" for link in menu.get_by_role("link").all()}
    assert {path for path in ASKED if base + path in links} == OFFERED[role]


def test_a_typed_address_shows_nothing_that_the_role_may_not_see(app: App) -> None:
    app.shop.control.follow(app.shop.line_channel_id, display_name="小野 めぐみ")
    page = app.at("friends", Role.PARTNER)
    expect(page.get_by_text(re.compile("権限"))).to_be_visible()
    expect(page.get_by_text("小野 めぐみ")).to_have_count(0)
    page.goto(f"/c/{app.shop.channel.id}/settings/audit")
    expect(page.get_by_text(re.compile("権限"))).to_be_visible()
