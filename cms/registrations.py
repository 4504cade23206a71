"""What cms/ puts into the registries."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms import editors
from people.navigation import Entry
from people.registry import asked_with_person, navigation_entries

asked_with_person.register("known_editor")(editors.asked)


@navigation_entries.register("cms.home", order=0)
def home(request):
    url = reverse("people:dashboard") if request.user.is_authenticated else f"/{get_language()}/"
    return [Entry(_("Home"), url, "home", tab=True)]
