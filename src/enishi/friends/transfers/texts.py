"""What is wrong with a file or a row, in words with the mend: code → Japanese and English."""

from enishi.friends.domain.operations import Words
from enishi.friends.transfers import limits

_TEXTS: dict[str, tuple[str, str]] = {
    # The file as a whole.
    "file_empty": ("ファイルが空です。", "The file is empty."),
    "file_unknown": (
        "CSVでもExcel（.xlsx）でもないファイルです。どちらかで保存し直してください。",
        "This is neither CSV nor Excel (.xlsx). Save it as one of these.",
    ),
    "file_old_office": (
        "パスワード付き、または古い形式のExcelファイルです。パスワードを外し「Excelブック（.xlsx）」で保存し直してください。",
        "The Excel file has a password or is of the old kind. Save it without one as .xlsx.",
    ),
    "file_gone": (
        "アップロードしたファイルは保存期限が過ぎて削除されました。もう一度アップロードしてください。",
        "The uploaded file was deleted when its time was over. Upload it again.",
    ),
    "archive_damaged": (
        "Excelファイルが壊れていて読み取れません。Excelで開いて保存し直してください。",
        "The Excel file is damaged. Open it in Excel and save it again.",
    ),
    "archive_suspicious": (
        "展開すると大きくなりすぎるため、読み取りを中止しました。CSVで保存し直してください。",
        "It would grow too large when unpacked, so it was not read. Save it as CSV.",
    ),
    "workbook_empty": ("表示されているシートがありません。", "The workbook has no visible worksheet."),
    "sheet_missing": (
        "シート「{sheet}」がありません。シートを選び直してください。",
        "There is no worksheet “{sheet}”. Choose another.",
    ),
    "no_rows": (
        "見出しの下にデータの行がありません。見出しの行の指定を確かめてください。",
        "There is no row below the headers. Check which row holds them.",
    ),
    "too_many_rows": (
        f"一度に取り込めるのは{limits.ROWS:,}行までです。ファイルを分けてください。",
        f"At most {limits.ROWS:,} rows can be imported at once. Split the file.",
    ),
    "too_many_columns_file": (
        f"列は{limits.COLUMNS}列までです。使わない列を削除してください。",
        f"At most {limits.COLUMNS} columns. Delete those that are not needed.",
    ),
    # A row.
    "line_too_long": (
        "1行が長すぎます。文字コードや区切り文字、引用符を確かめてください。",
        "The line is too long. Check the encoding, the delimiter and the quotes.",
    ),
    "cell_too_long": (
        f'セルの文字数が多すぎます（{limits.CELL_CHARACTERS:,}文字まで）。短くするか、閉じていない引用符「"」がないか確かめてください。',
        f"A cell is too long (at most {limits.CELL_CHARACTERS:,} characters). Shorten it, or look for an open quote.",
    ),
    "quote_not_closed": (
        '引用符「"」が閉じていないため、ここから先を読み取れません。',
        "A quote is not closed, so the rest cannot be read.",
    ),
    "quote_misplaced": (
        '引用符「"」の位置が正しくありません。セルの中の引用符は「""」と2つ重ねてください。',
        "A quote stands in the wrong place. Double it inside a cell.",
    ),
    "nul": (
        "使えない文字（NUL）が含まれています。文字コードの選択を確かめてください。",
        "It holds NUL characters. Check the encoding that is chosen.",
    ),
    "unreadable": (
        "読み取れない文字があります。文字コードの選択を確かめてください。",
        "Some characters cannot be read. Check the encoding that is chosen.",
    ),
    "too_many_columns": ("列が多すぎます。", "The row has too many columns."),
    "formula_error": (
        "計算式のエラー（#REF! など）が含まれています。Excelで直してください。",
        "A formula has an error (such as #REF!). Mend it in Excel.",
    ),
    "formula_without_result": (
        "計算式の結果が保存されていません。Excelで開いて保存し直してください。",
        "A formula has no stored result. Open the file in Excel and save it.",
    ),
    "cell_damaged": (
        "数や文字が壊れていて読み取れないセルがあります。Excelでそのセルを入力し直してください。",
        "The number or the text of a cell is damaged. Type it again in Excel.",
    ),
    "row_longer": (
        "見出しより列が多い行です。区切り文字や引用符を確かめてください。",
        "The row has more columns than there are headers. Check its delimiters and quotes.",
    ),
    "row_shorter": (
        "見出しより列が少ない行です。足りない列は変更しません。",
        "The row has fewer columns than there are headers. What is missing stays as it is.",
    ),
    "key_empty": ("照合に使う列が空です。", "The column by which friends are found is empty."),
    "key_repeated": (
        "{line}行目と同じ友だちです。先の行だけを取り込みます。",
        "The same friend as in line {line}, which alone is imported.",
    ),
    "key_unknown": (
        "この公式アカウントに、あてはまる友だちがいません。値の書き方と、友だちを見分ける列が合っているかを確かめてください。"
        "まだ友だちでない人は、友だちになってから取り込めます。",
        "No friend of this official account matches. Check how the value is written, and the column by which friends are "
        "found. Whoever is no friend yet can be imported once they are.",
    ),
    "key_ambiguous": (
        "あてはまる友だちが2人以上います。1人に決まる列で照合してください。",
        "More than one friend matches. Use a column that tells them apart.",
    ),
    "person_erased": (
        "この人の個人情報は消去済みです。一覧からは作り直しません。",
        "This person's data were erased; no list brings them back.",
    ),
    "line_user_id_wrong": (
        "LINEユーザーIDの形ではありません（Uで始まる33文字）。",
        "This is no LINE user id (U and 32 letters or digits).",
    ),
    "friend_id_wrong": ("友だちIDは数字です。", "A friend id is a number."),
    "memo_too_long": ("メモは5,000文字までです。", "A memo has at most 5,000 characters."),
    "tag_value_wrong": (
        "タグの列は 1（付ける）か 0（付けない）にしてください。",
        "A tag's column holds 1 (has it) or 0 (does not).",
    ),
    "tag_unknown": (
        "タグ「{name}」はありません。「新しいタグを作る」を選ぶか、先に作ってください。",
        "There is no tag “{name}”. Let new tags be made, or make it first.",
    ),
    "tag_archived": (
        "タグ「{name}」はアーカイブ済みです。先に戻してください。",
        "The tag “{name}” is archived: restore it first.",
    ),
    "tag_name_wrong": ("タグ「{name}」：{ja}", "Tag “{name}”: {en}"),
    "too_many_tags": (
        "新しいタグは一度に{most}個までです。列の対応を確かめてください。",
        "At most {most} new tags at once. Check what the columns mean.",
    ),
    "mark_unknown": ("対応マーク「{name}」はありません。", "There is no response mark “{name}”."),
}


def words(code: str, **particulars: object) -> Words:
    """The text of ``code`` in both languages."""
    ja, en = _TEXTS[code]
    return Words(ja.format(**particulars), en.format(**particulars)) if particulars else Words(ja, en)
