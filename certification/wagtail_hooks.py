"""The Centre's desk: certificates to look up and decide about, prior learning to recognise."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets import ListingButton
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from certification import awards, showing
from certification.forms import DecisionForm, PriorLearningForm
from certification.models import Certificate, PriorLearning
from certification.states import FROM, state_of
from people.models import User

ACTS = {
    "revoke": ("revoked", _("Withdraw it for good")),
    "suspend": ("suspended", _("Suspend it")),
    "reinstate": ("reinstated", _("Put it in force again")),
    "correct": ("corrected", _("Write the holder's name anew")),
}
WITH_GROUNDS = {"revoke", "suspend"}


class CentrePolicy(BasePermissionPolicy):
    """Administrators of the Centre, by their charge; nobody edits or deletes a row here."""

    def __init__(self, model, actions=("view",)):
        super().__init__(model)
        self.actions = actions

    def user_has_permission(self, user, action):
        return action in self.actions and awards.may_decide(user, on=timezone.localdate())

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions):
        return User.objects.filter(is_superuser=True, is_active=True)


register_permission_policy(Certificate, CentrePolicy(Certificate))
register_permission_policy(PriorLearning, CentrePolicy(PriorLearning, actions=("view", "add")))


class CertificateIndex(ModelViewSet.index_view_class):
    def get_base_queryset(self):
        return Certificate.objects.with_story().select_related("person")

    def get_edit_url(self, instance):
        return self.get_inspect_url(instance)

    def get_list_more_buttons(self, instance):
        return []

    def get_list_buttons(self, instance):
        return [ListingButton(pgettext_lazy("button", "Open"), url=self.get_inspect_url(instance), priority=10)]


class CertificateFile(ModelViewSet.inspect_view_class):
    """One certificate: what it says, what happened to it, what can be decided."""

    template_name = "certification/admin/certificate.html"
    page_title = _("Certificate")
    failed = None  # (act, form) of a decision that lacked something

    def get_object(self, queryset=None):
        return Certificate.objects.with_story().select_related("person").get(pk=self.pk)

    def get_edit_url(self):
        return None

    def get_delete_url(self):
        return None

    @property
    def possible(self):
        state = state_of(self.object, on=timezone.localdate())
        return [act for act, (event, _label) in ACTS.items() if state in FROM[event]]

    def form_for(self, act, data=None):
        return DecisionForm(data, with_grounds=act in WITH_GROUNDS, prefix=act)

    def get_context_data(self, **kwargs):
        statements = self.object.statements.all()
        failed_act, failed_form = self.failed or (None, None)
        decisions = [
            {"act": act, "label": ACTS[act][1], "form": failed_form if act == failed_act else self.form_for(act)}
            for act in self.possible
        ]
        shows = {
            "certificate": self.object,
            "says": statements[len(statements) - 1].says if statements else None,
            "state": showing.state_word(state_of(self.object, on=timezone.localdate())),
            "entries": self.object.entries.select_related("note__by"),
            "decisions": decisions,
            "failed": failed_act,
        }
        return super().get_context_data(**kwargs) | shows

    def post(self, request, *args, **kwargs):
        act = request.POST.get("act")
        if act not in self.possible:
            messages.error(request, _("The certificate is no longer in a state that allows this."))
            return redirect(request.path)
        form = self.form_for(act, request.POST)
        if not form.is_valid():
            self.failed = (act, form)
            return self.render_to_response(self.get_context_data())
        try:
            getattr(awards, act)(self.object, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except awards.ImpossibleEvent:  # somebody else decided in the meantime
            messages.error(request, _("The certificate is no longer in a state that allows this."))
        else:
            messages.success(request, _("Written into the ledger."))
        return redirect(request.path)


class CertificateViewSet(ModelViewSet):
    model = Certificate
    icon = "tick-inverse"
    menu_label = _("Certificates")
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = CertificateIndex
    inspect_view_class = CertificateFile
    form_fields = ["number"]
    list_display = [
        "number",
        Column("person", label=_("Holder"), accessor="person.name"),
        Column("course", label=_("Course"), accessor="scheme.course.code"),
        Column("state", label=_("State"), accessor=lambda c: showing.state_word(state_of(c, on=timezone.localdate()))),
        Column("issued_on", label=_("Issued on"), accessor=lambda c: date_format(c.issued_on)),
        Column("expires_on", label=_("Valid until"), accessor=lambda c: date_format(c.expires_on)),
    ]
    list_filter = ["scheme", "issued_on", "expires_on"]
    search_fields = [
        "number",
        "person__username",
        "person__last_name",
        "person__first_name",
        "person__family_ar",
        "person__given_ar",
    ]
    search_backend_name = None


class PriorLearningViewSet(ModelViewSet):
    model = PriorLearning
    icon = "history"
    menu_label = _("Prior learning")
    copy_view_enabled = False
    list_display = ["person", "course", "from_on", "by"]
    list_filter = ["course"]

    def get_form_class(self, for_update=False):
        return PriorLearningForm

    class index_view_class(ModelViewSet.index_view_class):
        def get_base_queryset(self):
            return PriorLearning.objects.select_related("person", "course", "by")

    class add_view_class(ModelViewSet.add_view_class):
        def save_instance(self):
            says = self.form.cleaned_data
            return awards.recognise(
                says["person"], says["course"], by=self.request.user, reason=says["reason"], on=timezone.localdate()
            )


class CertificationGroup(ModelViewSetGroup):
    items = (CertificateViewSet, PriorLearningViewSet)
    menu_label = _("Certification")
    menu_icon = "tick-inverse"
    menu_order = 220


@hooks.register("register_admin_viewset")
def viewset():
    return CertificationGroup()
