"""Rich menus: objects, write-once images, links, batches, aliases."""

import struct
from typing import Any

from tests.line_simulator.client import Answer, Line

NOBODY = "U" + "0" * 32
MENU = "/v2/bot/richmenu"
DEFAULT = "/v2/bot/user/all/richmenu"


def definition(**changes: Any) -> dict[str, Any]:
    area = {
        "bounds": {"x": 0, "y": 0, "width": 2500, "height": 1686},
        "action": {"type": "postback", "data": "a=1"},
    }
    size = {"width": 2500, "height": 1686}
    menu = {"size": size, "selected": False, "name": "春", "chatBarText": "メニュー", "areas": [area]}
    return {**menu, **changes}


def png(width: int = 2_500, height: int = 1_686) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\x00\x00\x00"


def create(line: Line, *, image: bool = True) -> str:
    menu_id = str(line.call("POST", MENU, definition()).json["richMenuId"])
    if image:
        assert upload(line, menu_id, png()).status == 200
    return menu_id


def upload(line: Line, menu_id: str, image: bytes, content_type: str = "image/png") -> Answer:
    headers = {"Content-Type": content_type}
    return line.call("POST", f"{MENU}/{menu_id}/content", image, data=True, headers=headers)


def menu_of(line: Line, user_id: str) -> str | None:
    answer = line.get(f"/v2/bot/user/{user_id}/richmenu")
    return answer.json["richMenuId"] if answer.status == 200 else None


def test_a_menu_is_made_shown_listed_and_deleted(line: Line) -> None:
    menu_id = create(line)
    assert line.get(f"{MENU}/{menu_id}").json == {"richMenuId": menu_id, **definition()}
    assert [menu["richMenuId"] for menu in line.get(f"{MENU}/list").json["richmenus"]] == [menu_id]
    assert line.call("DELETE", f"{MENU}/{menu_id}").status == 200
    assert line.get(f"{MENU}/{menu_id}").status == 404


def test_a_bad_menu_names_all_its_problems(line: Line) -> None:
    assert line.call("POST", f"{MENU}/validate", definition()).json == {}
    bad = definition(chatBarText="あ" * 15, areas=[{"bounds": {"x": 0, "y": 0, "width": 1, "height": 1}}])
    del bad["name"]
    assert sorted(line.call("POST", MENU, bad).details) == [
        ("Length must be between 0 and 14", "chatBarText"),
        ("must be specified", "areas[0].action"),
        ("must be specified", "name"),
    ]
    link = {"type": "uri", "uri": "shop"}
    area = {"bounds": {"x": 0, "y": 0, "width": 1, "height": 1}, "action": link}
    assert line.call("POST", MENU, definition(areas=[area])).details == [
        ("invalid uri", "areas[0].action.uri")
    ]
    narrow = definition(size={"width": 1_000, "height": 1_000})
    assert line.call("POST", MENU, narrow).details == [("invalid richmenu size", "size")]


def test_an_image_is_uploaded_once_to_the_data_host(line: Line) -> None:
    menu_id = create(line, image=False)
    assert line.get(f"{MENU}/{menu_id}/content", data=True).status == 404
    assert upload(line, menu_id, png(), "image/gif").status == 415
    assert upload(line, menu_id, png(700, 200)).message == "The image size is not allowed for richmenu"
    assert upload(line, menu_id, png() + b"\0" * 1_048_576).status == 413
    assert upload(line, menu_id, png()).status == 200
    assert upload(line, menu_id, png()).message == "An image has already been uploaded to the richmenu"
    image = line.get(f"{MENU}/{menu_id}/content", data=True)
    assert (image.body, image.headers["content-type"]) == (png(), "image/png")


def test_a_menu_without_image_cannot_be_shown(line: Line) -> None:
    menu_id = create(line, image=False)
    sentence = "must upload richmenu image before applying it to user"
    assert line.call("POST", f"{DEFAULT}/{menu_id}").json == {"message": sentence, "details": []}
    assert line.call("POST", f"/v2/bot/user/{line.friend()}/richmenu/{menu_id}").message == sentence


def test_the_default_menu_is_set_and_cancelled(line: Line) -> None:
    assert line.get(DEFAULT).message == "no default richmenu"
    menu_id = create(line)
    assert line.call("POST", f"{DEFAULT}/{menu_id}").status == 200
    assert line.get(DEFAULT).json == {"richMenuId": menu_id}
    assert line.call("DELETE", DEFAULT).status == 200
    assert line.get(DEFAULT).status == 404


def test_a_link_is_immediate_for_friends_and_silently_none_for_others(line: Line) -> None:
    menu_id = create(line)
    aiko, blocker = line.friend(), line.friend(status="blocked")
    for user in (aiko, blocker, NOBODY):
        assert line.call("POST", f"/v2/bot/user/{user}/richmenu/{menu_id}").status == 200
    assert [menu_of(line, user) for user in (aiko, blocker, NOBODY)] == [menu_id, None, None]
    assert line.call("DELETE", f"/v2/bot/user/{aiko}/richmenu").status == 200
    assert line.get(f"/v2/bot/user/{aiko}/richmenu").message == "the user has no richmenu"


