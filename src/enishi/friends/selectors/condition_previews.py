"""What a condition would find now: number, sentence, examples, mistakes, and what to warn of."""

from dataclasses import dataclass, field
from datetime import datetime

from enishi.friends import conditions
from enishi.friends.conditions import EVERYONE, Document
from enishi.friends.conditions.tree import Tree
from enishi.friends.models import Friend, Segment
from enishi.friends.selectors.counts import Count
from enishi.friends.selectors.search import newest
from enishi.friends.services.segments import tree_key
from enishi.kit.errors import FieldProblem
from enishi.kit.languages import Language
from enishi.line import selectors as line_selectors

#: Below this LINE shows no statistics of a message.
FEW = 20


@dataclass(frozen=True, slots=True)
class Warned:
    """A reason to think again; ``code`` is stable: nobody, few, everybody, same_segment."""

    code: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Previewed:
    """``count`` is None and the rest empty while there are mistakes; their paths begin with ``root``."""

    count: Count | None = None
    sentence: str = ""
    samples: list[Friend] = field(default_factory=list)
    problems: list[FieldProblem] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)


def preview(
    org_id: int,
    channel_id: int,
    document: Document,
    now: datetime,
    *,
    language: Language,
    number: int = 5,
    is_counted: bool = True,
    segment_id: int | None = None,
) -> Previewed:
    """Look at a tree that somebody is editing. ProblemError 404 for the channel.

    Unless ``is_counted`` it is only read aloud, which costs next to nothing; even with objects that are gone.
    ``segment_id`` is the segment that is being edited: it is not compared with itself.
    """
    line_selectors.channel(org_id, channel_id)
    problems = conditions.check_tree(org_id, channel_id, document, "")
    if not is_counted:
        tree, _ = conditions.parse_tree(document)
        words = "" if tree is None else conditions.sentence_of(tree, org_id, language)
        return Previewed(sentence=words, problems=problems)
    if problems:
        return Previewed(problems=problems)
    tree = conditions.read_tree(document)
    found = conditions.count(org_id, channel_id, tree, now)
    everybody = conditions.count(org_id, channel_id, EVERYONE, now).number
    return Previewed(
        found,
        conditions.sentence_of(tree, org_id, language),
        _samples(org_id, channel_id, tree, now, number) if number and found.number else [],
        [],
        [
            *_about_number(found, everybody),
            *_about_twins(org_id, channel_id, document, segment_id),
        ],
    )


def _samples(org_id: int, channel_id: int, tree: Tree, now: datetime, number: int) -> list[Friend]:
    found = newest(org_id, channel_id, tree, now, number)
    return conditions.samples(org_id, channel_id, tree, now, number) if found is None else found


def _about_number(found: Count, everybody: int) -> list[Warned]:
    warnings = []
    if found.is_exact and found.number == 0:
        warnings.append(
            Warned(
                "nobody",
                "いま当てはまる友だちはいません。条件どうしが矛盾していないか確認してください。",
                "Nobody matches now: check whether the conditions contradict each other.",
            )
        )
    elif found.is_exact and found.number < FEW:
        warnings.append(
            Warned(
                "few",
                f"{FEW}人未満です。LINEの配信の統計は{FEW}人以上でないと表示されません。",
                f"Fewer than {FEW}: LINE shows no statistics of a message to so few.",
            )
        )
    elif found.is_exact and found.number == everybody:
        warnings.append(
            Warned(
                "everybody",
                "友だち全員に当てはまるので、条件を付けても送る相手は変わりません。",
                "Everybody matches, so the condition does not change who gets a message.",
            )
        )
    return warnings


def _about_twins(org_id: int, channel_id: int, document: Document, segment_id: int | None) -> list[Warned]:
    alike = Segment.objects.filter(
        org_id=org_id, channel_id=channel_id, archived_at=None, tree_key=tree_key(document)
    )
    others = alike if segment_id is None else alike.exclude(id=segment_id)
    same = others.first()
    if same is None:
        return []
    return [
        Warned(
            "same_segment",
            f"セグメント「{same.name}」と同じ条件です。",
            f"The segment “{same.name}” has the same condition.",
        )
    ]
