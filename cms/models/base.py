from django.conf import settings
from wagtail.models import Page


class BasePage(Page):
    """What every page of the public site has: its text for search engines and its way to the other languages."""

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        """The language switch leads to this page's translations; where there is none, to that language's home."""
        context = super().get_context(request, *args, **kwargs)
        there = {
            page.locale.language_code: page.url for page in self.get_translations().live().select_related("locale")
        }
        mine = self.locale.language_code
        context["other_languages"] = [
            (code, name, there.get(code) or f"/{code}/") for code, name in settings.LANGUAGE_NAMES if code != mine
        ]
        context["alternates"] = [(code, url) for code, url in there.items() if url]
        return context
