"""The naming rule: changed by staff, and applied wherever a tag gets a name."""

from datetime import datetime

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.tag_names import KindName, NameVerdict, NamingRule
from enishi.friends.models import TagNaming
from enishi.friends.selectors.tag_naming import check_tag_name, naming_rule
from enishi.kit.errors import FieldProblem, ProblemError, invalid_input


def save_naming_rule(*, org_id: int, rule: NamingRule, actor: Actor, now: datetime) -> NamingRule:
    """Name tags so from now on; those that there are keep their names. ProblemError 422 for a rule nobody can follow."""
    if rule.is_on and rule.has_category and not rule.categories:
        raise invalid_input(
            "categories", "カテゴリーを1つ以上入れてください。", "Give at least one category."
        )
    names = [each.name for each in rule.categories]
    if len(set(names)) != len(names):
        raise invalid_input("categories", "同じカテゴリーが2つあります。", "One category is there twice.")
    before = naming_rule(org_id)
    TagNaming.objects.update_or_create(
        org_id=org_id, defaults={"rule": rule.model_dump(mode="json"), "updated_at": now}
    )
    record_audit(
        org_id=org_id,
        actor=actor,
        action="tag_naming.saved",
        object_kind="tag_naming",
        object_id=org_id,
        now=now,
        before=before.model_dump(mode="json"),
        after=rule.model_dump(mode="json"),
    )
    return rule


def accepted_name(
    *, org_id: int, name: str, kind: KindName, now: datetime, tag_id: int | None = None, is_corrected: bool
) -> NameVerdict:
    """The verdict on a name that will do. ``is_corrected`` takes the likeliest correction in its place.

    ProblemError 422 otherwise, with ``corrections``.
    """
    checked = check_tag_name(org_id, name, now=now, kind=kind, tag_id=tag_id)
    verdict = checked.verdict
    if verdict.is_ok:
        return verdict
    if is_corrected and verdict.corrections:
        return accepted_name(
            org_id=org_id,
            name=verdict.corrections[0],
            kind=kind,
            now=now,
            tag_id=tag_id,
            is_corrected=False,
        )
    raise _refusal(verdict)


def _refusal(verdict: NameVerdict) -> ProblemError:
    ja = " ".join(each.ja for each in verdict.problems)
    en = " ".join(each.en for each in verdict.problems)
    if verdict.corrections:
        ja += f" 例：「{verdict.corrections[0]}」"
        en += f" For example “{verdict.corrections[0]}”."
    return ProblemError(
        "tag_name_against_rule",
        f"タグの名前が命名ルールに合いません。{ja}",
        f"The name does not follow the naming rule. {en}",
        status=422,
        fields=[FieldProblem("name", ja, en)],
        corrections=verdict.corrections,
    )
