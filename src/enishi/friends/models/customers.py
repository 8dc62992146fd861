"""Customers: one person behind several friends, shops and addresses."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from enishi.accounts.models import TenantModel
from enishi.friends.models.friends import NEVER


class Customer(TenantModel):
    """顧客: one person, whatever accounts and systems know them.

    ``sources`` says of each attribute where its value came from and when: ``{"name": ["shop", "2026-10-15T…"]}``.
    The four order figures are maintained by whoever changes orders. A customer that was merged into another one is
    archived and keeps what could not move; ``merged_into_id`` says where it went.
    """

    name = models.CharField(max_length=200, default="", db_default="")
    kana = models.CharField(max_length=200, default="", db_default="")
    birthday = models.DateField(null=True)
    note = models.TextField(default="", db_default="")
    sources = models.JSONField(default=dict)
    source = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    archived_in = models.BigIntegerField(null=True)
    merged_into_id = models.BigIntegerField(null=True)
    order_count = models.IntegerField(default=0, db_default=0)
    order_sum = models.BigIntegerField(default=0, db_default=0)
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_customer"
        indexes = [
            models.Index(
                fields=["org", "-created_at", "-id"],
                name="friends_customer_recent",
                condition=Q(archived_at__isnull=True),
            ),
            models.Index(
                "org",
                Coalesce("last_order_at", Value(NEVER)).desc(),
                F("id").desc(),
                name="friends_customer_bought",
                condition=Q(archived_at__isnull=True),
            ),
            models.Index(
                fields=["org", "-archived_at", "-id"],
                name="friends_customer_archived",
                condition=Q(archived_at__isnull=False),
            ),
            models.Index(
                fields=["org", "merged_into_id"],
                name="friends_customer_merged",
                condition=Q(merged_into_id__isnull=False),
            ),
        ]


class CustomerLink(models.Model):
    """A friend is this customer: at most one customer a friend, any number of friends a customer."""

    pk = models.CompositePrimaryKey("org_id", "friend_id")
    org_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    source = models.CharField(max_length=100)
    linked_at = models.DateTimeField()

    class Meta:
        db_table = "friends_customerlink"
        indexes = [models.Index(fields=["org_id", "customer_id"], name="friends_link_of_customer")]


class CustomerExternalId(TenantModel):
    """The name that another system (shop, booking, POS) gives to a customer."""

    customer_id = models.BigIntegerField()
    system = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    source = models.CharField(max_length=100)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "friends_customerexternalid"
        constraints = [
            models.UniqueConstraint(fields=["org", "system", "value"], name="friends_externalid_once")
        ]
        indexes = [models.Index(fields=["org", "customer_id"], name="friends_externalid_of")]


class KeyKind(models.TextChoices):
    EMAIL = "email", "メールアドレス"
    PHONE = "phone", "電話番号"
    NAME_BIRTHDAY = "name_birthday", "名前と誕生日"


class IdentityKey(TenantModel):
    """What identifies a person, as a keyed hash: an e-mail address, a phone number, a name with a birthday.

    It is a customer's own, or comes from a field of a friend. ``hint`` is what may be shown of it.
    """

    kind = models.CharField(max_length=20, choices=KeyKind)
    hash = models.CharField(max_length=64)
    hint = models.CharField(max_length=120, default="", db_default="")
    customer_id = models.BigIntegerField(null=True)
    friend_id = models.BigIntegerField(null=True)
    field_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=100)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "friends_identitykey"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "customer_id", "kind", "hash"],
                name="friends_key_of_customer",
                condition=Q(customer_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["org", "friend_id", "field_id"],
                name="friends_key_of_friend",
                condition=Q(friend_id__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(customer_id__isnull=False, friend_id__isnull=True)
                | Q(customer_id__isnull=True, friend_id__isnull=False),
                name="friends_key_has_one_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "kind", "hash"], name="friends_key_by_hash"),
            models.Index(fields=["org", "-seen_at"], name="friends_key_recent"),
        ]


class Subject(models.TextChoices):
    """Whom a suggestion speaks of: a customer, or a friend who is none yet."""

    CUSTOMER = "customer", "顧客"
    FRIEND = "friend", "友だち"


class SuggestionState(models.TextChoices):
    OPEN = "open", "未確認"
    ACCEPTED = "accepted", "同じ人"
    DISMISSED = "dismissed", "別の人"


class MatchSuggestion(TenantModel):
    """Two who may be one person, why, and what staff said. What was dismissed is not suggested again.

    The pair is stored in one order only: customers before friends, lower ids before higher ones. ``evidence`` is a
    list of ``{"kind", "hint"}``, ``confidence`` 0 to 100.
    """

    left_kind = models.CharField(max_length=10, choices=Subject)
    left_id = models.BigIntegerField()
    right_kind = models.CharField(max_length=10, choices=Subject)
    right_id = models.BigIntegerField()
    confidence = models.SmallIntegerField()
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=SuggestionState, default=SuggestionState.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, default="", db_default="")

    class Meta:
        db_table = "friends_matchsuggestion"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "left_kind", "left_id", "right_kind", "right_id"], name="friends_pair_once"
            )
        ]
        indexes = [
            models.Index(fields=["org", "state", "-found_at", "-id"], name="friends_pair_recent"),
            models.Index(fields=["org", "right_kind", "right_id"], name="friends_pair_by_right"),
        ]


class MoveKind(models.TextChoices):
    MERGE = "merge", "統合"
    SPLIT = "split", "分割"


class CustomerMove(TenantModel):
    """A merge or a split, with all that it moved, so that it can be undone until ``undo_until``.

    A merge moves from ``other_id`` to ``kept_id``, a split the other way. ``journal`` names the moved rows by table,
    and the attributes before and after.
    """

    kind = models.CharField(max_length=10, choices=MoveKind)
    kept_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    journal = models.JSONField(default=dict)
    actor = models.CharField(max_length=200)
    at = models.DateTimeField()
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_customermove"
        indexes = [
            models.Index(fields=["org", "kept_id"], name="friends_move_kept"),
            models.Index(fields=["org", "other_id"], name="friends_move_other"),
        ]


class CustomerSettings(TenantModel):
    """How one organisation joins and keeps customers; without a row the defaults hold.

    ``trust`` orders sources, the most trusted first. ``rules`` maps an attribute or ``field:<id>`` to the rule that
    chooses among several values. ``archive_after_months`` None: nothing is archived by itself.
    """

    is_automatic = models.BooleanField(default=False, db_default=False)
    trust = models.JSONField(default=list)
    rules = models.JSONField(default=dict)
    archive_after_months = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "friends_customersettings"
        constraints = [models.UniqueConstraint(fields=["org"], name="friends_customersettings_once")]


class CustomerSweep(TenantModel):
    """One clearing away of stale customers, and whether it was taken back."""

    at = models.DateTimeField()
    archived = models.IntegerField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_customersweep"
