"""The sample shop's tags, and how they are named."""

from datetime import datetime, timedelta

from enishi.accounts.models import Member
from enishi.cli.demo.keeper import KEEPER
from enishi.cli.demo.people import TAGS
from enishi.friends.domain.tag_names import Category, NamingRule
from enishi.friends.services.tag_naming import save_naming_rule
from enishi.friends.services.tags import create_tag

#: A shop of a few tags does without dates; what is no campaign is for always.
_RULE = NamingRule(
    date="optional", categories=(*NamingRule().categories, Category(name="メニュー", kind="behaviour"))
)


def keep_ledger(org_id: int, now: datetime) -> dict[str, int]:
    """Make the shop's tags; name → id. One more is over and on nobody, for the stock-taking to find."""
    save_naming_rule(org_id=org_id, rule=_RULE, actor=KEEPER, now=now)
    owner_id = Member.objects.filter(org_id=org_id).order_by("id").values_list("id", flat=True).first()
    made = {
        name: create_tag(
            org_id=org_id,
            name=name,
            facts={"owner_id": owner_id}
            | ({"genre": name.partition("_")[2]} if name.startswith("興味") else {}),
            actor=KEEPER,
            now=now,
        ).id
        for name in TAGS
    }
    create_tag(
        org_id=org_id,
        name="キャンペーン_夏の予約_20260701",
        facts={
            "folder": "キャンペーン",
            "meaning": "夏の予約キャンペーンに参加",
            "retires_on": (now - timedelta(days=20)).date(),
        },
        actor=KEEPER,
        now=now - timedelta(days=140),
    )
    return made
