from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "enishi.content"
    label = "content"
    verbose_name = "コンテンツ"
    default_auto_field = "django.db.models.BigAutoField"
