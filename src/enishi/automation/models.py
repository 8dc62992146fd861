from typing import Any

from django.db import models

from enishi.accounts.models import TenantModel
from enishi.line.models import Channel


class Rule(TenantModel):
    """自動化ルール: trigger → condition → actions. On-follow settings and keyword replies are rules too.

    ``condition`` is a tree that the friend has to meet at that moment, None for everybody.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    name = models.CharField(max_length=100)
    trigger = models.JSONField()
    trigger_kind = models.CharField(max_length=40)
    condition: "models.JSONField[Any]" = models.JSONField(null=True)
    actions = models.JSONField()
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "automation_rule"
        indexes = [
            models.Index(
                fields=["org", "channel", "trigger_kind", "position", "id"],
                name="automation_rule_active",
                condition=models.Q(is_active=True),
            )
        ]


class RuleRest(TenantModel):
    """When a rule last answered a friend: kept only for rules that rest after an answer."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    friend_id = models.BigIntegerField()
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "automation_rulerest"
        constraints = [
            models.UniqueConstraint(fields=["org", "rule", "friend_id"], name="automation_rulerest_once")
        ]
