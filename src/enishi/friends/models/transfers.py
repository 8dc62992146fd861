"""Files that bring friends' data in and out: imports, what was wrong in them, remembered mappings, exports."""

from django.db import models

from enishi.accounts.models import TenantModel


class ImportState(models.TextChoices):
    UPLOADING = "uploading", "アップロード中"
    REFUSED = "refused", "読み取れないファイル"
    READY = "ready", "準備完了"


class ImportSubject(models.TextChoices):
    FRIENDS = "friends", "友だち"
    ORDERS = "orders", "注文"


class FileImport(TenantModel):
    """取り込み: one file and what its columns mean. What was tried and done with it are operations.

    ``shape`` says how the file is read, ``columns`` what stands in it (header and samples), ``mapping`` what becomes of
    it. ``check_id`` and ``run_id`` are operations; a change of shape or mapping forgets the check.
    """

    channel_id = models.BigIntegerField()
    subject = models.CharField(
        max_length=10,
        choices=ImportSubject,
        default=ImportSubject.FRIENDS,
        db_default=ImportSubject.FRIENDS.value,
    )
    name = models.CharField(max_length=200)
    stored_name = models.CharField(max_length=60)
    size_bytes = models.BigIntegerField()
    received_bytes = models.BigIntegerField(default=0, db_default=0)
    state = models.CharField(max_length=10, choices=ImportState)
    error = models.JSONField(null=True)
    shape = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    #: Where the mapping came from: ``remembered``, the name of a ready one, ``guessed`` or ``staff``.
    origin = models.CharField(max_length=20, default="", db_default="")
    check_id = models.BigIntegerField(null=True)
    run_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    #: When the file goes; ``deleted_at``: when it went.
    expires_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_fileimport"
        indexes = [
            models.Index(fields=["org", "channel_id", "-created_at", "-id"], name="friends_fileimport_recent")
        ]


class ImportProblem(TenantModel):
    """One thing that keeps a row out of an import, or that one should know about it. ``column`` is None where the whole
    row is meant."""

    operation_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    line = models.IntegerField()
    column = models.IntegerField(null=True)
    header = models.CharField(max_length=200, default="", db_default="")
    value = models.CharField(max_length=200, default="", db_default="")
    ja = models.CharField(max_length=600)
    en = models.CharField(max_length=600)
    is_warning = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "friends_importproblem"
        indexes = [
            models.Index(fields=["org", "operation_id", "line", "id"], name="friends_importproblem_of")
        ]


class ImportMapping(TenantModel):
    """What somebody said that the columns of files with these headers mean; the next such file begins with it."""

    channel_id = models.BigIntegerField()
    headers_key = models.CharField(max_length=64)
    shape = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        db_table = "friends_importmapping"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "channel_id", "headers_key"], name="friends_importmapping_once"
            )
        ]


class FileExport(TenantModel):
    """書き出し: a file of friends, made by an operation, to be fetched until it expires.

    ``facts`` hold what the file needs told about it (how many characters its encoding could not hold).
    """

    channel_id = models.BigIntegerField()
    operation_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    stored_name = models.CharField(max_length=60)
    rows = models.IntegerField(null=True)
    size_bytes = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    actor_label = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_fileexport"
        indexes = [
            models.Index(fields=["org", "channel_id", "-created_at", "-id"], name="friends_fileexport_recent")
        ]
