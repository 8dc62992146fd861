"""Roles and permissions in words: what the table shows from which everybody reads who may what.

The sections stand in the order in which the app's navigation has them. What a role holds is never said here: that is
the table of :mod:`enishi.accounts.permissions` alone.
"""

from dataclasses import dataclass
from typing import NamedTuple

from enishi.accounts.models import Role
from enishi.accounts.permissions import PermissionName


class Words(NamedTuple):
    """A name and one line on what it means, in Japanese and English."""

    ja: str
    en: str
    meaning_ja: str
    meaning_en: str


@dataclass(frozen=True, slots=True)
class Section:
    """Permissions that belong together."""

    key: str
    ja: str
    en: str
    permissions: dict[PermissionName, Words]


ROLE_TEXTS: dict[str, Words] = {
    Role.OWNER: Words(
        "オーナー",
        "Owner",
        "すべての操作ができます。組織に必ず1人以上います。",
        "May do everything. An organisation always has at least one.",
    ),
    Role.ADMIN: Words(
        "管理者",
        "Administrator",
        "メンバーや公式アカウントの設定まで任せられる人。",
        "Also looks after members and the official accounts' settings.",
    ),
    Role.OPERATOR: Words(
        "運用担当",
        "Operator",
        "シナリオや配信を作って公開し、友だちに返信する人。",
        "Builds and publishes scenarios and broadcasts, and answers friends.",
    ),
    Role.RESPONDER: Words(
        "トーク担当",
        "Responder",
        "友だちからのトークに返信する人。配信の設定は変えられません。",
        "Answers friends' messages; changes no automatic sending.",
    ),
    Role.ANALYST: Words(
        "分析担当",
        "Analyst",
        "数字と設定を見るだけの人。何も変えられません。",
        "Looks at numbers and settings; changes nothing.",
    ),
    Role.PARTNER: Words(
        "パートナー",
        "Partner",
        "外部の制作会社など。決めた公式アカウントの下書きを、決めた日まで作れます。友だちは見えません。",
        "An agency, say: drafts for chosen accounts until a chosen day; sees no friends.",
    ),
}

