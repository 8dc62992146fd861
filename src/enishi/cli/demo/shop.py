"""The sample shop: a hair salon with its account, rules, scenario and friends. Loading is idempotent."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE, PERMISSIONS
from enishi.accounts.services import create_api_key, create_organisation
from enishi.analytics.services import count_events
from enishi.automation.services import save_rule
from enishi.cli.demo.business import build_business
from enishi.cli.demo.desk import GONE, asked, open_desk, said
from enishi.cli.demo.keeper import KEEPER
from enishi.cli.demo.ledger import keep_ledger
from enishi.cli.demo.people import Person, people
from enishi.cli.demo.phone import Phone
from enishi.cli.demo.records import keep_records
from enishi.config.env import Settings
from enishi.delivery.services import try_channel_again
from enishi.friends.domain.tag_names import Category, NamingRule
from enishi.friends.services.contacts import Act, ActKind, Profile, meet, note_reactions
from enishi.friends.services.engagement_upkeep import recalculate
from enishi.friends.services.tags import add_tag
from enishi.friends.services.timeline import ReactionContext, insert_events
from enishi.kit import clock
from enishi.kit.tenancy import org_scope, system_scope
from enishi.line.models import Channel
from enishi.line.practice import move_practice_channels
from enishi.line.selectors import channel_credentials, webhook_address
from enishi.line.services import NewCredentials, Platform, connect_channel
from enishi.scenarios.services.editing import publish_scenario, save_scenario

NAME = "ヘアサロン つむぎ"
OWNER = "owner@example.com"
#: The second step of the sample scenario: soon enough to be seen, late enough to be a step of its own.
SOON_SECONDS = 5


#: A small shop does without dates, and names tags by menu too.
_NAMING = NamingRule(
    categories=(
        Category(name="属性", kind="attribute"),
        Category(name="メニュー", kind="behaviour"),
        Category(name="興味", kind="interest"),
        Category(name="キャンペーン", kind="campaign"),
        Category(name="ステータス", kind="status"),
    ),
    date="optional",
)


@dataclass(frozen=True, slots=True)
class Shop:
    """What playing needs to know."""

    org_id: int
    channel_id: int
    line_channel_id: str
    api_key: str


def load_shop(phone: Phone, settings: Settings, platform: Platform) -> Shop:
    """The shop in the database and on the virtual platform; made at the first start, found at the next."""
    move_practice_channels(platform)
    now = clock.now()
    with system_scope():
        found = Organisation.objects.filter(name=NAME).first()
    org_id = found.id if found else _open_shop(now, platform)
    with org_scope(org_id):
        # The first is the shop's: whoever tries the demo may have connected more.
        channel = Channel.objects.filter(org_id=org_id).order_by("id")[0]
        credentials = channel_credentials(org_id, channel.id)
    phone.ensure_channel(
        {
            "channel_id": channel.line_channel_id,
            "secret": credentials.secrets[0],
            "display_name": NAME,
            "quota": 5000,
            "redelivery": True,
            "webhook_url": webhook_address(channel),
        }
    )
    # A month's quota would be used up by playing for an afternoon; each start of the demo is a new month.
    phone.forget_usage(channel.line_channel_id)
    with org_scope(org_id):
        try_channel_again(org_id=org_id, channel_id=channel.id, actor=COMMAND_LINE, now=now)
    phone.ensure_users(
        channel.line_channel_id,
        [
            {
                "user_id": each.line_user_id,
                "display_name": each.name,
                "status": "blocked" if each.blocked_at else "friend",
            }
            for index, each in enumerate(people(now))
            if index != GONE
        ],
    )
    return Shop(org_id, channel.id, channel.line_channel_id, _api_key(org_id, settings, now))


def _open_shop(now: datetime, platform: Platform) -> int:
    org, _ = create_organisation(
        name=NAME,
        owner_email=OWNER,
        owner_name=KEEPER.label,
        owner_password=secrets.token_urlsafe(18),
        actor=COMMAND_LINE,
        now=now,
    )
    with org_scope(org.id):
        channel = connect_channel(
            org_id=org.id,
            name=NAME,
            line_channel_id="2000000001",
            credentials=NewCredentials(secret=secrets.token_hex(16), token_kind="stateless"),  # noqa: S106
            platform=platform,
            actor=KEEPER,
            now=now,
        )
        tags = keep_ledger(org.id, now)
        cast = people(now)
        friend_ids = _load_history(org.id, channel.id, cast, tags, now)
        _set_up_automation(org.id, channel.id, tags, now)
        keep_records(org.id, channel.id, cast, friend_ids, now)
        build_business(org.id, channel.id, cast, friend_ids, tags, now)
        open_desk(org.id, channel.id, cast, friend_ids, now)
    recalculate(org_id=org.id, channel_id=channel.id, now=now)
    return org.id


def _load_history(
    org_id: int, channel_id: int, cast: list[Person], tags: dict[str, int], now: datetime
) -> dict[str, int]:
    """Past facts are stored as facts; nothing reacts to them, because nothing was running then. Returns the friends'
    ids."""
    acts = [Act(each.line_user_id, ActKind.FOLLOW, each.followed_at) for each in cast]
    acts += [Act(each.line_user_id, ActKind.UNFOLLOW, each.blocked_at) for each in cast if each.blocked_at]
    profiles = {each.line_user_id: Profile(each.name, language="ja") for each in cast}
    met = meet(org_id=org_id, channel_id=channel_id, acts=acts, profiles=profiles, now=now)
    heard = said(cast, met.ids) + asked(cast, met.ids, now)
    insert_events(org_id=org_id, channel_id=channel_id, events=met.events + heard, now=now)
    count_events(org_id=org_id, channel_id=channel_id, events=met.events, now=now, context=ReactionContext())
    note_reactions(
        org_id=org_id,
        reactions={event.friend_id: event.occurred_at for event in heard},
    )
    for name, tag_id in tags.items():
        holders = [met.ids[each.line_user_id] for each in cast if name in each.tags]
        add_tag(org_id=org_id, channel_id=channel_id, tag_id=tag_id, friend_ids=holders, now=now)
    from enishi.friends.models import Friend

    for each in cast:
        if each.memo:
            Friend.objects.filter(org_id=org_id, id=met.ids[each.line_user_id]).update(memo=each.memo)
    return dict(met.ids)


def _text(text: str) -> list[dict[str, Any]]:
    return [{"kind": "text", "text": text}]


_STEPS: list[dict[str, Any]] = [
    {
        "name": "ごあいさつ",
        "timing": {"mode": "at_once"},
        "blocks": _text(
            "{{name|お客}}さま、はじめまして。{{channel.name|当店}}では"
            "髪質に合わせたご提案をしています。どうぞお気軽にご相談ください。"
        ),
    },
    {
        "name": "初回クーポン",
        "timing": {"mode": "after", "seconds": SOON_SECONDS},
        "blocks": [
            {
                "kind": "buttons",
                "alt_text": "初回限定クーポンのご案内",
                "title": "初回限定クーポン",
                "text": "カット+トリートメントが20%オフです。",
                "actions": [
                    {"kind": "message", "label": "予約する", "text": "予約"},
                    {"kind": "postback", "label": "あとで見る", "data": "coupon=later"},
                ],
            }
        ],
    },
    {
        "name": "翌日のご案内",
        "timing": {"mode": "on_day", "day": 1, "at": "10:00"},
        "blocks": _text("{{name|お客}}さま、担当スタイリストの空き状況をお知らせします。"),
    },
]

#: Who comes back, or was a friend before the account was connected, is greeted but not taken through the scenario.
_OTHER_RULES: list[tuple[str, dict[str, Any], str]] = [
    (
        "おかえりなさい",
        {"kind": "follow", "case": "returning"},
        "{{name|お客}}さま、おかえりなさい。またお会いできてうれしいです。",
    ),
    (
        "以前からの友だち",
        {"kind": "follow", "case": "known"},
        "{{name|お客}}さま、いつもありがとうございます。",
    ),
    (
        "予約",
        {"kind": "keyword", "words": ["予約", "よやく"], "match": "contains"},
        "ご予約ですね。ご希望の日時とメニューをお送りください。",
    ),
]


def _set_up_automation(org_id: int, channel_id: int, tags: dict[str, int], now: datetime) -> None:
    scenario = save_scenario(
        org_id=org_id,
        actor=KEEPER,
        channel_id=channel_id,
        name="はじめてのお客さま",
        purpose="友だち追加から初回来店まで",
        steps=_STEPS,
        now=now,
    )
    publish_scenario(org_id=org_id, actor=KEEPER, scenario_id=scenario.id, now=now)
    welcome: list[dict[str, Any]] = [
        {"do": "send", "blocks": _text("{{name|お客}}さま、友だち追加ありがとうございます！")},
        {"do": "add_tag", "tag_id": tags["属性_新規客"]},
        {"do": "start_scenario", "scenario_id": scenario.id},
    ]
    rules = [("新しい友だちへのあいさつ", {"kind": "follow", "case": "new"}, welcome)]
    rules += [
        (name, trigger, [{"do": "send", "blocks": _text(text)}]) for name, trigger, text in _OTHER_RULES
    ]
    for position, (name, trigger, actions) in enumerate(rules):
        save_rule(
            org_id=org_id,
            actor=KEEPER,
            channel_id=channel_id,
            name=name,
            trigger=trigger,
            actions=actions,
            position=position,
            now=now,
        )


def _api_key(org_id: int, settings: Settings, now: datetime) -> str:
    path = Path(settings.data_dir) / "api-key"
    if path.exists():
        return path.read_text().strip()
    with org_scope(org_id):
        made = create_api_key(
            org_id=org_id, name="見本の店 / sample shop", scopes=PERMISSIONS, actor=KEEPER, now=now
        )
    path.touch(mode=0o600)
    path.write_text(made.secret + "\n")
    return made.secret
