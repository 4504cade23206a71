"""What a lesson is made of. Each block has its template, its icon and something to show in the picker.

Sound and films are never fetched before the reader asks: a block says its size first, and its link works without script.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.rich_text import RichText

from courses import samples
from courses.choosers import ActivityChooserBlock, AssignmentChooserBlock, ExamChooserBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class Sampled:
    """A block whose sample is built when it is asked for: in the reader's language, from plain values."""

    def sample(self):
        raise NotImplementedError

    def get_preview_value(self):
        return self.sample()

    def get_preview_template(self, value, context=None):
        return "courses/block_preview.html"


class TextBlock(Sampled, blocks.RichTextBlock):
    def __init__(self, **kwargs):
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "courses/blocks/text.html"
        description = _("Running text with headings and lists")

    def sample(self):
        heading = samples.say("الاتصال الأول", "Le premier appel", "The first call")
        words = samples.say(
            "اتصال في اليوم الأول خير من ثلاث زيارات في اليوم الثلاثين.",
            "Un appel le premier jour vaut mieux que trois visites le trentième.",
            "A call on the first day is worth three visits on the thirtieth.",
        )
        return RichText(f"<h2>{heading}</h2><p>{words}</p>")


class FigureBlock(Sampled, blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "courses/blocks/figure.html"
        description = _("A picture with what it shows in words, and a caption")

    def sample(self):
        caption = samples.say("يوم السوق", "Le jour du souk", "Market day")
        return {"image": samples.picture(), "caption": caption}


class CalloutBlock(Sampled, blocks.StructBlock):
    TONES = [("info", _("Good to know")), ("care", _("Take care")), ("rule", _("A rule to keep"))]

    tone = blocks.ChoiceBlock(choices=TONES, default="info", label=_("Tone"))
    title = blocks.CharBlock(label=_("Title"), required=False)
    text = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "courses/blocks/callout.html"
        description = _("A sentence set apart from the text")

    def sample(self):
        title = samples.say("لا أمام الجيران أبدا", "Jamais devant les voisins", "Never before the neighbours")
        words = samples.say(
            "نتحدث عن المال بعيدا عن الأنظار.", "On parle d’argent à l’abri.", "Money is spoken of in private."
        )
        return {"tone": "rule", "title": title, "text": RichText(f"<p>{words}</p>")}


class CaseBlock(Sampled, blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    place = blocks.CharBlock(label=_("Place"), required=False)
    text = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Text"))

    class Meta:
        icon = "user"
        label = _("Case")
        template = "courses/blocks/case.html"
        description = _("A worked example from the field")

    def sample(self):
        words = samples.say("تتابع 120 قرضا.", "Elle suit 120 prêts.", "She looks after 120 loans.")
        return {
            "title": samples.say("محفظة سعيدة", "Le portefeuille de Saïda", "Saïda’s portfolio"),
            "place": samples.say("وكالة صفرو", "Agence de Sefrou", "Sefrou branch"),
            "text": RichText(f"<p>{words}</p>"),
        }


class TermBlock(Sampled, blocks.StructBlock):
    term = blocks.CharBlock(label=_("Word"))
    definition = blocks.TextBlock(label=_("Meaning"), rows=2)

    class Meta:
        icon = "tag"
        label = _("Word of the trade")
        template = "courses/blocks/term.html"
        description = _("A word and what it means; shown beside the lesson on wide screens")

    def sample(self):
        return {
            "term": samples.say("قسط", "Échéance", "Instalment"),
            "definition": samples.say(
                "مبلغ يؤدى في تاريخ محدد", "Somme à payer à une date fixée", "A sum to pay on a set day"
            ),
        }


class ReflectionBlock(Sampled, blocks.StructBlock):
    question = blocks.TextBlock(label=_("Question"), rows=2)

    class Meta:
        icon = "help"
        label = _("Question to think about")
        template = "courses/blocks/reflection.html"
        description = _("Nobody marks the answer")

    def sample(self):
        question = samples.say(
            "بمن اتصلت في اليوم الأول هذا الأسبوع؟",
            "Qui avez-vous appelé le premier jour, cette semaine ?",
            "Whom did you call on the first day, this week?",
        )
        return {"question": question}


def _of_kind(value, extensions, sentence):
    """The file is of a kind that browsers can take."""
    if value and value.file_extension.lower() not in extensions:
        raise ValidationError(sentence % {"kinds": ", ".join(extensions), "name": value.filename})


class FileBlock(DocumentChooserBlock):
    """A file of the library, of certain kinds. None = of any kind."""

    def __init__(self, extensions: tuple[str, ...] | None = None, **kwargs):
        self.extensions = extensions
        super().__init__(**kwargs)

    def clean(self, value):
        value = super().clean(value)
        if self.extensions:
            _of_kind(
                value, self.extensions, _("“%(name)s” cannot be used here: choose a file of these kinds: %(kinds)s.")
            )
        return value


class AudioBlock(Sampled, blocks.StructBlock):
    KINDS = ("mp3", "m4a", "ogg", "opus", "wav", "webm")

    title = blocks.CharBlock(label=_("Title"))
    file = FileBlock(KINDS, label=_("Sound file"))
    transcript = blocks.RichTextBlock(
        features=SHORT_FEATURES, label=_("What is said, in words"), required=False,
        help_text=_("For those who do not hear it, or cannot listen where they are"),
    )  # fmt: skip

    class Meta:
        icon = "media"
        label = _("Sound")
        template = "courses/blocks/audio.html"
        description = _("Something to listen to, with its words; fetched only when the learner asks")

    def sample(self):
        words = samples.say("يرن الهاتف مرتين.", "Le téléphone sonne deux fois.", "The phone rings twice.")
        return {
            "title": samples.say("المكالمة الأولى", "Le premier appel", "The first call"),
            "file": samples.file("ring.webm", 9_400, "audio/webm"),
            "transcript": RichText(f"<p>{words}</p>"),
        }


class CaptionsBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(choices=settings.LANGUAGES, label=_("Language"))
    file = FileBlock(("vtt",), label=_("Captions (WebVTT)"))


class VideoBlock(Sampled, blocks.StructBlock):
    KINDS = ("mp4", "webm")

    title = blocks.CharBlock(label=_("Title"))
    file = FileBlock(KINDS, label=_("Film"))
    poster = ImageChooserBlock(label=_("Picture shown before it is fetched"), required=False)
    captions = blocks.ListBlock(CaptionsBlock(), label=_("Captions"), min_num=0, default=[])
    transcript = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("What is said, in words"), required=False)

    class Meta:
        icon = "media"
        label = _("Film")
        template = "courses/blocks/video.html"
        description = _("A film with captions; its size is shown before it is fetched")

    def sample(self):
        return {
            "title": samples.say("ثلاثون يوما", "Trente jours", "Thirty days"),
            "file": samples.file("days.webm", 12_400_000, "video/webm"),
            "poster": samples.picture(),
            "captions": [{"language": "fr", "file": samples.file("days.vtt", 90, "text/vtt")}],
            "transcript": "",
        }


class DocumentBlock(Sampled, blocks.StructBlock):
    file = FileBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"), required=False, help_text=_("Empty: the file's own title"))
    says = blocks.CharBlock(label=_("What it is for"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "courses/blocks/document.html"
        description = _("A file to keep or print, with its kind and size")

    def sample(self):
        return {
            "file": samples.file("picture.svg", 340_000, "application/pdf"),
            "title": samples.say("بطاقة الزيارة", "Fiche de visite", "Visit sheet"),
            "says": samples.say("تملأ قبل الخروج", "À remplir avant de partir", "To fill in before leaving"),
        }


class PlayedBlock(Sampled, blocks.StructBlock):
    activity = ActivityChooserBlock(label=_("Activity"))

    class Meta:
        icon = "radio-full"
        label = _("Interactive activity")
        template = "courses/blocks/h5p.html"
        description = _("An H5P activity, played inside the lesson in the language of the page")

    def sample(self):
        return {"activity": {"title": samples.say("رتب الخطوات", "Remettre en ordre", "Put in order")}}


class ExamBlock(Sampled, blocks.StructBlock):
    """Leads to an exam of the course, with its rules. The exam itself stands at the end of the course all the same."""

    exam = ExamChooserBlock(label=_("Exam"))

    class Meta:
        icon = "tasks"
        label = _("Exam")
        template = "courses/blocks/exam.html"
        description = _("A card with the rules of an exam, which leads to it")

    def sample(self):
        return {"exam": samples.exam()}

    def get_context(self, value, parent_context=None):
        from courses.exam_card import rules_of

        context = super().get_context(value, parent_context)
        exam = value["exam"]
        context["rules"] = getattr(exam, "rules", None) or (exam and rules_of(exam))
        return context


class AssignmentBlock(Sampled, blocks.StructBlock):
    assignment = AssignmentChooserBlock(label=_("Assignment"))

    class Meta:
        icon = "clipboard-list"
        label = _("Assignment")
        template = "courses/blocks/assignment.html"
        description = _("Work to hand in as a text or a file, marked by a person")

    def sample(self):
        title = samples.say("محضر زيارة", "Compte rendu de visite", "Report of a visit")
        return {"assignment": {"title": title, "minutes": 30}}


class IntroBlocks(blocks.StreamBlock):
    text = TextBlock()
    figure = FigureBlock()
    callout = CalloutBlock()


class LessonBlocks(IntroBlocks):
    audio = AudioBlock()
    video = VideoBlock()
    document = DocumentBlock()
    case = CaseBlock()
    term = TermBlock()
    reflection = ReflectionBlock()
    h5p = PlayedBlock()
    assignment = AssignmentBlock()
    exam = ExamBlock()


#: Blocks that hold something to do, and where they keep it.
HOLDERS = {"h5p": "activity", "assignment": "assignment"}
