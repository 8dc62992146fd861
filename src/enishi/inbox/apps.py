from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "enishi.inbox"
    label = "inbox"
    verbose_name = "個別トーク"
    default_auto_field = "django.db.models.BigAutoField"
