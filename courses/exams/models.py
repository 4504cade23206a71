import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.images import get_image_model_string
from wagtail.models import PreviewableMixin

from courses.exams.querysets import SittingQuerySet
from people.models import Job
from people.trilingual import said


class Bank(models.Model):
    """Questions of one subject, usually of one course whose code it bears."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")

    def __str__(self):
        return f"{self.code} · {self.title}"

    @property
    def title(self) -> str:
        return said(self, "title")


class Question(PreviewableMixin, ClusterableModel):
    """What is asked, as it stands today. What a person was asked is a Wording.

    ``details``: what a question of a newer kind holds, in the shape of ``courses.exams.records``; None for the others,
    whose options are rows and whose number has columns.
    """

    default_preview_mode = "ar"
    preview_modes = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]
    DETAILED = ("short", "order", "match", "gaps", "case")

    class Kind(models.TextChoices):
        SINGLE = "single", _("One right option")
        MULTIPLE = "multiple", _("Several right options")
        TRUE_FALSE = "true_false", _("True or false")
        NUMERIC = "numeric", _("A number")
        SHORT = "short", _("A few words")
        ORDER = "order", _("Putting in order")
        MATCH = "match", _("Matching")
        GAPS = "gaps", _("A text with gaps")
        CASE = "case", _("A case with several parts")

    class Difficulty(models.IntegerChoices):
        EASY = 1, _("Easy")
        MEDIUM = 2, _("Medium")
        HARD = 3, _("Hard")

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="questions", verbose_name=_("bank"))
    key = models.CharField(_("key"), max_length=30)
    competency_code = models.CharField(_("competency"), max_length=20, db_index=True)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), choices=Difficulty, default=Difficulty.MEDIUM)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SINGLE)
    points = models.PositiveSmallIntegerField(_("points"), default=1)
    stem_ar = models.TextField(_("question in Arabic"))
    stem_fr = models.TextField(_("question in French"))
    stem_en = models.TextField(_("question in English"), blank=True)
    feedback_ar = models.TextField(_("explanation in Arabic"), blank=True)
    feedback_fr = models.TextField(_("explanation in French"), blank=True)
    feedback_en = models.TextField(_("explanation in English"), blank=True)
    value = models.DecimalField(_("right number"), max_digits=18, decimal_places=6, null=True, blank=True)
    tolerance = models.DecimalField(
        _("tolerance"), max_digits=18, decimal_places=6, default=0, help_text=_("A number this far away is still right")
    )
    unit_ar = models.CharField(_("unit in Arabic"), max_length=30, blank=True)
    unit_fr = models.CharField(_("unit in French"), max_length=30, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=30, blank=True)
    details = models.JSONField(_("what is asked"), null=True, blank=True)
    retired = models.BooleanField(_("retired"), default=False, help_text=_("No longer drawn; past attempts keep it"))
    draft = models.BooleanField(
        _("draft"), default=False, editable=False, help_text=_("Not drawn: Arabic or French is missing")
    )

    class Meta:
        ordering = ["bank", "key"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["bank", "key"], name="question_key_once_per_bank"),
            models.CheckConstraint(
                condition=Q(difficulty__gte=1, difficulty__lte=3), name="question_difficulty_1_to_3"
            ),
            models.CheckConstraint(condition=Q(points__gte=1), name="question_is_worth_a_point"),
            models.CheckConstraint(
                condition=~Q(kind="numeric") | ~Q(value=None), name="numeric_question_has_its_number"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["short", "order", "match", "gaps", "case"]) | Q(details__isnull=False),
                name="question_has_its_details",
            ),
        ]

    def __str__(self):
        return f"{self.key} · {self.stem[:80]}"

    def serve_preview(self, request, mode_name):
        from courses.exams.previewing import preview  # the rules stand above the tables

        return preview(request, self, mode_name)

    @property
    def stem(self) -> str:
        return said(self, "stem")


class Option(models.Model):
    """One thing that can be chosen. True-or-false questions have the keys ``true`` and ``false``."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    key = models.CharField(_("key"), max_length=10)
    text_ar = models.TextField(_("text in Arabic"))
    text_fr = models.TextField(_("text in French"))
    text_en = models.TextField(_("text in English"), blank=True)
    is_right = models.BooleanField(_("right"), default=False)
    feedback_ar = models.TextField(_("what to say of it in Arabic"), blank=True)
    feedback_fr = models.TextField(_("what to say of it in French"), blank=True)
    feedback_en = models.TextField(_("what to say of it in English"), blank=True)

    class Meta:
        ordering = ["question", "pk"]
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="option_key_once_per_question")]

    def __str__(self):
        return said(self, "text")[:80]


