"""The public site of an empty installation: three languages, a home page in each, and what the footer leads to.

Only what is missing is made; nothing an editor wrote is touched.
"""

import uuid

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.first_words import CONTENTS, FIGURES, HOMES
from cms.models import ContentPage, HomePage

HOME_KEY = uuid.uuid5(uuid.NAMESPACE_URL, "takwin:home")  # so that two machines agree on what translates what


@transaction.atomic
def homes() -> dict[str, HomePage]:
    """The home page of each language, made when missing, and the site that begins at them."""
    root = Page.get_first_root_node()
    made = {}
    for code, _name in settings.LANGUAGES:
        locale, _ = Locale.objects.get_or_create(language_code=code)
        made[code] = HomePage.objects.filter(locale=locale, depth=2).first() or root.add_child(
            instance=HomePage(
                locale=locale, slug=code, translation_key=HOME_KEY, aside=[("figures", _figures(code))], **HOMES[code]
            )
        )
        root.refresh_from_db()
    _site(made[settings.FIRST_LANGUAGE])
    _remove_the_welcome_page()
    for code, home in made.items():
        _contents(home, code)
    return made


def _figures(code: str) -> dict:
    title, figures, source = FIGURES[code]
    return {"title": title, "figures": [{"label": of, "value": n} for of, n in figures], "source": source}


def _site(home: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.root_page_id != home.pk and not isinstance(
        site.root_page.specific if site.root_page_id else None, HomePage
    ):
        site.root_page, site.site_name = home, settings.WAGTAIL_SITE_NAME
        site.save()


def _remove_the_welcome_page() -> None:
    """Wagtail's own first page, recognised by having no type of its own."""
    for page in Page.objects.filter(depth=2, slug="home", content_type__app_label="wagtailcore", numchild=0):
        page.delete()


def _contents(home: HomePage, code: str) -> None:
    home = HomePage.objects.get(pk=home.pk)
    for slug, words in CONTENTS.items():
        if home.get_children().filter(slug=slug).exists():
            continue
        key = uuid.uuid5(HOME_KEY, slug)
        title, text = words[code]
        home.add_child(
            instance=ContentPage(locale=home.locale, slug=slug, translation_key=key, title=title, body=[("text", text)])
        )
