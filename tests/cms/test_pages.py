"""The public pages and the frame of every page, through their doors."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, Site

from cms.models import ContentPage, HomePage
from cms.setting_up import homes
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language, direction", [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_each_home_page_speaks_and_reads_its_own_way(client, language, direction):
    homes()
    page = client.get(f"/{language}/").content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert HomePage.objects.get(locale__language_code=language).headline in page


def test_a_french_page_preloads_no_arabic_font_and_an_arabic_page_does(client):
    homes()
    french = client.get("/fr/").content.decode()
    assert "tk-ar" not in french and "tk-head-ar" not in french
    assert "tk-ar-400" in client.get("/ar/").content.decode()


def test_setting_up_twice_makes_nothing_twice_and_leaves_what_an_editor_wrote():
    homes()
    home = HomePage.objects.get(locale__language_code="fr")
    home.headline = "Réécrit"
    home.save()
    call_command("homes", verbosity=0)
    assert HomePage.objects.count() == 3 and ContentPage.objects.count() == 6
    assert HomePage.objects.get(pk=home.pk).headline == "Réécrit"
    assert not Page.objects.filter(slug="home", depth=2).exists(), "Wagtail's own welcome page is gone"
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get(locale__language_code="ar")


def test_the_language_switch_leads_to_the_translation_or_else_to_that_languages_home(client):
    homes()
    french = HomePage.objects.get(locale__language_code="fr")
    french.add_child(instance=ContentPage(title="Seul", slug="seul", locale=french.locale, body=[]))
    assert '<a class="tool" href="/fr/help/" lang="fr"' in client.get("/ar/help/").content.decode()
    assert 'href="/ar/" lang="ar"' in client.get("/fr/seul/").content.decode()


def test_colours_are_chosen_without_script_and_kept(client):
    homes()
    answer = client.post("/fr/theme/", {"theme": "dark", "next": "/fr/help/"})
    assert (answer.status_code, answer["Location"]) == (302, "/fr/help/")
    assert 'data-theme="dark"' in client.get("/fr/").content.decode()
    client.post("/fr/theme/", {"theme": "system", "next": "/fr/"})
    assert "data-theme" not in client.get("/fr/").content.decode()


def test_a_forged_choice_of_colours_changes_nothing_and_leads_nowhere_else(client):
    answer = client.post("/fr/theme/", {"theme": "<script>", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert "theme" not in answer.cookies


def test_a_person_signs_out_by_a_form_of_every_page():
    client = Client(enforce_csrf_checks=True)
    client.force_login(person())
    page = client.get("/ar/home/").content.decode()
    form = re.search(
        r'<form method="post" action="(/ar/accounts/logout/)">.*?name="csrfmiddlewaretoken" value="(\w+)"', page, re.S
    )
    client.post(form[1], {"csrfmiddlewaretoken": form[2]})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path",
    ["login/", "password/reset/", "password/reset/done/", "password/change/", "2fa/", "2fa/totp/activate/", "logout/"],
)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_account_pages_wear_our_look(client, path, language):
    if not path.startswith(("login", "password/reset")):
        client.force_login(person(password="takwin-demo"))
    page = client.get(f"/{language}/accounts/{path}", follow=True)
    assert page.status_code == 200
    assert 'class="dado"' in page.content.decode()


def test_nothing_at_an_address_is_said_in_the_readers_language(client):
    homes()
    answer = client.get("/ar/nowhere/")
    assert answer.status_code == 404
    assert "لا شيء في هذا العنوان" in answer.content.decode()


def test_a_fault_of_ours_is_told_in_three_languages_without_the_database(
    client, monkeypatch, django_assert_num_queries
):
    from django.template.loader import get_template

    with django_assert_num_queries(0):
        page = get_template("500.html").render()
    assert all(f'lang="{language}"' in page for language in ("ar", "fr", "en"))


def test_the_page_of_components_is_for_staff(client):
    client.force_login(person())
    assert client.get("/fr/look/").status_code == 302
    client.force_login(person(is_staff=True))
    page = client.get("/fr/look/?wrong=1").content.decode()
    assert 'aria-invalid="true"' in page and 'aria-describedby="id_name_error"' in page


def test_the_site_keeps_the_strict_policy_and_the_editor_has_its_own(client):
    homes()
    site = client.get("/fr/")["Content-Security-Policy"]
    assert "script-src 'self'" in site and "unsafe" not in site
    client.force_login(person(is_staff=True, is_superuser=True))
    editor = client.get("/cms/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in editor and "default-src 'self'" in editor
    assert "unsafe" not in client.get("/repair/")["Content-Security-Policy"]


def test_a_preview_keeps_the_sites_policy_and_may_be_framed_by_the_editor(client):
    homes()
    client.force_login(person(is_staff=True, is_superuser=True))
    home = HomePage.objects.get(locale__language_code="fr")
    address = f"/cms/pages/{home.pk}/edit/preview/"
    form = {"title": "Accueil", "slug": "fr", "headline": "Autre", "lead": "Texte"}
    empty = {f"{name}-count": "0" for name in ("body", "aside")}
    assert client.post(address, form | empty).json()["is_valid"]
    policy = client.get(address)["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";" and "frame-ancestors 'self'" in policy and "unsafe" not in policy
