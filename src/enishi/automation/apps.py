from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "enishi.automation"
    label = "automation"
    verbose_name = "自動化"
    default_auto_field = "django.db.models.BigAutoField"
