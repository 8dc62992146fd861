from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower


class Organisation(models.Model):
    """組織: the tenant. Every other table's rows belong to one."""

    name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    is_sending_held = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "accounts_organisation"

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """Base of every table that belongs to an organisation; its migration calls ``tenant_table``.

    The foreign key is declared without a constraint because the migration writes one that the database can check
    per organisation.
    """

    org = models.ForeignKey(Organisation, on_delete=models.CASCADE, db_constraint=False, db_index=False)

    class Meta:
        abstract = True


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in; belongs to organisations through memberships."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        db_table = "accounts_user"
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_once")]


class Role(models.TextChoices):
    OWNER = "owner", "オーナー"
    ADMIN = "admin", "管理者"
    OPERATOR = "operator", "運用担当"
    RESPONDER = "responder", "トーク担当"
    ANALYST = "analyst", "分析担当"
    PARTNER = "partner", "パートナー"


class Member(TenantModel):
    """A user's place in one organisation; ``channel_ids`` None is every channel, ``ends_on`` the last day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    created_at = models.DateTimeField()
    ends_on = models.DateField(null=True, blank=True)
    channel_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    notices_read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_member"
        constraints = [models.UniqueConstraint(fields=["org", "user"], name="accounts_member_once")]


class Invitation(TenantModel):
    """A place that waits for somebody. Only the link's hash is stored; a new link makes the old one worthless."""

    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=Role)
    channel_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    token_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_invitation"
        constraints = [models.UniqueConstraint(fields=["org", "token_hash"], name="accounts_invitation_once")]
        indexes = [models.Index(fields=["token_hash"], name="accounts_invitation_by_hash")]


class Notice(TenantModel):
    """Something that staff should know of. ``permission`` says whom it concerns; the words are the reader's."""

    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    channel_id = models.BigIntegerField(null=True)
    permission = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_notice"
        indexes = [models.Index(fields=["org", "-created_at", "-id"], name="accounts_notice_recent")]


class ApiKey(TenantModel):
    """A key for programs. Only its hash is stored; the key itself is shown once, when it is made."""

    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_apikey"
        constraints = [models.UniqueConstraint(fields=["org", "key_hash"], name="accounts_apikey_hash_once")]
        indexes = [models.Index(fields=["key_hash"], name="accounts_apikey_by_hash")]


class AuditEntry(TenantModel):
    """Who did what to which object, and what changed. The application may add rows, never change or delete them."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "accounts_auditentry"
        indexes = [models.Index(fields=["org", "-at", "-id"], name="accounts_audit_recent")]


class RequestKey(TenantModel):
    """One caller's Idempotency-Key with the answer that its request got: a repetition gets that answer again."""

    actor_kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(default=0)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_requestkey"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "actor_kind", "actor_id", "key"], name="accounts_requestkey_once"
            )
        ]


class Session(models.Model):
    """A browser's session. What it holds is sealed, and its key is stored as a hash: the table opens no door.

    A session without a user is one that is still signing in. The hash also names the session to its owner.
    """

    session_key = models.CharField(max_length=40, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    is_kept = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "accounts_session"


class SignInLink(models.Model):
    """A link that signs its user in once, made by whoever has a shell on the machine; only its hash is stored."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_signinlink"


class GuessBudget(models.Model):
    """How many guesses somebody has made lately: a bucket that leaks. The key is a hash of who and from where."""

    key = models.CharField(max_length=64, primary_key=True)
    level = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        db_table = "accounts_guessbudget"
