from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "enishi.intake"
    label = "intake"
    verbose_name = "受信"
    default_auto_field = "django.db.models.BigAutoField"