class Picture(models.Model):
    """A picture of a question, placed in its texts by a line ``![name]``."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(
        _("name"), max_length=40, help_text=_("Letters and digits; a line ![name] in a text shows the picture there")
    )
    image = models.ForeignKey(get_image_model_string(), models.PROTECT, related_name="+", verbose_name=_("picture"))
    alt_ar = models.CharField(_("what it shows, in Arabic"), max_length=500)
    alt_fr = models.CharField(_("what it shows, in French"), max_length=500)
    alt_en = models.CharField(_("what it shows, in English"), max_length=500, blank=True)

    class Meta:
        ordering = ["question", "pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [models.UniqueConstraint(fields=["question", "name"], name="picture_name_once_per_question")]

    def __str__(self):
        return self.name


class QuestionFile(models.Model):
    """A file of questions as it was handed in, and what became of them. Forgotten after some days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bank = models.ForeignKey(Bank, models.CASCADE, related_name="files", verbose_name=_("bank"))
    language = models.CharField(
        _("language of the file"), max_length=2, choices=[("ar", "العربية"), ("fr", "Français"), ("en", "English")]
    )
    reader = models.CharField(_("format"), max_length=10)
    competency_code = models.CharField(_("competency"), max_length=20)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), choices=Question.Difficulty, default=2)
    name = models.CharField(_("file"), max_length=150)
    content = models.BinaryField()
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(_("handed in"), auto_now_add=True)
    job = models.OneToOneField(Job, models.SET_NULL, null=True, blank=True, related_name="question_file")
    report = models.JSONField(default=dict, help_text=_("Counts, questions refused, what could not be carried over"))

    class Meta:
        ordering = ["-handed_in_at"]
        verbose_name = _("question file")
        verbose_name_plural = _("question files")

    def __str__(self):
        return self.name


class Wording(models.Model):
    """A question as it was when somebody was asked it; never changed. Two equal wordings are one row.

    ``says`` may go to a browser; ``key`` may not, before the answers are shown.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="wordings")
    digest = models.CharField(max_length=64)
    says = models.JSONField()
    key = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["question", "pk"]
        default_permissions = ()  # nobody edits one: no right to is made
        constraints = [models.UniqueConstraint(fields=["question", "digest"], name="wording_once_per_question")]

    def __str__(self):
        return f"{self.question_id}/{self.digest[:8]}"


class Blueprint(ClusterableModel):
    """How a paper is drawn and under which rules it is sat."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="blueprints", verbose_name=_("bank"))
    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    pass_mark_pct = models.PositiveSmallIntegerField(_("pass mark"), default=70, help_text=_("Percent of the points"))
    max_attempts = models.PositiveSmallIntegerField(_("attempts"), default=3)
    wait_hours = models.PositiveSmallIntegerField(
        _("wait"), default=24, help_text=_("Hours between the end of one attempt and the next")
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True, help_text=_("Empty: open from now on"))
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True, help_text=_("Empty: no end"))
    has_pretest = models.BooleanField(
        _("pre-test"), default=False, help_text=_("May be sat once before the course, to see what is gained by it")
    )

    class Meta:
        ordering = ["bank", "title_fr"]
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="exam_lasts_a_minute"),
            models.CheckConstraint(
                condition=Q(pass_mark_pct__gte=1, pass_mark_pct__lte=100), name="pass_mark_1_to_100"
            ),
            models.CheckConstraint(condition=Q(max_attempts__gte=1), name="exam_can_be_attempted"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="exam_closes_after_it_opens",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        return said(self, "title")


class Draw(models.Model):
    """So many questions of one competency. ``difficulty`` None = of any difficulty."""

    blueprint = ParentalKey(Blueprint, on_delete=models.CASCADE, related_name="draws")
    competency_code = models.CharField(_("competency"), max_length=20)
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=Question.Difficulty, null=True, blank=True, help_text=_("Empty: any")
    )
    count = models.PositiveSmallIntegerField(_("questions"), default=1)

    class Meta:
        ordering = ["blueprint", "pk"]
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "competency_code", "difficulty"], name="draw_once"),
            models.UniqueConstraint(
                fields=["blueprint", "competency_code"],
                condition=Q(difficulty=None),
                name="draw_once_of_any_difficulty",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="draw_takes_a_question"),
        ]

    def __str__(self):
        return f"{self.count} × {self.competency_code}"


