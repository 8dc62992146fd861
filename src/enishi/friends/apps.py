from django.apps import AppConfig


class FriendsConfig(AppConfig):
    name = "enishi.friends"
    label = "friends"
    verbose_name = "友だち"
    default_auto_field = "django.db.models.BigAutoField"
