"""Whether a channel's sending goes on, and what to do if not. Pure: facts and the time in, one state out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Code = Literal["fine", "inactive", "held", "refused", "resting", "probing", "no_quota"]


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What stops sending, as it is stored."""

    is_active: bool
    is_organisation_held: bool
    credentials_changed_at: datetime
    refused_at: datetime | None
    open_until: datetime | None
    quota_out_until: datetime | None


@dataclass(frozen=True, slots=True)
class SendingState:
    """The most serious thing that is so; ``code`` is ``fine`` when nothing is in the way."""

    code: Code
    ja: str
    en: str


_STATES = {
    state.code: state
    for state in (
        SendingState("inactive", "公式アカウントが停止中です。", "The account is switched off."),
        SendingState(
            "held",
            "組織全体の配信を停止しています。解除すると続きから再開します。",
            "All sending of the organisation is held; it goes on where it stopped when released.",
        ),
        SendingState(
            "refused",
            "LINE が認証情報を受け付けません。チャネルシークレットとアクセストークンを確認してください。",
            "LINE refuses the credentials: check the channel secret and the access token.",
        ),
        SendingState(
            "resting",
            "LINE の応答が続けて失敗したため、少し待ってから再開します。",
            "LINE failed several times in a row; sending goes on after a short rest.",
        ),
        SendingState(
            "probing",
            "LINE が復旧したか、1 通ずつ試しています。",
            "One message at a time tries whether LINE is back.",
        ),
        SendingState(
            "no_quota",
            "今月の通数の上限に達しました。返信は続きます。ほかは、期限が来月より先のものだけ待ち、残りは見送ります。",
            "This month's quota is used up. Replies go on; the rest waits for next month, or is skipped where it "
            "would be too late by then.",
        ),
        SendingState("fine", "配信できます。", "Sending works."),
    )
}


def sending_state(facts: ChannelFacts, now: datetime) -> SendingState:
    """What stands in the way now, the most serious first."""
    return _STATES[_code(facts, now)]


def _code(facts: ChannelFacts, now: datetime) -> Code:
    if not facts.is_active:
        return "inactive"
    if facts.is_organisation_held:
        return "held"
    # Newer credentials are tried at once: the refusal spoke of the former ones.
    if facts.refused_at is not None and facts.credentials_changed_at <= facts.refused_at:
        return "refused"
    if facts.open_until is not None:
        return "resting" if facts.open_until > now else "probing"
    if facts.quota_out_until is not None and facts.quota_out_until > now:
        return "no_quota"
    return "fine"
