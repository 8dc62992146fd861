"""What a person must do about LINE's answers, in Japanese and English.

In: results of the client and what a channel's set-up looks like. Out: mends, each naming the place in the
LINE Developers console or the LINE Official Account Manager. Pure; it asks LINE nothing. Texts hold no
secrets and no ids of friends.
"""

from dataclasses import dataclass

from enishi.line.client.outcomes import Answer, Outcome, SendResult
from enishi.line.client.values import BotInfo, TokenInfo, WebhookEndpoint, WebhookTest


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing that is wrong and how to put it right; ``code`` is stable."""

    code: str
    ja: str
    en: str


WRONG_TOKEN = Mend(
    "line.wrong_token",
    "チャネルアクセストークンが正しくないか、失効しています。LINE Developersコンソールの該当チャ"
    "ネルで「Messaging API設定」→「チャネルアクセストークン（長期）」を発行し直し、ここに貼り付"
    "けてください。",
    "The channel access token is wrong or has been revoked. In the LINE Developers console open "
    'the channel, "Messaging API" tab, issue the long-lived channel access token again and paste '
    "it here.",
)
TOKEN_OF_ANOTHER_CHANNEL = Mend(
    "line.token_of_another_channel",
    "このチャネルアクセストークンは別のチャネルのものです。LINE Developersコンソールで、「チャネ"
    "ル基本設定」のチャネルIDと同じチャネルの「Messaging API設定」からトークンをコピーしてくださ"
    "い。",
    "This channel access token belongs to another channel. In the LINE Developers console copy "
    'the token from the "Messaging API" tab of the channel whose "Basic settings" show the '
    "channel ID given here.",
)
WRONG_SECRET = Mend(
    "line.wrong_secret",
    "チャネルIDかチャネルシークレットが正しくありません。LINE Developersコンソールの該当チャネル"
    "で「チャネル基本設定」のチャネルIDとチャネルシークレットをコピーし直してください。",
    "The channel ID or the channel secret is wrong. In the LINE Developers console open the "
    'channel and copy both again from "Basic settings".',
)
CREDENTIALS_LOCKED = Mend(
    "line.credentials_locked",
    "保存した認証情報を復号できません。ENISHI_SECRET_KEYが変わっています。元の鍵に戻すか、チャネルシークレット"
    "（長期トークンの場合はトークンも）を登録し直してください。",
    "The stored credentials cannot be decrypted: ENISHI_SECRET_KEY has changed. Bring the former key back, or enter "
    "the channel secret (and the token, where it is long-lived) again.",
)
WEBHOOK_NOT_SET = Mend(
    "line.webhook_not_set",
    "LINEにWebhook URLが設定されていません。LINE Developersコンソールの「Messaging API設定」→「W"
    "ebhook URL」に、この画面に表示されたURLを設定してください。",
    'LINE has no webhook URL. In the LINE Developers console, "Messaging API" tab, set "Webhook '
    'URL" to the address shown here.',
)
WEBHOOK_NOT_HTTPS = Mend(
    "line.webhook_not_https",
    "このシステムのアドレスが https:// ではないため、LINEからのWebhookを受け取れません。インターネットに公開した"
    "https のアドレスを ENISHI_PUBLIC_URL に設定して、Enishiを再起動してください。",
    "This installation's address is not https, so LINE cannot send it webhooks. Set ENISHI_PUBLIC_URL to an https "
    "address that the internet can reach, and restart Enishi.",
)
WEBHOOK_INACTIVE = Mend(
    "line.webhook_inactive",
    "Webhookがオフになっています。LINE Developersコンソールの「Messaging API設定」で「Webhookの利"
    "用」をオンにしてください。",
    'Webhooks are switched off. In the LINE Developers console, "Messaging API" tab, turn on "Use webhook".',
)
WEBHOOK_ELSEWHERE = Mend(
    "line.webhook_elsewhere",
    "LINEに設定されたWebhook URLが、このシステムのものと異なります。1つのチャネルに設定できるURL"
    "は1つです。LINE Developersコンソールの「Messaging API設定」→「Webhook URL」を変更してくださ"
    "い。",
    "LINE sends this channel's webhooks to another address, and a channel has only one. Change "
    '"Webhook URL" in the "Messaging API" tab of the LINE Developers console.',
)
REDELIVERY_UNKNOWN = Mend(
    "line.redelivery",
    "LINE Developersコンソールの「Messaging API設定」で「Webhookの再送」をオンにしてください。初"
    "期設定はオフで、オフの間に受信できなかったイベントは二度と届きません（この設定はAPIでは確認"
    "できません）。",
    'In the LINE Developers console, "Messaging API" tab, turn on "Webhook redelivery". It is off'
    " by default, and an event missed while it is off never comes again. (The API cannot tell "
    "whether it is on.)",
)
NOT_ENTITLED = Mend(
    "line.not_entitled",
    "このアカウントの種別やプランでは、この機能を利用できません（例: 友だちIDの一覧は認証済アカウ"
    "ントのみ）。LINE Official Account Managerでアカウントの認証状況とプランを確認してください。",
    "This account's type or plan does not include this (the list of friends' ids, for example, "
    "needs a verified account). Check verification and plan in the LINE Official Account Manager.",
)
QUOTA_EXHAUSTED = Mend(
    "line.quota_exhausted",
    "今月のメッセージ通数の上限に達しました。LINE Official Account Managerの「設定」→「利用と請"
    "求」で、プランまたは追加メッセージの上限を変更してください。",
    "This month's message limit is reached. Change the plan or the limit for additional messages "
    "in the LINE Official Account Manager (Settings, Billing).",
)
RATE_LIMITED = Mend(
    "line.rate_limited",
    "LINEの送信頻度の制限に達しました。しばらく待つと自動的に再開します。",
    "LINE's rate limit was reached. Sending goes on by itself after a while.",
)
UNREACHABLE = Mend(
    "line.unreachable",
    "LINEのサーバーに接続できません。ネットワーク、ファイアウォール、DNSの設定を確認してください。",
    "LINE's servers cannot be reached. Check the network, the firewall and DNS.",
)
NO_CLEAR_ANSWER = Mend(
    "line.no_clear_answer",
    "LINEから明確な応答がありませんでした。LINE側の障害情報を確認し、しばらくしてからやり直してください。",
    "LINE gave no clear answer. See whether LINE reports an outage and try again later.",
)
_WEBHOOK_TEST_MENDS = {
    "COULD_NOT_CONNECT": Mend(
        "line.webhook_could_not_connect",
        "LINEからWebhook URLに接続できませんでした。URL、公開されたDNS、正規のTLS証明書、ファイア"
        "ウォールを確認してください（LINEの送信元IPアドレスは公開されていません）。",
        "LINE could not connect to the webhook URL. Check the URL, public DNS, a TLS certificate "
        "from a public authority and the firewall (LINE does not publish the addresses it calls "
        "from).",
    ),
    "REQUEST_TIMEOUT": Mend(
        "line.webhook_timeout",
        "Webhookの応答が2秒以内に返りませんでした。サーバーの負荷と、手前のプロキシの設定を確認し"
        "てください。",
        "The webhook did not answer within 2 seconds. Check the server's load and any proxy in front of it.",
    ),
    "ERROR_STATUS_CODE": Mend(
        "line.webhook_error_status",
        "Webhook URLが200以外を返しました。URLの末尾のキーが正しいか、手前のプロキシが遮っていな"
        "いかを確認してください。401の場合はチャネルシークレットが一致していません。",
        "The webhook URL did not answer 200. Check the key at the end of the URL and any proxy in"
        " front of it; 401 means that the channel secret does not match.",
    ),
}
WEBHOOK_TEST_FAILED = Mend(
    "line.webhook_test_failed",
    "Webhookの疎通確認に失敗しました。LINE Developersコンソールの「Messaging API設定」→「検証」"
    "で詳細を確認してください。",
    'The test of the webhook failed. Press "Verify" in the "Messaging API" tab of the LINE '
    "Developers console for details.",
)

_BY_OUTCOME = {
    Outcome.RATE_LIMITED: RATE_LIMITED,
    Outcome.QUOTA_EXHAUSTED: QUOTA_EXHAUSTED,
    Outcome.NOT_SENT: UNREACHABLE,
    Outcome.AMBIGUOUS: NO_CLEAR_ANSWER,
}


def mend_for(result: SendResult | Answer[object]) -> Mend | None:
    """What to do about a call with a channel's token.

    None where it succeeded or the message itself is at fault.
    """
    if result.outcome is Outcome.UNAUTHORISED:
        return NOT_ENTITLED if result.status == 403 else WRONG_TOKEN
    return _BY_OUTCOME.get(result.outcome)


def mend_for_issuing(outcome: Outcome) -> Mend | None:
    """What to do when no stateless token could be issued: LINE answers wrong credentials with 400 or 401."""
    if outcome in (Outcome.REFUSED, Outcome.UNAUTHORISED):
        return WRONG_SECRET
    return _BY_OUTCOME.get(outcome)


def token_mends(
    channel_id: str, expected_bot_user_id: str | None, info: TokenInfo | None, bot: BotInfo | None
) -> list[Mend]:
    """Whether a token that works belongs to this channel, by channel id and, once known, by bot user id."""
    is_other_channel = info is not None and info.channel_id != channel_id
    is_other_bot = (
        bot is not None and expected_bot_user_id is not None and bot.user_id != expected_bot_user_id
    )
    return [TOKEN_OF_ANOTHER_CHANNEL] if is_other_channel or is_other_bot else []


def webhook_mends(
    expected_url: str, endpoint: Answer[WebhookEndpoint], test: Answer[WebhookTest] | None
) -> list[Mend]:
    """Everything to put right before events arrive, and the reminder of redelivery, which no API shows."""
    if endpoint.is_missing:
        return [WEBHOOK_NOT_SET, REDELIVERY_UNKNOWN]
    if endpoint.value is None:
        mend = mend_for(endpoint)
        return [mend] if mend else []
    mends = []
    if endpoint.value.url != expected_url:
        mends.append(WEBHOOK_ELSEWHERE)
    if not endpoint.value.is_active:
        mends.append(WEBHOOK_INACTIVE)
    if test is not None and test.value is not None and not test.value.is_success:
        mends.append(_WEBHOOK_TEST_MENDS.get(test.value.reason, WEBHOOK_TEST_FAILED))
    return [*mends, REDELIVERY_UNKNOWN]
