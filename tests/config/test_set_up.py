import pytest
from django.core.management import call_command

from courses.models import CatalogueIndexPage, Course
from people.models import Institution


@pytest.mark.django_db
def test_empty_installation_has_its_catalogue_in_every_language_after_the_first_set_up_and_the_second(client):
    for _ in range(2):
        call_command("set_up", verbosity=0)
        assert (Institution.objects.count(), Course.objects.count()) == (45, 28)
        assert CatalogueIndexPage.objects.count() == 3
    for code in ("ar", "fr", "en"):
        assert client.get(f"/{code}/").status_code == 200
        assert "TKW-201" in client.get(f"/{code}/courses/").content.decode()
