"""Sound requests of conditions and of the search for friends."""

from tests.architecture.examples import Example
from tests.architecture.world import World


def examples(w: World) -> dict[str, Example]:
    tree = {
        "version": 1,
        "root": {"kind": "all", "of": [{"kind": "tag", "tag_ids": [w.tag_on_friend.id]}]},
    }
    of_channel = {"channel_id": w.channel.id, "tree": tree}
    both = {
        "channel_id": w.channel.id,
        "a": tree,
        "b": {"version": 1, "root": {"kind": "not", "of": tree["root"]}},
    }
    return {
        "list_condition_kinds": Example(f"/conditions/kinds?channel_id={w.channel.id}"),
        "preview_condition": Example("/conditions/preview", of_channel),
        "overlap_conditions": Example("/conditions/overlap", both),
        "search_friends": Example("/friends/search", {**of_channel, "columns": ["tags"]}),
        "count_audience": Example(
            "/dispatches/audience",
            {
                "channel_id": w.channel.id,
                "recipients": {"everyone": True, "exclude": {"tag_ids": [w.tag.id]}},
            },
        ),
        "count_found_friends": Example("/friends/search/count", of_channel),
    }
