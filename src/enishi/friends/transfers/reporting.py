"""What was wrong with the rows of a file, kept for the screen and as a file that can be mended and imported again."""

from collections.abc import Iterator, Sequence

from django.db import connection

from enishi.friends.models import FileImport, ImportProblem, Operation
from enishi.friends.selectors.transfers import problems_after
from enishi.friends.transfers import limits
from enishi.friends.transfers.cells import harmless
from enishi.friends.transfers.planning import Problem
from enishi.friends.transfers.reading import column_letters
from enishi.kit.pgarrays import integers

_HEADS = {
    "ja": ("行", "列", "見出し", "値", "内容", "種類"),
    "en": ("Line", "Column", "Header", "Value", "Problem", "Kind"),
}
_KINDS = {"ja": ("取り込めない行", "注意"), "en": ("left out", "note")}
_BLOCK = 2_000


def keep_problems(operation: Operation, file: FileImport, problems: Sequence[Problem]) -> None:
    """Write them down, in the step's transaction, as long as the report is not full."""
    if not problems:
        return
    kept = ImportProblem.objects.filter(org_id=file.org_id, operation_id=operation.id).count()
    headers = [column["header"] for column in file.columns]
    _insert(operation, file, headers, problems[: limits.PROBLEMS_KEPT - kept])


def _insert(operation: Operation, file: FileImport, headers: list[str], problems: Sequence[Problem]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO friends_importproblem
                   (org_id, operation_id, channel_id, line, "column", header, value, ja, en, is_warning)
            SELECT %s, %s, %s, p.* FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[],
                                               %s::boolean[]) AS p
            """,
            [
                file.org_id,
                operation.id,
                file.channel_id,
                integers(problem.line for problem in problems),
                [problem.column for problem in problems],
                ["" if problem.column is None else headers[problem.column][:200] for problem in problems],
                [problem.value.replace("\x00", "�")[:200] for problem in problems],
                [problem.words.ja[:600] for problem in problems],
                [problem.words.en[:600] for problem in problems],
                [problem.is_warning for problem in problems],
            ],
        )


def problem_rows(org_id: int, operation_id: int, language: str) -> Iterator[list[str]]:
    """The report as rows of a CSV file, headers first. Read in blocks."""
    yield list(_HEADS[language])
    last = (0, 0)
    while True:
        block = list(problems_after(org_id, operation_id, last)[:_BLOCK])
        for problem in block:
            yield _row(problem, language)
        if len(block) < _BLOCK:
            return
        last = (block[-1].line, block[-1].id)


def _row(problem: ImportProblem, language: str) -> list[str]:
    kinds = _KINDS[language]
    return [
        str(problem.line),
        "" if problem.column is None else column_letters(problem.column),
        harmless(problem.header),
        harmless(problem.value),
        problem.ja if language == "ja" else problem.en,
        kinds[problem.is_warning],
    ]
