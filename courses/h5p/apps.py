from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class H5pConfig(AppConfig):
    name = "courses.h5p"
    label = "h5p"
    verbose_name = _("Interactive exercises (H5P)")

    def ready(self):
        from courses.h5p import registrations  # noqa: F401
