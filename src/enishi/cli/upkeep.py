"""Commands that mend what is derived from the tables, for whoever has a shell on the machine."""

from enishi.accounts.models import Organisation
from enishi.friends.services.set_index import rebuild_sets as rebuild
from enishi.kit.tenancy import system_scope


def rebuild_sets() -> str:
    """Make every organisation's set index anew; returns what to tell the user. Safe while everything runs, and again."""
    with system_scope():
        org_ids = list(Organisation.objects.order_by("id").values_list("id", flat=True))
    parts = sum(rebuild(org_id=org_id) for org_id in org_ids)
    return (
        f"絞り込み用の索引を作り直しました（組織 {len(org_ids)}、ビットマップ {parts:,}）。\n"
        f"Rebuilt the index for filters: {len(org_ids)} organisations, {parts:,} bitmaps."
    )
