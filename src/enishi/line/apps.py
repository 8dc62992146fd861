from django.apps import AppConfig


class LineConfig(AppConfig):
    name = "enishi.line"
    label = "line"
    verbose_name = "公式アカウント"
    default_auto_field = "django.db.models.BigAutoField"
