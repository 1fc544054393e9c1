from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "jualan.home"
    default_auto_field = "django.db.models.BigAutoField"
