"""The kind of condition on what friends agreed to."""

from collections.abc import Mapping, Sequence
from typing import Literal

from enishi.accounts.schemas import Id
from enishi.friends.conditions.registry import (
    ConditionKind,
    Context,
    Input,
    Language,
    Named,
    Names,
    Params,
    Reference,
    Rows,
    Text,
)
from enishi.friends.selectors.privacy import purpose_names

_WORDS: Mapping[str, Text] = {
    "given": Text("同意している", "given"),
    "withdrawn": Text("撤回した", "withdrawn"),
    "never": Text("まだ答えていない", "never asked"),
}
_SENTENCES: Mapping[str, Text] = {
    "given": Text("利用目的{name}に同意している", "has agreed to the purpose {name}"),
    "withdrawn": Text("利用目的{name}への同意を撤回した", "does not agree any more to the purpose {name}"),
    "never": Text("利用目的{name}への同意をまだ答えていない", "has not answered about the purpose {name}"),
}


class ConsentParams(Params):
    purpose_id: Id
    state: Literal["given", "withdrawn", "never"] = "given"


def _consent(params: ConsentParams, ctx: Context) -> str | Rows:
    said = (
        f"c.org_id = {ctx.org} AND c.channel_id = {ctx.add(ctx.channel_id)} "
        f"AND c.purpose_id = {ctx.add(params.purpose_id)}"
    )
    if params.state == "never":
        answered = Rows("friends_consent c", said, "c.friend_id")
        return f"NOT {answered.probe(is_among_few=ctx.is_among_few)}"
    last = (
        "NOT EXISTS (SELECT FROM friends_consent n WHERE n.org_id = c.org_id AND n.friend_id = c.friend_id "
        "AND n.purpose_id = c.purpose_id AND (n.at, n.id) > (c.at, c.id))"
    )
    wanted = "c.is_given" if params.state == "given" else "NOT c.is_given"
    return Rows("friends_consent c", f"{said} AND {wanted} AND {last}", "c.friend_id")


def _consent_sentence(params: ConsentParams, names: Names, language: Language) -> str:
    words = _SENTENCES[params.state]
    text = words.ja if language == "ja" else words.en
    return text.format(name=names.said("purpose", params.purpose_id, language))


def _consent_references(params: ConsentParams) -> Sequence[Reference]:
    return [Reference("purpose", params.purpose_id, "purpose_id")]


def named_purposes(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """What purposes are called."""
    found = purpose_names(org_id, ids)
    return {
        purpose_id: Named(name, archived_at is not None) for purpose_id, (name, archived_at) in found.items()
    }


CONSENT = ConditionKind(
    params=ConsentParams,
    compile=_consent,
    sentence=_consent_sentence,
    group="profile",
    name=Text("同意", "Consent"),
    inputs=[
        Input("purpose_id", "object", Text("利用目的", "Purpose"), of="purpose"),
        Input("state", "choice", Text("同意の状態", "Answer"), choices=list(_WORDS.items())),
    ],
    example={"purpose_id": 1, "state": "given"},
    watches=frozenset({"consent.given", "consent.withdrawn"}),
    references=_consent_references,
)
