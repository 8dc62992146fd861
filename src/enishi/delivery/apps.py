from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "enishi.delivery"
    label = "delivery"
    verbose_name = "配信"
    default_auto_field = "django.db.models.BigAutoField"
