"""Blocks an editor may lay on a page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(features=["h2", "h3", "bold", "ol", "ul", "link", "document-link"], **kwargs)

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "cms/blocks/text.html"
        preview_value = "<p>Une leçon par jour, sur le téléphone.</p>"


class NoticeBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False)
    words = blocks.TextBlock(label=_("Words"))

    class Meta:
        label = _("Notice")
        icon = "warning"
        template = "cms/blocks/notice.html"
        preview_value = {"title": "Maintenance", "words": "Le site sera fermé samedi de 22:00 à 23:00."}


class FigureBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Of what"))
    value = blocks.CharBlock(label=_("Figure"), max_length=20)


class FiguresBlock(blocks.StructBlock):
    """A few figures with their date and source: a figure without a source is not shown."""

    title = blocks.CharBlock(label=_("Title"))
    figures = blocks.ListBlock(FigureBlock(), label=_("Figures"))
    source = blocks.CharBlock(label=_("Date and source"))

    class Meta:
        label = _("Figures")
        icon = "table"
        template = "cms/blocks/figures.html"
        preview_value = {
            "title": "Le secteur en chiffres",
            "figures": [{"label": "Clients", "value": "734 000"}],
            "source": "Fin 2024",
        }
