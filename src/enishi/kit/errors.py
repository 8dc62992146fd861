"""Errors that a user reads: what is wrong, in which field, and the mend, in Japanese and English."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One mistake in one input field; ``path`` is dotted, e.g. ``steps.2.timing``."""

    path: str
    ja: str
    en: str


@dataclass(slots=True)
class ProblemError(Exception):
    """A refusal that the API turns into problem JSON and the CLI into one sentence.

    ``code`` is stable and machine-readable; ``status`` is the HTTP status that fits.
    """

    code: str
    ja: str
    en: str
    status: int = 400
    fields: list[FieldProblem] = field(default_factory=list)
    retry_after_seconds: int | None = None
    #: What would do in place of the refused value, the likeliest first.
    corrections: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.code}: {self.en}"


def invalid_input(path: str, ja: str, en: str) -> ProblemError:
    """One field is wrong."""
    return invalid_fields([FieldProblem(path, ja, en)])


def invalid_fields(problems: list[FieldProblem]) -> ProblemError:
    """Several fields are wrong; all are told at once."""
    first = problems[0]
    return ProblemError("invalid_input", first.ja, first.en, status=422, fields=problems)


def not_found(what_ja: str, what_en: str) -> ProblemError:
    """It does not exist, or belongs to someone else: the two are not told apart."""
    return ProblemError(
        "not_found",
        f"{what_ja}が見つかりません。",
        f"{what_en} was not found.",
        status=404,
    )


def conflict(code: str, ja: str, en: str) -> ProblemError:
    """The request contradicts the present state."""
    return ProblemError(code, ja, en, status=409)


def forbidden(ja: str, en: str) -> ProblemError:
    """The caller is known but may not do this."""
    return ProblemError("forbidden", ja, en, status=403)
