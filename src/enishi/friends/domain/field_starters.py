"""Sets of fields to begin with, by trade: what most shops ask for, with the reason why it is collected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from enishi.friends.domain.field_types import FieldType


@dataclass(frozen=True, slots=True)
class Starter:
    """One field of a set, its texts as (Japanese, English)."""

    key: str
    name: tuple[str, str]
    type: FieldType
    purpose: tuple[str, str]
    is_personal: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    settings: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StarterSet:
    """What one trade begins with."""

    key: str
    name: tuple[str, str]
    text: tuple[str, str]
    fields: tuple[Starter, ...]


_CONTACT = ("予約の確認や、忘れ物などの連絡のため", "To confirm bookings and to reach the person")
_KNOW = ("本人の確認と、まちがいのない案内のため", "To know the person and to address them rightly")
_BIRTHDAY = ("誕生日の特典を届けるため", "To send a birthday gift")
_FIT = ("一人ひとりに合った提案をするため", "To suggest what fits the person")
_SEND = ("商品や案内状を送るため", "To send goods and letters")

_NAME = Starter("name", ("氏名", "Full name"), FieldType.TEXT, _KNOW, True)
_KANA = Starter("kana", ("ふりがな", "Reading of the name"), FieldType.TEXT, _KNOW, True)
_PHONE = Starter("phone", ("電話番号", "Phone"), FieldType.PHONE, _CONTACT, True)
_EMAIL = Starter("email", ("メールアドレス", "E-mail"), FieldType.EMAIL, _CONTACT, True)
_BORN = Starter(
    "birthday", ("生年月日", "Date of birth"), FieldType.DATE, _BIRTHDAY, True, settings={"is_yearly": True}
)
_GENDER = Starter(
    "gender",
    ("性別", "Gender"),
    FieldType.CHOICE,
    _FIT,
    True,
    (("女性", "Female"), ("男性", "Male"), ("その他", "Other"), ("回答しない", "Rather not say")),
)
_POSTCODE = Starter(
    "postcode", ("郵便番号", "Postcode"), FieldType.TEXT, _SEND, True, settings={"max_length": 10}
)
_ADDRESS = Starter("address", ("住所", "Address"), FieldType.TEXT, _SEND, True)
_NUMBER = Starter("member_number", ("会員番号", "Member number"), FieldType.TEXT, _KNOW, True)

STARTER_SETS: tuple[StarterSet, ...] = (
    StarterSet(
        "basic",
        ("基本", "The basics"),
        ("どの業種でも使う、名前と連絡先。", "Name and how to reach the person, for every trade."),
        (_NAME, _KANA, _PHONE, _EMAIL, _BORN, _GENDER),
    ),
    StarterSet(
        "salon",
        ("美容室・サロン", "Salon"),
        ("来店の記録と、施術のための情報。", "Visits, and what one must know for a treatment."),
        (
            _NAME,
            _KANA,
            _PHONE,
            _BORN,
            Starter(
                "last_visit",
                ("最終来店日", "Last visit"),
                FieldType.DATE,
                ("次の来店の時期を案内するため", "To suggest the time of the next visit"),
            ),
            Starter(
                "visits",
                ("来店回数", "Visits"),
                FieldType.NUMBER,
                ("常連のお客さまを大切にするため", "To care for regulars"),
                settings={"min": 0, "decimals": 0},
            ),
            Starter(
                "menu",
                ("よく頼むメニュー", "Usual treatments"),
                FieldType.CHOICES,
                _FIT,
                choices=(
                    ("カット", "Cut"),
                    ("カラー", "Colour"),
                    ("パーマ", "Perm"),
                    ("トリートメント", "Treatment"),
                    ("ヘッドスパ", "Head spa"),
                ),
            ),
            Starter("staff", ("担当スタイリスト", "Stylist"), FieldType.TEXT, _FIT),
            Starter(
                "allergy",
                ("アレルギー・肌の注意", "Allergies and skin"),
                FieldType.LONG_TEXT,
                ("安全に施術するため", "To treat the person safely"),
                True,
            ),
        ),
    ),
    StarterSet(
        "shop",
        ("小売店・ネットショップ", "Shop"),
        ("配送先と、会員としての情報。", "Where to send goods, and the membership."),
        (
            _NAME,
            _NUMBER,
            _PHONE,
            _EMAIL,
            _POSTCODE,
            _ADDRESS,
            _BORN,
            Starter(
                "rank",
                ("会員ランク", "Rank"),
                FieldType.CHOICE,
                ("ランクに合った特典を届けるため", "To send the benefits of the rank"),
                choices=(("一般", "Regular"), ("シルバー", "Silver"), ("ゴールド", "Gold")),
            ),
            Starter(
                "points",
                ("ポイント", "Points"),
                FieldType.NUMBER,
                ("残りのポイントを知らせるため", "To tell how many points are left"),
                settings={"min": 0, "decimals": 0},
            ),
        ),
    ),
    StarterSet(
        "school",
        ("教室・スクール", "School"),
        ("生徒と保護者、通っているコース。", "Pupils, parents and courses."),
        (
            Starter("pupil", ("生徒の氏名", "Pupil's name"), FieldType.TEXT, _KNOW, True),
            Starter("parent", ("保護者の氏名", "Parent's name"), FieldType.TEXT, _CONTACT, True),
            _PHONE,
            _EMAIL,
            _BORN,
            Starter(
                "course",
                ("コース", "Course"),
                FieldType.CHOICE,
                ("コースごとの案内を届けるため", "To send what concerns the course"),
                choices=(
                    ("体験", "Trial"),
                    ("初級", "Beginner"),
                    ("中級", "Intermediate"),
                    ("上級", "Advanced"),
                ),
            ),
            Starter(
                "joined",
                ("入会日", "Joined on"),
                FieldType.DATE,
                ("継続のお祝いと更新の案内のため", "To mark the years and to renew"),
                settings={"is_yearly": True},
            ),
            Starter(
                "photo_consent",
                ("写真掲載の同意", "May be shown in photos"),
                FieldType.BOOLEAN,
                ("同意のない写真を載せないため", "To show nobody who has not agreed"),
            ),
        ),
    ),
)
