"""What is wrong with an order of a file, in words with the mend: code → Japanese and English."""

from enishi.friends.domain.operations import Words

_TEXTS: dict[str, tuple[str, str]] = {
    "number_empty": ("注文番号が空です。", "The order number is empty."),
    "number_too_long": ("注文番号は200文字までです。", "An order number has at most 200 characters."),
    "too_many_lines": (
        "1つの注文の行が多すぎます（{most}行まで）。注文番号の列が正しいか確かめてください。",
        "The order has too many rows (at most {most}). Check which column holds the order number.",
    ),
    "ordered_at_empty": ("注文日時が空です。", "The time of the order is empty."),
    "ordered_at_later": (
        "注文日時が未来です。年月日を確かめてください。",
        "The order is in the future. Check its date.",
    ),
    "total_empty": (
        "合計金額が空です。金額を入れるか、単価と数量の列を選んでください。",
        "The total is empty. Fill it in, or choose columns of price and quantity.",
    ),
    "amount_wrong": (
        "金額として読み取れません。0以上の円の整数にしてください。例：1200、1,200、¥1,200",
        "This is no amount. Give whole yen, 0 or more, for example 1200 or 1,200.",
    ),
    "total_negative": (
        "合計がマイナスになります。金額の列を確かめてください。",
        "The sum is below zero. Check the columns of amounts.",
    ),
    "total_too_large": (
        "合計が大きすぎます（1兆円まで）。単価と数量の列を確かめてください。",
        "The sum is too large (at most 10^12 yen). Check the columns of prices and quantities.",
    ),
    "quantity_wrong": (
        "数量は1から100,000までの整数にしてください。",
        "A quantity is a whole number from 1 to 100,000.",
    ),
    "currency_wrong": (
        "日本円の注文だけを取り込めます。",
        "Only orders in Japanese yen can be imported.",
    ),
    "state_unknown": (
        "「{name}」がどの状態を指すか決まっていません。「列の対応」で選んでください。",
        "It is not known what “{name}” means. Choose it where the columns are mapped.",
    ),
    "state_unpaid": (
        "まだ支払われていない注文です。支払い後のファイルで取り込んでください。",
        "The order is not paid yet. Import it from a file of after its payment.",
    ),
    "rows_differ": (
        "同じ注文の{line}行目と値が違います。どちらかに揃えてください。",
        "It differs from line {line} of the same order. Make them the same.",
    ),
    "rows_differ_person": (
        "同じ注文の{line}行目と値が違います。先の行の値を使います。",
        "It differs from line {line} of the same order, whose value is used.",
    ),
    "nobody": (
        "誰の注文か分かりません。ショップの顧客ID・メールアドレス・電話番号・LINEユーザーIDのどれかを入れてください。",
        "Nobody is named. Give the shop's customer id, an e-mail address, a phone number or a LINE user id.",
    ),
    "email_wrong": (
        "メールアドレスの形ではありません。例：hanako@example.com",
        "This is no e-mail address. Example: hanako@example.com",
    ),
    "phone_wrong": (
        "電話番号の形ではありません（先頭の0が消えていないか確かめてください）。例：090-1234-5678",
        "This is no phone number (is its leading 0 lost?). Example: 090-1234-5678",
    ),
    "person_part_unused": ("{ja}この値は使わずに取り込みます。", "{en} It is imported without this value."),
    "customer_id_too_long": ("顧客IDは200文字までです。", "A customer id has at most 200 characters."),
    "friend_unknown": (
        "このLINEユーザーIDの友だちがいません。顧客IDやメールアドレスの列も選ぶと、あとから友だちと結び付けられます。",
        "No friend has this LINE user id. Choose a column of customer ids or addresses too: the order can be joined to "
        "a friend later.",
    ),
    "product_name_too_long": ("商品名は200文字までです。", "A product name has at most 200 characters."),
    "product_code_too_long": ("商品コードは100文字までです。", "A product code has at most 100 characters."),
    "category_too_long": ("カテゴリは100文字までです。", "A category has at most 100 characters."),
}


def words(code: str, **particulars: object) -> Words:
    """The text of ``code`` in both languages."""
    ja, en = _TEXTS[code]
    return Words(ja.format(**particulars), en.format(**particulars)) if particulars else Words(ja, en)
