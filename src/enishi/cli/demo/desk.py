"""What the sample shop's staff have done so far: members, templates, answered and unanswered talks, deliveries."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from enishi.accounts.models import Role
from enishi.accounts.services import add_member
from enishi.analytics.services import count_events
from enishi.cli.demo.keeper import KEEPER
from enishi.cli.demo.people import Person
from enishi.content.services.revisions import freeze_revision
from enishi.content.services.templates import create_template
from enishi.delivery.models import DispatchKind
from enishi.delivery.services import request_dispatch
from enishi.friends.services.timeline import NewEvent, ReactionContext
from enishi.inbox.models import Mark, MarkRole
from enishi.inbox.services.canned_replies import create_canned_reply
from enishi.inbox.services.conversations import set_mark
from enishi.inbox.services.listening import follow_facts
from enishi.inbox.services.notes import write_note
from enishi.scenarios.services.editing import save_scenario

#: A friend whom the platform knows nothing of: what is sent to them fails, as it does for a deleted account.
GONE = 49
#: Index in the cast → hours ago, and what they asked; nobody has answered yet.
QUESTIONS: Mapping[int, tuple[float, str]] = {
    1: (52, "来週の土曜日、カラーとカットで予約できますか？"),
    6: (27.5, "先日のトリートメント、家でのケア方法を教えてください"),
    13: (19, "予約を1時間遅らせることはできますか？"),
    22: (5.5, "白髪染めのメニューと料金を知りたいです"),
    34: (2, "駐車場はありますか"),
    41: (0.4, "今から伺えますか？🙏"),
}
#: Staff were up to date so long ago: before the first of the questions.
ANSWERED_UNTIL = timedelta(hours=60)
_MEMBERS = (
    ("manager@example.com", "副店長 中村", Role.ADMIN),
    ("marketing@example.com", "販促担当 小林", Role.OPERATOR),
    ("front@example.com", "受付 山本", Role.RESPONDER),
    ("analyst@example.com", "本部 加藤", Role.ANALYST),
)
_TEMPLATES = (
    (
        "ご来店のお礼",
        "{{name|お客}}さま、本日はご来店ありがとうございました。仕上がりはいかがでしょうか。",
    ),
    (
        "予約の前日のご案内",
        "{{name|お客}}さま、明日のご予約をお待ちしております。お気をつけてお越しください。",
    ),
    ("臨時休業のお知らせ", "いつもありがとうございます。来週火曜日は研修のため臨時休業いたします。"),
    ("誕生月の特典", "{{name|お客}}さま、お誕生月おめでとうございます！ヘッドスパを無料でお付けします。"),
)
_CANNED = (
    (
        "駐車場のご案内",
        "cp",
        "お店の裏に3台分の駐車場がございます。満車のときは隣のコインパーキングをご利用ください。",
    ),
    ("予約の確認", "yy", "ご予約を承りました。変更やキャンセルは前日までにご連絡ください。"),
    ("営業時間", "ei", "営業時間は10時から19時、定休日は毎週月曜日です。"),
)
_NEWS = "{{name|お客}}さま、12月のご予約を受け付けています。年末は混み合いますので、お早めにどうぞ。"
_LATE = "本日限り！トリートメント半額です。"


def open_desk(
    org_id: int, channel_id: int, cast: Sequence[Person], friend_ids: Mapping[str, int], now: datetime
) -> None:
    """Everything below, in one transaction of the shop's."""
    _staff(org_id, now)
    _words(org_id, channel_id, now)
    _talks(org_id, channel_id, cast, friend_ids, now)
    _deliveries(org_id, channel_id, [friend_ids[each.line_user_id] for each in cast], now)


def said(cast: Sequence[Person], friend_ids: Mapping[str, int]) -> list[NewEvent]:
    """Every message of the cast's past."""
    return [
        NewEvent(friend_ids[each.line_user_id], "message.received", at, {"type": "text", "text": text})
        for each in cast
        for at, text in each.messages
    ]


