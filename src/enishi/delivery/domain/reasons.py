"""Why a friend did not get a message: every code that the ledger may hold, in the words that staff read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    ja: str
    en: str


_REASONS = (
    Reason("blocked", "ブロックされています。", "The friend has blocked the account."),
    Reason(
        "muted",
        "担当者がこの友だちへの配信を止めています。",
        "Staff stopped all sending to this friend.",
    ),
    Reason("friend_missing", "友だちの記録が削除されています。", "The friend's record was deleted."),
    Reason("expired", "期限を過ぎたため送りませんでした。", "It was too late to be of use."),
    Reason("cancelled", "配信が中止されました。", "The dispatch was cancelled."),
    Reason("channel_inactive", "公式アカウントが停止中です。", "The account is switched off."),
    Reason("quota", "今月の通数の上限に達しています。", "This month's message quota is used up."),
    Reason(
        "placeholder_missing",
        "差し込みの値がなく、代わりの言葉も設定されていません。",
        "A placeholder has neither a value nor a fallback.",
    ),
    Reason(
        "content_invalid",
        "差し込み後の内容がLINEの制限を超えます。",
        "The filled message breaks LINE's limits.",
    ),
    Reason("recipient_refused", "LINEがこの宛先を受け付けませんでした。", "LINE refused this recipient."),
    Reason("refused", "LINEがこのメッセージを受け付けませんでした。", "LINE refused this message."),
    Reason(
        "in_doubt",
        "LINEの応答が得られず、届いたか分かりません。二重送信を避けるため再送しません。",
        "LINE's answer was lost; it may have arrived, and is not sent again lest it arrive twice.",
    ),
    Reason("scenario_left", "シナリオから外れました。", "The friend left the scenario."),
    Reason("time_passed", "指定の時刻を過ぎていました。", "The step's time had already passed."),
)

REASONS = {reason.code: reason for reason in _REASONS}

_STATE_REASONS = (
    Reason("by_staff", "担当者が一時停止しました。", "Paused by staff."),
    Reason(
        "too_many_failures",
        "失敗が多いため自動で一時停止しました。理由を確認してから再開してください。",
        "Paused because too many failed: look at the reasons before you resume.",
    ),
)

#: Why a dispatch does not go on.
STATE_REASONS = {reason.code: reason for reason in _STATE_REASONS}
