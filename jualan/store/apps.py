from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "jualan.store"
    default_auto_field = "django.db.models.BigAutoField"
