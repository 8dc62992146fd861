"""Friends chosen in the list: one by one, and all but a few."""

from playwright.sync_api import Page, expect
from tests.browser.screens import App
from tests.factories import make_friend

NAMES = ["原田 茜", "森 一樹", "野口 薫", "岡 真由"]


def test_ticks_add_up_and_all_but_two_are_all_but_those_two(app: App) -> None:
    for name in NAMES:
        make_friend(app.shop.channel, name)
    page = app.at("friends")
    _tick(page, NAMES[0])
    _tick(page, NAMES[2])
    _chosen(page, NAMES[0], NAMES[2])
    expect(page.get_by_text("2人を選択中")).to_be_visible()

    everybody = page.get_by_role("checkbox", name="条件に合うすべての友だちを選ぶ")
    everybody.click()
    _chosen(page, *NAMES)
    _tick(page, NAMES[0])
    _tick(page, NAMES[1])
    _chosen(page, NAMES[2], NAMES[3])
    expect(everybody).not_to_be_checked()
    expect(page.get_by_text("2人を選択中")).to_be_visible()


def _tick(page: Page, name: str) -> None:
    page.get_by_role("checkbox", name=f"{name}さんを選ぶ").click()


def _chosen(page: Page, *names: str) -> None:
    for name in NAMES:
        expect(page.get_by_role("checkbox", name=f"{name}さんを選ぶ")).to_be_checked(checked=name in names)