class Allowance(models.Model):
    """What one person is granted for one exam; their latest row holds.

    ``counts_from``: attempts before this moment no longer count (a renewal); None = all count.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exam_allowances")
    blueprint = models.ForeignKey(Blueprint, models.PROTECT, related_name="allowances")
    extra_minutes = models.PositiveSmallIntegerField(_("extra minutes"), default=0)
    extra_attempts = models.PositiveSmallIntegerField(_("extra attempts"), default=0)
    counts_from = models.DateTimeField(_("attempts count from"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("granted"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")

    def __str__(self):
        return f"{self.person} · {self.blueprint}"


class Sitting(models.Model):
    """One attempt. The rules it began under are copied here, so that a changed blueprint does not change it.

    ``paper``: ``[{"key", "wording", "kind", "competency", "points", "options"}]`` in the order asked; ``options`` are
    what is offered, in the order shown: keys of options, of things to put in order, of what can be matched. Besides,
    ``pairs`` are the keys to match, ``gaps`` the choices of each gap, ``parts`` the items of a case. No right answer is
    ever in it.
    """

    class Purpose(models.TextChoices):
        EXAM = "exam", _("Exam")
        PRE = "pre", _("Pre-test")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sittings")
    blueprint = models.ForeignKey(Blueprint, models.PROTECT, related_name="sittings")
    purpose = models.CharField(max_length=4, choices=Purpose, default=Purpose.EXAM)
    number = models.PositiveSmallIntegerField()  # counted by purpose
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    pass_mark_pct = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    paper = models.JSONField()
    handed_in_at = models.DateTimeField(null=True, blank=True)  # the hour it was due when time ran out
    out_of_time = models.BooleanField(default=False)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    points_max = models.PositiveSmallIntegerField()
    passed = models.BooleanField(null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "blueprint", "purpose", "number"], name="sitting_number_once"),
            models.UniqueConstraint(
                fields=["person", "blueprint"], condition=Q(handed_in_at=None), name="one_open_sitting"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("started_at")), name="sitting_is_due_after_it_begins"),
            models.CheckConstraint(
                condition=Q(handed_in_at=None, passed=None, points=None)
                | (~Q(handed_in_at=None) & ~Q(passed=None) & ~Q(points=None)),
                name="sitting_is_marked_when_handed_in",
            ),
            models.CheckConstraint(condition=~Q(purpose="pre", passed=True), name="pretest_is_not_passed"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(handed_in_at=None), name="sittings_open")]

    def __str__(self):
        return f"{self.person} · {self.blueprint} · {self.number}"

    @property
    def is_over(self) -> bool:
        return self.handed_in_at is not None

    @property
    def is_pretest(self) -> bool:
        return self.purpose == self.Purpose.PRE

    @property
    def score_pct(self) -> int | None:
        """0–100, rounded down, so that the pass mark is reached exactly when it shows; None before marking."""
        return None if self.points is None else 100 * self.points // self.points_max

    def item(self, question_key: str) -> dict | None:
        return next((item for item in self.paper if item["key"] == question_key), None)


class Answer(models.Model):
    """What a person says to one question of their paper; the one given last holds, however late it arrives.

    ``given``: see ``courses.exams.given``; None = no answer (only set aside for later, or left empty when the
    paper was marked). ``given_ms``: milliseconds from the beginning of the sitting to when it was given, by the server's
    clock as the page counted it, never later than it arrived. ``seconds``: how long the question was looked at; None =
    not known. ``language``: in which it was read; empty = not known. ``points`` of ``worth``: None until marked.
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="answers")
    question_key = models.CharField(max_length=30)
    given = models.JSONField(null=True, blank=True)
    later = models.BooleanField(default=False)
    at = models.DateTimeField()
    given_ms = models.PositiveBigIntegerField(default=0)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    language = models.CharField(max_length=2, blank=True)
    wording = models.ForeignKey(Wording, models.PROTECT, null=True, related_name="answers")
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    worth = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["sitting", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["sitting", "question_key"], name="one_answer_per_question")]

    def __str__(self):
        return f"{self.sitting_id} {self.question_key}"
