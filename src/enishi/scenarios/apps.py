from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    name = "enishi.scenarios"
    label = "scenarios"
    verbose_name = "シナリオ"
    default_auto_field = "django.db.models.BigAutoField"