def test_bulk_links_happen_later_and_all_or_none(line: Line) -> None:
    line.control.set_knobs(bulk_link_seconds=30)
    menu_id, friends = create(line), line.control.create_users(line.channel_id, 3)
    bad = line.call("POST", f"{MENU}/bulk/link", {"richMenuId": menu_id, "userIds": ["x", *friends]})
    assert bad.message == "The property, 'userIds[0]', in the request body is invalid (line: -, column: -)"
    assert line.call("POST", f"{MENU}/bulk/link", {"richMenuId": menu_id, "userIds": friends}).status == 202
    assert menu_of(line, friends[0]) is None
    line.control.advance_clock(31)
    assert {menu_of(line, friend) for friend in friends} == {menu_id}
    assert line.call("POST", f"{MENU}/bulk/unlink", {"userIds": friends[:1]}).status == 202
    line.control.advance_clock(31)
    assert [menu_of(line, friend) for friend in friends] == [None, menu_id, menu_id]
    unknown = {"richMenuId": "richmenu-" + "0" * 32, "userIds": friends}
    assert line.call("POST", f"{MENU}/bulk/link", unknown).message == "richmenu not found"


def test_a_batch_acts_on_the_state_before_it(line: Line) -> None:
    spring, summer = create(line), create(line)
    aiko, kenji = line.friend(), line.friend()
    line.call("POST", f"/v2/bot/user/{aiko}/richmenu/{spring}")
    line.call("POST", f"/v2/bot/user/{kenji}/richmenu/{summer}")
    swap = [
        {"type": "link", "from": spring, "to": summer},
        {"type": "link", "from": summer, "to": spring},
    ]
    accepted = line.call("POST", f"{MENU}/batch", {"operations": swap, "resumeRequestKey": "swap-1"})
    assert accepted.status == 202
    line.control.advance_clock(1)
    progress = line.get(f"{MENU}/progress/batch", requestId=accepted.request_id).json
    assert progress["phase"] == "succeeded"
    assert (menu_of(line, aiko), menu_of(line, kenji)) == (summer, spring)
    line.call("POST", f"{MENU}/batch", {"operations": swap, "resumeRequestKey": "swap-1"})
    line.control.advance_clock(1)
    assert (menu_of(line, aiko), menu_of(line, kenji)) == (summer, spring)
    line.call("POST", f"{MENU}/batch", {"operations": [{"type": "unlinkAll"}]})
    line.control.advance_clock(1)
    assert (menu_of(line, aiko), menu_of(line, kenji)) == (None, None)
    assert line.call("POST", f"{MENU}/batch", {"operations": swap}).status == 429


def test_bad_batches_say_why(line: Line) -> None:
    spring, bare = create(line), create(line, image=False)
    absent = "richmenu-" + "0" * 32

    def refused(*operations: dict[str, str]) -> str:
        answer = line.call("POST", f"{MENU}/validate/batch", {"operations": list(operations)})
        return answer.details[0][0] if answer.json.get("details") else answer.message

    assert refused({"type": "unlink", "from": "x"}) == "invalid richMenuId"
    assert refused({"type": "unlink", "from": absent}) == f"Richmenu ({absent}) is not found"
    twice = {"type": "unlink", "from": spring}
    assert refused(twice, twice) == f"from richmenu ({spring}) is duplicated"
    assert refused({"type": "unlinkAll"}, twice) == "'unlinkAll' type can't be combined with other type"
    assert refused({"type": "link", "from": spring, "to": bare}) == (
        f"'to' richmenu ({bare}) must have image but it doesn't"
    )
    assert line.get(f"{MENU}/progress/batch", requestId="none").status == 404


def test_aliases_point_to_menus_and_can_be_moved(line: Line) -> None:
    spring, summer = create(line), create(line)
    body = {"richMenuAliasId": "season", "richMenuId": spring}
    assert line.call("POST", f"{MENU}/alias", body).status == 200
    assert line.call("POST", f"{MENU}/alias", body).message == "conflict richmenu alias id"
    assert line.call("POST", f"{MENU}/alias", {**body, "richMenuAliasId": "No!"}).status == 400
    assert line.get(f"{MENU}/alias/season").json == body
    assert line.call("POST", f"{MENU}/alias/season", {"richMenuId": summer}).status == 200
    assert line.get(f"{MENU}/alias/list").json == {
        "aliases": [{"richMenuAliasId": "season", "richMenuId": summer}]
    }
    aiko = line.friend()
    tapped = line.control.switch_rich_menu(line.channel_id, aiko, "season", "tab=2")["event"]["postback"]
    assert tapped == {"data": "tab=2", "params": {"newRichMenuAliasId": "season", "status": "SUCCESS"}}
    assert menu_of(line, aiko) == summer
    assert line.call("DELETE", f"{MENU}/alias/season").status == 200
    assert line.get(f"{MENU}/alias/season").message == "richmenu alias not found"
    missing = line.control.switch_rich_menu(line.channel_id, aiko, "season")["event"]["postback"]
    assert missing["params"] == {"status": "RICHMENU_ALIAS_ID_NOTFOUND"}


def test_a_thousand_menus_are_the_most(line: Line) -> None:
    line.control.set_knobs(rate_limits=False)
    for _ in range(1_000):
        assert line.call("POST", MENU, definition()).status == 200
    assert line.call("POST", MENU, definition()).status == 400


def test_a_hundred_menus_an_hour_are_the_most(line: Line) -> None:
    assert [line.call("POST", MENU, definition()).status for _ in range(101)] == [200] * 100 + [429]
