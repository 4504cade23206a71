from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExamsConfig(AppConfig):
    name = "courses.exams"
    label = "exams"
    verbose_name = _("Exams")

    def ready(self):
        from courses.exams import registrations  # noqa: F401
