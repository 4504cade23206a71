from django.apps import AppConfig, apps

OURS = ("cascade", "certification", "courses", "h5p", "exams", "study", "competencies", "cms", "people")


class Config(AppConfig):
    name = "config"

    def ready(self):
        """Wagtail keeps an index of what each row with a foreign key points to, for its editors, and brings it up to
        date at every save: a handful of queries each. Our pages need that; our rows do not. This comes before
        Wagtail's own ``ready``, since ``config`` is the first of the installed apps."""
        from wagtail.models import Page

        for label in OURS:
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                if not issubclass(model, Page):
                    model.wagtail_reference_index_ignore = True
