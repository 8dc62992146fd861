"""The action on consent (同意): write down that friends agree to a purpose, or do not any more.

What somebody said is evidence: it is never taken back, only followed by another answer.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from enishi.automation.bulk.deeds import FRIENDS_EDIT, counted
from enishi.automation.registry import Action, ActionCall, ActionInput, Bulk, Effect, Foreseen
from enishi.friends.conditions.compiler import Sql
from enishi.friends.domain.operations import Words
from enishi.friends.models import ConsentPurpose
from enishi.friends.services.consents import record_answers
from enishi.kit.errors import FieldProblem


class ConsentParams(BaseModel):
    """``source`` says where people said so, for the record."""

    model_config = ConfigDict(extra="forbid")

    purpose_id: int
    answer: Literal["given", "withdrawn"]
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


def _purpose(org_id: int, params: ConsentParams) -> ConsentPurpose | None:
    return ConsentPurpose.objects.filter(org_id=org_id, id=params.purpose_id, archived_at=None).first()


def _check(org_id: int, channel_id: int, params: ConsentParams, path: str) -> list[FieldProblem]:
    if _purpose(org_id, params):
        return []
    return [FieldProblem(f"{path}.purpose_id", "この利用目的はありません。", "There is no such purpose.")]


def _record(call: ActionCall, params: ConsentParams) -> Effect:
    # One that was archived since the rule was saved is passed over, like an archived tag.
    purpose = _purpose(call.org_id, params)
    if purpose is None:
        return Effect(())
    return Effect(
        record_answers(
            org_id=call.org_id,
            channel_id=call.channel_id,
            friend_ids=call.friend_ids,
            purpose=purpose,
            is_given=params.answer == "given",
            source=params.source,
            now=call.now,
            context=call.context,
            cause=call.source,
            ref=call.ref,
        )
    )


def _describe(org_id: int, params: ConsentParams) -> Words:
    purpose = _purpose(org_id, params)
    name = purpose.name if purpose else "?"
    if params.answer == "given":
        return Words(f"利用目的「{name}」への同意を記録する", f"Record consent to “{name}”")
    return Words(
        f"利用目的「{name}」への同意の撤回を記録する", f"Record that consent to “{name}” is withdrawn"
    )


_SAME = """
SELECT count(*) FROM friends_friend f
  JOIN LATERAL (SELECT c.is_given, c.version FROM friends_consent c
                 WHERE c.org_id = f.org_id AND c.friend_id = f.id AND c.purpose_id = %(of_purpose)s
                 ORDER BY c.at DESC, c.id DESC LIMIT 1) said
    ON said.is_given = %(of_answer)s AND said.version = %(of_version)s
 WHERE f.org_id = %(of_org)s AND f.id IN ({friends})
"""


def _foresee(org_id: int, channel_id: int, friends: Sql, number: int, params: Any) -> Foreseen:
    purpose = _purpose(org_id, params)
    if purpose is None:
        return Foreseen(0, number)
    [same] = counted(
        friends,
        _SAME,
        {
            "of_org": org_id,
            "of_purpose": purpose.id,
            "of_answer": params.answer == "given",
            "of_version": purpose.version,
        },
    )
    return Foreseen(number - same, same)


RECORD_CONSENT = Action(
    ConsentParams,
    _record,
    _check,
    ja="同意を記録する",
    en="Record consent",
    inputs=(
        ActionInput("purpose_id", "purpose", "利用目的", "Purpose"),
        ActionInput(
            "answer",
            "choice",
            "お客様の答え",
            "Answer",
            choices=(
                ("given", "同意した", "Agreed"),
                ("withdrawn", "撤回した・同意しない", "Does not agree"),
            ),
        ),
        ActionInput(
            "source",
            "text",
            "どこで確認したか（例：アンケート）",
            "Where they said so, for example a questionnaire",
        ),
    ),
    bulk=Bulk(FRIENDS_EDIT, _describe, _foresee, warnings=("consent_is_kept",)),
)
