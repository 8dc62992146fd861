from django.db import models
from django.db.models import Q

from enishi.accounts.models import TenantModel
from enishi.line.models import Channel


class ScenarioState(models.TextChoices):
    DRAFT = "draft", "下書き"
    ACTIVE = "active", "稼働中"
    PAUSED = "paused", "一時停止"
    ARCHIVED = "archived", "アーカイブ"


class Scenario(TenantModel):
    """シナリオ: a multi-step flow. ``draft_steps`` is what staff edit; running friends follow a version."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=300, default="")
    state = models.CharField(max_length=10, choices=ScenarioState, default=ScenarioState.DRAFT)
    draft_steps = models.JSONField(default=list)
    #: Counts up with every change of the draft, so that whoever saves can say which one they saw.
    draft_number = models.IntegerField(default=1, db_default=1)
    created_by = models.CharField(max_length=200, default="", db_default="")
    current_version = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "scenarios_scenario"
        constraints = [
            models.UniqueConstraint(fields=["org", "channel", "name"], name="scenarios_scenario_name_once")
        ]


class ScenarioVersion(TenantModel):
    """版: immutable steps, with content frozen. Friends finish on the version that they started."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    number = models.IntegerField()
    steps = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "scenarios_scenarioversion"
        constraints = [
            models.UniqueConstraint(fields=["org", "scenario", "number"], name="scenarios_version_once")
        ]


class EnrolmentState(models.TextChoices):
    ACTIVE = "active", "購読中"
    FINISHED = "finished", "完了"
    STOPPED = "stopped", "停止"


class Enrolment(TenantModel):
    """購読中: one friend's run through one version. ``position`` is the step that comes next, at ``due_at``."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    version = models.ForeignKey(
        ScenarioVersion, on_delete=models.CASCADE, db_constraint=False, db_index=False
    )
    friend_id = models.BigIntegerField()
    entry_key = models.CharField(max_length=100, default="", db_default="")
    state = models.CharField(max_length=10, choices=EnrolmentState, default=EnrolmentState.ACTIVE)
    position = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, default="", db_default="")

    class Meta:
        db_table = "scenarios_enrolment"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "scenario", "friend_id", "entry_key"],
                name="scenarios_enrolment_active_once",
                condition=Q(state="active"),
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="scenarios_enrolment_due",
                condition=Q(state="active"),
            ),
            # How much is due on a day to come, scenario by scenario, told from the index alone.
            models.Index(
                fields=["org", "scenario", "due_at"],
                name="scenarios_enrolment_ahead",
                condition=Q(state="active"),
            ),
            models.Index(fields=["org", "friend_id"], name="scenarios_enrolment_of_friend"),
            models.Index(fields=["org", "scenario", "-entered_at", "-id"], name="scenarios_enrolment_recent"),
        ]
