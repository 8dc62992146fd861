from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "enishi.accounts"
    label = "accounts"
    verbose_name = "組織とメンバー"
    default_auto_field = "django.db.models.BigAutoField"