def asked(cast: Sequence[Person], friend_ids: Mapping[str, int], now: datetime) -> list[NewEvent]:
    """The questions that wait for an answer."""
    return [
        NewEvent(
            friend_ids[cast[index].line_user_id],
            "message.received",
            now - timedelta(hours=hours),
            {"type": "text", "text": text},
        )
        for index, (hours, text) in QUESTIONS.items()
    ]


def _staff(org_id: int, now: datetime) -> None:
    for email, name, role in _MEMBERS:
        add_member(org_id=org_id, email=email, name=name, role=role, actor=KEEPER, now=now)


def _words(org_id: int, channel_id: int, now: datetime) -> None:
    for name, text in _TEMPLATES:
        create_template(org_id=org_id, name=name, blocks=_text(text), actor=KEEPER, now=now)
    for name, shortcut, text in _CANNED:
        create_canned_reply(
            org_id=org_id,
            name=name,
            folder="受付",
            shortcut=shortcut,
            blocks=_text(text),
            actor=KEEPER,
            now=now,
        )
    save_scenario(
        org_id=org_id,
        actor=KEEPER,
        channel_id=channel_id,
        name="来店後のフォロー",
        purpose="2回目の来店につなげる",
        steps=[
            {
                "name": "お礼",
                "timing": {"mode": "after", "seconds": 3600},
                "blocks": _text(_TEMPLATES[0][1]),
            },
            {
                "name": "1か月後のご案内",
                "timing": {"mode": "on_day", "day": 30, "at": "11:00"},
                "blocks": _text("{{name|お客}}さま、そろそろお手入れの時期です。ご予約をお待ちしています。"),
            },
        ],
        now=now,
    )


def _talks(
    org_id: int, channel_id: int, cast: Sequence[Person], friend_ids: Mapping[str, int], now: datetime
) -> None:
    """Who asked lately waits for an answer; everything before was answered."""
    _hear(org_id, channel_id, said(cast, friend_ids), now)
    done = Mark.objects.get(org_id=org_id, role=MarkRole.DONE)
    for each in cast:
        if each.messages:
            set_mark(
                org_id=org_id,
                friend_id=friend_ids[each.line_user_id],
                mark_id=done.id,
                actor=KEEPER,
                now=now - ANSWERED_UNTIL,
            )
    _hear(org_id, channel_id, asked(cast, friend_ids, now), now)
    regular = friend_ids[cast[6].line_user_id]
    write_note(
        org_id=org_id,
        friend_id=regular,
        body="頭皮が敏感なので、カラー前に保護オイルを使うこと。",
        actor=KEEPER,
        now=now,
    )


def _hear(org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime) -> None:
    for follow in (follow_facts, count_events):
        follow(org_id=org_id, channel_id=channel_id, events=events, now=now, context=ReactionContext())


def _deliveries(org_id: int, channel_id: int, friend_ids: Sequence[int], now: datetime) -> None:
    """Sent once the worker runs: to most of them; blocked friends, one too late and one who is gone do not get it."""
    day = timedelta(days=1)
    for text, recipients, expires_at in (
        (_NEWS, friend_ids, now + day),
        (_LATE, friend_ids[:8], now - timedelta(hours=1)),
    ):
        request_dispatch(
            org_id=org_id,
            channel_id=channel_id,
            kind=DispatchKind.BROADCAST,
            revision_id=freeze_revision(org_id=org_id, blocks=_text(text), now=now),
            recipients=recipients,
            now=now,
            due_at=min(now, expires_at - timedelta(minutes=30)),
            expires_at=expires_at,
            created_by="販促担当 小林",
        )
    request_dispatch(
        org_id=org_id,
        channel_id=channel_id,
        kind=DispatchKind.STAFF,
        revision_id=freeze_revision(org_id=org_id, blocks=_text(_CANNED[1][2]), now=now),
        recipients=[friend_ids[GONE]],
        now=now,
        created_by="受付 山本",
    )


def _text(text: str) -> list[dict[str, Any]]:
    return [{"kind": "text", "text": text}]