SECTIONS: tuple[Section, ...] = (
    Section(
        "friends",
        "友だち",
        "Friends",
        {
            "friends.view": Words(
                "友だちを見る", "See friends", "一覧・詳細・行動履歴", "The list, details and timelines"
            ),
            "friends.edit": Words(
                "友だちを編集する", "Edit friends", "タグ付け・メモ・取り込み", "Tagging, memos and imports"
            ),
            "tags.view": Words("タグを見る", "See tags", "タグの一覧", "The list of tags"),
            "tags.edit": Words(
                "タグを編集する", "Edit tags", "タグの作成・改名・削除", "Making, renaming and deleting tags"
            ),
            "fields.view": Words(
                "友だち情報欄を見る", "See fields", "欄の一覧と種類", "The list of fields and their types"
            ),
            "fields.edit": Words(
                "友だち情報欄を編集する",
                "Edit fields",
                "欄の作成・変更・削除",
                "Making, changing and deleting fields",
            ),
            "segments.view": Words("セグメントを見る", "See segments", "条件と人数", "Conditions and sizes"),
            "segments.edit": Words(
                "セグメントを編集する",
                "Edit segments",
                "作成・変更・アーカイブ",
                "Making, changing and archiving",
            ),
            "customers.view": Words(
                "顧客を見る", "See customers", "顧客・注文・商品", "Customers, orders and products"
            ),
            "customers.edit": Words(
                "顧客を編集する",
                "Edit customers",
                "統合・分割・注文の登録",
                "Merging, splitting, recording orders",
            ),
            "data.import": Words(
                "ファイルを取り込む",
                "Import files",
                "CSV・Excel からの取り込みと取り消し",
                "From CSV and Excel, and undoing it",
            ),
            "data.export": Words(
                "ファイルに書き出す",
                "Export files",
                "一覧の CSV・Excel への書き出し",
                "Lists as CSV and Excel",
            ),
            "privacy.edit": Words(
                "個人情報の請求に応じる",
                "Answer privacy requests",
                "一人分の書き出し・消去・同意・保存期間",
                "One person's export, erasure, consent and retention",
            ),
        },
    ),
    Section(
        "talk",
        "トーク",
        "Talk",
        {
            "talk.view": Words(
                "トークを見る", "See talks", "友だちとのやりとり", "The messages with friends"
            ),
            "talk.reply": Words(
                "トークに返信する",
                "Reply",
                "返信・担当・対応マーク・ノート",
                "Replies, assignment, marks and notes",
            ),
        },
    ),
    Section(
        "deliveries",
        "配信",
        "Sending",
        {
            "deliveries.view": Words(
                "配信を見る",
                "See sending",
                "配信の状況と、届いたかどうか",
                "What is sent and whether it arrived",
            ),
            "deliveries.send": Words(
                "配信する",
                "Send",
                "友だちへのメッセージの配信と予約",
                "Sending and booking messages to friends",
            ),
            "deliveries.control": Words(
                "配信を止める・再開する",
                "Stop and resume sending",
                "一時停止・再開・中止・組織全体の停止",
                "Pausing, resuming, cancelling, holding everything",
            ),
        },
    ),
    Section(
        "automation",
        "シナリオと自動応答",
        "Scenarios and automatic replies",
        {
            "scenarios.view": Words(
                "シナリオを見る", "See scenarios", "シナリオの内容と数字", "Their content and numbers"
            ),
            "scenarios.edit": Words(
                "シナリオの下書きを作る", "Draft scenarios", "下書きの作成と編集", "Making and editing drafts"
            ),
            "scenarios.publish": Words(
                "シナリオを公開する",
                "Publish scenarios",
                "公開・停止・友だちの登録と解除",
                "Publishing, pausing, enrolling and removing friends",
            ),
            "rules.view": Words(
                "自動応答を見る", "See automatic replies", "ルールの内容", "What the rules say"
            ),
            "rules.edit": Words(
                "自動応答を編集する",
                "Edit automatic replies",
                "ルールの作成・変更・削除（すぐ動きます）",
                "Making, changing and deleting rules, at once",
            ),
        },
    ),
    Section(
        "content",
        "コンテンツ",
        "Content",
        {
            "content.view": Words(
                "テンプレートを見る", "See templates", "テンプレートとメディア", "Templates and media"
            ),
            "content.edit": Words(
                "テンプレートを編集する",
                "Edit templates",
                "テンプレートの作成、変更、アーカイブ",
                "Making, changing and archiving templates",
            ),
            "content.upload": Words(
                "画像をアップロードする",
                "Upload images",
                "メッセージに使う画像のアップロード",
                "Uploading images for messages",
            ),
        },
    ),
    Section(
        "settings",
        "設定",
        "Settings",
        {
            "organisation.view": Words(
                "組織を見る", "See the organisation", "組織の名前", "The organisation's name"
            ),
            "organisation.edit": Words(
                "組織を編集する",
                "Edit the organisation",
                "組織の名前の変更",
                "Changing the organisation's name",
            ),
            "channels.view": Words(
                "公式アカウントを見る", "See official accounts", "接続の状態", "The state of the connection"
            ),
            "channels.edit": Words(
                "公式アカウントを接続する",
                "Connect official accounts",
                "接続と認証情報の変更",
                "Connecting, and changing credentials",
            ),
            "members.view": Words(
                "メンバーを見る", "See members", "メンバーと招待の一覧", "Members and invitations"
            ),
            "members.edit": Words(
                "メンバーを編集する",
                "Edit members",
                "招待・権限の変更・削除",
                "Inviting, changing roles, removing",
            ),
            "api_keys.view": Words("APIキーを見る", "See API keys", "キーの一覧", "The list of keys"),
            "api_keys.edit": Words(
                "APIキーを編集する", "Edit API keys", "キーの作成と無効化", "Making and revoking keys"
            ),
            "audit.view": Words(
                "操作の記録を見る", "See the audit log", "だれが何を変えたか", "Who changed what"
            ),
            "intake.view": Words(
                "受信の失敗を見る",
                "See failed events",
                "処理できなかったLINEからの通知",
                "Events from LINE that could not be worked off",
            ),
            "intake.retry": Words(
                "受信をやり直す",
                "Retry failed events",
                "失敗した通知の再処理",
                "Working off failed events again",
            ),
            "me.view": Words(
                "自分を確認する", "See oneself", "自分の名前と権限", "One's own name and permissions"
            ),
        },
    ),
)
