"""What a lesson is made of. Each block has its template, its icon and a value to show in the picker."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

from courses.choosers import ActivityChooserBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "courses/blocks/text.html"
        preview_value = RichText("<p>Un appel le premier jour vaut mieux que trois visites le trentième.</p>")
        description = _("Running text with headings and lists")


class FigureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "courses/blocks/figure.html"
        description = _("A picture with what it shows in words, and a caption")
        preview_value = {"image": None, "caption": "Le PAR30 d’une petite agence"}


class CalloutBlock(blocks.StructBlock):
    TONES = [("info", _("Good to know")), ("care", _("Take care")), ("rule", _("A rule to keep"))]

    tone = blocks.ChoiceBlock(choices=TONES, default="info", label=_("Tone"))
    title = blocks.CharBlock(label=_("Title"), required=False)
    text = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "courses/blocks/callout.html"
        description = _("A sentence set apart from the text")
        preview_value = {
            "tone": "rule",
            "title": "Jamais devant les voisins",
            "text": "<p>On parle d’argent à l’abri.</p>",
        }


class CaseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    place = blocks.CharBlock(label=_("Place"), required=False)
    text = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Text"))

    class Meta:
        icon = "user"
        label = _("Case")
        template = "courses/blocks/case.html"
        description = _("A worked example from the field")
        preview_value = {
            "title": "Le portefeuille de Saïda",
            "place": "Agence de Sefrou",
            "text": "<p>Elle suit 120 prêts.</p>",
        }


class TermBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=_("Word"))
    definition = blocks.TextBlock(label=_("Meaning"), rows=2)

    class Meta:
        icon = "tag"
        label = _("Word of the trade")
        template = "courses/blocks/term.html"
        description = _("A word and what it means; shown beside the lesson on wide screens")
        preview_value = {"term": "Échéance", "definition": "Somme à payer à une date fixée"}


class ReflectionBlock(blocks.StructBlock):
    question = blocks.TextBlock(label=_("Question"), rows=2)

    class Meta:
        icon = "help"
        label = _("Question to think about")
        template = "courses/blocks/reflection.html"
        description = _("Nobody marks the answer")
        preview_value = {"question": "Qui avez-vous appelé le premier jour, cette semaine ?"}


class PlayedBlock(blocks.StructBlock):
    activity = ActivityChooserBlock(label=_("Activity"))

    class Meta:
        icon = "radio-full"
        label = _("Interactive activity")
        template = "courses/blocks/h5p.html"
        description = _("An H5P activity, played inside the lesson in the language of the page")
        preview_value = {"activity": None}


class IntroBlocks(blocks.StreamBlock):
    text = TextBlock()
    figure = FigureBlock()
    callout = CalloutBlock()


class LessonBlocks(IntroBlocks):
    case = CaseBlock()
    term = TermBlock()
    reflection = ReflectionBlock()
    h5p = PlayedBlock()
