"""People who sign in: an e-mail, a name and a password, whichever organisations they belong to."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from enishi.accounts.models import User
from enishi.kit.errors import FieldProblem, conflict, invalid_fields


def create_user(*, email: str, name: str, password: str | None, now: datetime) -> User:
    """A person who can sign in. Without a password nobody can, until one is set.

    Raises ProblemError for a bad e-mail, for a weak password (at least 12 characters, not a common one), and
    for an e-mail that is taken, in any letter case. Stored with Argon2id.
    """
    problems = _email_problems(email)
    user = User(email=email, name=name, created_at=now)
    if password is not None:
        problems += _password_problems(password, user)
    if problems:
        raise invalid_fields(problems)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise conflict(
            "email_taken",
            "このメールアドレスはすでに使われています。",
            "This e-mail address is already in use.",
        ) from error
    return user


def require_email(email: str) -> None:
    """ProblemError 422 for what cannot be an e-mail address."""
    problems = _email_problems(email)
    if problems:
        raise invalid_fields(problems)


def _email_problems(email: str) -> list[FieldProblem]:
    try:
        validate_email(email)
    except ValidationError:
        return [
            FieldProblem(
                "email", "メールアドレスの形式が正しくありません。", "This is not a valid e-mail address."
            )
        ]
    return []


def _password_problems(password: str, user: User) -> list[FieldProblem]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        codes = {item.code for item in error.error_list}
        if "password_too_short" in codes:
            return [
                FieldProblem(
                    "password",
                    "パスワードは 12 文字以上にしてください。",
                    "The password must have at least 12 characters.",
                )
            ]
        return [
            FieldProblem(
                "password",
                "このパスワードはよく使われるもので、推測されやすいため使えません。",
                "This password is a common one and easy to guess: choose another.",
            )
        ]
    return []
