"""Staff screens of the Centre: one menu group. What a rule guards goes through the rule (policy values)."""

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from people.models import Branch, Charge, Institution, PolicyValue, Post, Territory
from people.policy import UnknownPolicy, check, policy

NAMES = ["name_ar", "name_fr", "name_en"]


class Readable(ModelPermissionPolicy):
    """Rows that reference data or a rule writes: to be read, not written, here."""

    def user_has_permission(self, user, action):
        return action not in {"add", "change", "delete"} and super().user_has_permission(user, "view")

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in {*actions, "view"})


class OnlyAdded(ModelPermissionPolicy):
    def user_has_permission(self, user, action):
        return action not in {"change", "delete"} and super().user_has_permission(user, action)


register_permission_policy(Post, Readable(Post))
register_permission_policy(PolicyValue, OnlyAdded(PolicyValue))


class Institutions(ModelViewSet):
    model = Institution
    icon = "home"
    list_display = ["code", "short", "name", "status"]
    list_filter = ["type", "status"]
    search_fields = ["code", "short", *NAMES]
    form_fields = [*NAMES, "acronym", "status"]
    list_per_page = 50
    copy_view_enabled = False


class Branches(ModelViewSet):
    model = Branch
    icon = "site"
    list_display = ["code", "name", "institution", "province"]
    list_filter = ["institution"]
    search_fields = ["code", *NAMES]
    form_fields = ["institution", "code", *NAMES, "province"]
    list_per_page = 50
    copy_view_enabled = False


class Territories(ModelViewSet):
    """Paths and codes rest on the HCP's file; only what a place is called may be mended."""

    model = Territory
    icon = "globe"
    list_display = ["code", "name_ar", "name_fr", "kind"]
    list_filter = ["kind"]
    search_fields = ["code", *NAMES]
    form_fields = [*NAMES, "spellings"]
    list_per_page = 100
    copy_view_enabled = False


class Posts(ModelViewSet):
    """To be read: posts come from staff lists."""

    model = Post
    icon = "user"
    list_display = ["person", "institution", "branch", "profile", "from_on", "to_on"]
    list_filter = ["institution", "profile"]
    search_fields = ["person__username", "person__last_name", "person__family_ar", "staff_number"]
    form_fields = ["to_on"]
    list_per_page = 50
    copy_view_enabled = False


class Charges(ModelViewSet):
    model = Charge
    icon = "key"
    list_display = ["person", "role", "institution", "territory", "from_on", "to_on"]
    list_filter = ["role", "institution"]
    search_fields = ["person__username", "person__last_name", "person__family_ar"]
    form_fields = ["person", "role", "institution", "territory", "branch", "from_on", "to_on"]
    list_per_page = 50
    copy_view_enabled = False


class PolicyValueForm(WagtailAdminModelForm):
    """Asks the rule of people/policy.py; what is in force stands in the error when the kind differs."""

    class Meta:
        model = PolicyValue
        fields = ["key", "value", "from_on", "reason"]

    def clean(self):
        given = super().clean()
        if "key" in given and "value" in given:
            try:
                check(given["key"], given["value"])
            except UnknownPolicy:
                self.add_error("key", _("There is no such policy value."))
            except ValueError:
                said = policy(given["key"], on=localdate())
                words = _("This value is of another kind than the one in force (%(value)s).")
                self.add_error("value", ValidationError(words % {"value": said}))
        return given

    def save(self, commit=True):
        self.instance.set_by = self.for_user
        return super().save(commit)


class PolicyValues(ModelViewSet):
    """A value is never changed: a new one takes its place from its day on."""

    model = PolicyValue
    icon = "cogs"
    list_display = ["key", "value", "from_on", "reason", "set_by"]
    search_fields = ["key", "reason"]
    list_per_page = 50
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return PolicyValueForm


class PeopleAndPlaces(ViewSetGroup):
    menu_label = gettext_lazy("People and places")
    menu_icon = "group"
    menu_order = 300
    items = (Institutions(), Branches(), Territories(), Posts(), Charges(), PolicyValues())


@hooks.register("register_admin_viewset")
def people_and_places():
    return PeopleAndPlaces()
