from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CascadeConfig(AppConfig):
    name = "cascade"
    verbose_name = _("Cascade")

    def ready(self):
        from cascade import registrations  # noqa: F401
