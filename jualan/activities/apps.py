from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "jualan.activities"
    default_auto_field = "django.db.models.BigAutoField"
