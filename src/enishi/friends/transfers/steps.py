"""What the steps of every import have in common: their file, and how its mistakes become refusals."""

from pathlib import Path

from enishi.friends.models import FileImport, Operation
from enishi.friends.transfers.records import FileProblemError
from enishi.friends.transfers.storage import require_file
from enishi.friends.transfers.texts import words
from enishi.kit.errors import ProblemError


def file_of(operation: Operation) -> FileImport:
    """The file that a dry run or a run is about."""
    return FileImport.objects.get(org_id=operation.org_id, id=operation.params["import_id"])


def required(path: Path) -> Path:
    """``path``; ProblemError 422 once the file has gone."""
    try:
        return require_file(path)
    except FileProblemError as error:
        raise refused(error) from error


def refused(error: FileProblemError) -> ProblemError:
    """What is wrong with a file, in words: 422."""
    told = words(error.code, **error.particulars)
    return ProblemError(error.code, told.ja, told.en, status=422)
