from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudyConfig(AppConfig):
    name = "courses.study"
    label = "study"
    verbose_name = _("Notes and questions")

    def ready(self):
        from courses.study import registrations  # noqa: F401
