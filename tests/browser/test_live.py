"""The stream of changes: what happens while it is broken is on the screen when it is back."""

from playwright.sync_api import expect
from tests.browser.screens import App


def test_what_happened_while_the_browser_was_away_is_shown_when_it_is_back(app: App) -> None:
    page = app.signed_in()
    with page.expect_response("**/api/v1/live*"):
        page.goto(f"/c/{app.shop.channel.id}/friends")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.context.route("**/api/v1/live*", lambda route: route.abort())
    app.shop.stage.restart_web()
    expect(page.get_by_role("status").filter(has_text="接続が切れています")).to_be_visible()
    app.shop.control.follow(app.shop.line_channel_id, display_name="小野 めぐみ")
    expect(page.get_by_text("小野 めぐみ")).to_have_count(0)
    page.context.unroute("**/api/v1/live*")
    expect(page.get_by_text("小野 めぐみ").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="接続が切れています")).to_have_count(0)
