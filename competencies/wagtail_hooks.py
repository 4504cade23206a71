"""The framework for the Centre's staff: one menu group."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from competencies.models import Competency, CompetencyLevel, Domain, Requirement

NAMES = MultiFieldPanel([FieldPanel("name_ar"), FieldPanel("name_fr"), FieldPanel("name_en")], heading=_("Name"))
DEFINITIONS = MultiFieldPanel(
    [FieldPanel("definition_ar"), FieldPanel("definition_fr"), FieldPanel("definition_en")], heading=_("Definition")
)
TEXTS = MultiFieldPanel([FieldPanel("text_ar"), FieldPanel("text_fr"), FieldPanel("text_en")], heading=_("Text"))


class DomainViewSet(ModelViewSet):
    model = Domain
    icon = "folder-open-inverse"
    list_display = ["code", "name_ar", "name_fr"]
    search_fields = ["code", "name_ar", "name_fr", "name_en"]
    panels = [FieldPanel("code"), FieldPanel("position"), NAMES]


class CompetencyViewSet(ModelViewSet):
    model = Competency
    icon = "list-ul"
    list_display = ["code", "name_ar", "name_fr", "critical"]
    list_filter = ["domain", "critical"]
    search_fields = ["code", "name_ar", "name_fr", "name_en"]
    panels = [
        FieldPanel("code"),
        FieldPanel("domain"),
        NAMES,
        DEFINITIONS,
        FieldPanel("critical"),
        FieldPanel("certified_validity_months"),
    ]


class IndicatorViewSet(ModelViewSet):
    model = CompetencyLevel
    icon = "view"
    list_display = ["competency", "level", "text_fr"]
    list_filter = ["level"]
    panels = [FieldPanel("competency"), FieldPanel("level"), TEXTS]


class RequirementViewSet(ModelViewSet):
    model = Requirement
    icon = "tick-inverse"
    list_display = ["profile", "competency", "level", "must"]
    list_filter = ["profile", "must"]
    panels = [FieldPanel("profile"), FieldPanel("competency"), FieldPanel("level"), FieldPanel("must")]


class FrameworkGroup(ModelViewSetGroup):
    menu_label = _("Competencies")
    menu_icon = "clipboard-list"
    menu_order = 300
    items = (DomainViewSet, CompetencyViewSet, IndicatorViewSet, RequirementViewSet)


@hooks.register("register_admin_viewset")
def framework():
    return FrameworkGroup()
