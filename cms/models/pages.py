from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import FiguresBlock, NoticeBlock, TextBlock
from cms.editing import DirectionPanel
from cms.models.base import BasePage
from people.registry import home_panels


class HomePage(BasePage):
    """The front door of one language. Higher apps add their panels through ``home_panels``."""

    headline = models.CharField(_("headline"), max_length=120)
    lead = models.TextField(_("lead"), max_length=400)
    body = StreamField([("notice", NoticeBlock()), ("text", TextBlock())], blank=True, verbose_name=_("body"))
    aside = StreamField([("figures", FiguresBlock()), ("text", TextBlock())], blank=True, verbose_name=_("aside"))

    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home.html"
    content_panels = [
        DirectionPanel(),
        *BasePage.content_panels,
        *(FieldPanel(name) for name in ("headline", "lead", "body", "aside")),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        panels = [panel for make in home_panels if (panel := make(request)) is not None]
        context["main_panels"] = [panel for panel in panels if not panel.side]
        context["side_panels"] = [panel for panel in panels if panel.side]
        return context


class ContentPage(BasePage):
    """A page to read: help, the legal notice."""

    body = StreamField([("text", TextBlock()), ("notice", NoticeBlock())], verbose_name=_("body"))

    parent_page_types = ["cms.HomePage", "cms.ContentPage"]
    template = "cms/content.html"
    content_panels = [DirectionPanel(), *BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
