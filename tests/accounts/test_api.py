"""Who am I, members, keys and the audit log, over HTTP."""

from tests.api_client import ApiClient


def test_me_tells_the_organisation_and_the_permissions(api: ApiClient) -> None:
    reply = api.get("/me")

    assert reply.status == 200, reply
    assert reply.json["organisation"]["name"] == "美容室はなえ"
    assert "friends.view" in reply.json["permissions"]
