import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.places import Branch, Institution, JobProfile, Territory
from people.querysets import ChargeQuerySet, People, PostQuerySet
from people.trilingual import tongue


class User(AbstractUser):
    """A person. ``first_name`` and ``last_name`` are in Latin letters, ``given_ar`` and ``family_ar`` in Arabic.

    ``username`` is a staff number such as ``ALAMANA-01234``, or the e-mail of people who have no staff number.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_ar = models.CharField(_("given name in Arabic"), max_length=150, blank=True)
    family_ar = models.CharField(_("family name in Arabic"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True)  # noqa: DJ001 unique when given
    phone = models.CharField(_("phone"), max_length=20, null=True, blank=True, help_text=_("E.164, e.g. +212612345678"))  # noqa: DJ001
    language = models.CharField(
        _("language"), max_length=2, default="ar", choices=[("ar", "العربية"), ("fr", "Français"), ("en", "English")]
    )
    names_confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the holder confirmed both spellings")
    )

    objects = People()

    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint("email", condition=~Q(email=None), name="email_once"),
            models.UniqueConstraint("phone", condition=~Q(phone=None), name="phone_once"),
        ]

    def __str__(self):
        return self.name

    @property
    def name_ar(self) -> str:
        return f"{self.given_ar} {self.family_ar}".strip()

    @property
    def name_latin(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def name(self) -> str:
        """In the reader's script when known."""
        first, second = (self.name_ar, self.name_latin) if tongue() == "ar" else (self.name_latin, self.name_ar)
        return first or second or self.username

    @property
    def given_name(self) -> str:
        first, second = (self.given_ar, self.first_name) if tongue() == "ar" else (self.first_name, self.given_ar)
        return first or second or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.given_name


class Dated(models.Model):
    """In force from ``from_on`` to ``to_on``, both days included; ``None`` = no end is known."""

    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        abstract = True


class Post(Dated):
    """Where a person works, as what and under whom."""

    person = models.ForeignKey(User, models.PROTECT, related_name="posts")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="posts")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="posts")
    province = models.ForeignKey(Territory, models.PROTECT, related_name="posts")
    profile = models.ForeignKey(JobProfile, models.PROTECT, related_name="posts")
    manager = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="team_posts")
    staff_number = models.CharField(_("staff number"), max_length=30, blank=True)
    source = models.ForeignKey("people.StaffFile", models.SET_NULL, null=True, blank=True, related_name="posts")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-from_on"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="post_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(manager=F("person")), name="nobody_is_their_own_manager"),
            models.UniqueConstraint(
                "institution",
                "staff_number",
                condition=~Q(staff_number="") & Q(to_on=None),
                name="staff_number_once_in_force",
            ),
            models.UniqueConstraint(
                "person", "institution", condition=Q(to_on=None), name="one_open_post_per_institution"
            ),
        ]

    def __str__(self):
        return f"{self.profile} · {self.institution}"


class Charge(Dated):
    """A role over a territory, an institution and a branch. What it leaves open it covers."""

    class Role(models.TextChoices):
        HR_OFFICER = "hr_officer", _("HR officer")
        MANAGER = "manager", _("Manager")
        TRAINING_OFFICER = "training_officer", _("Training officer of the Centre")
        AUTHOR = "author", _("Course author")
        ADMINISTRATOR = "administrator", _("Administrator of the Centre")

    person = models.ForeignKey(User, models.PROTECT, related_name="charges")
    role = models.CharField(max_length=20, choices=Role)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ChargeQuerySet.as_manager()

    class Meta:
        ordering = ["person", "role"]
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="hr_officer") | ~Q(institution=None), name="hr_officer_answers_for_an_institution"
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.person}"


class ActivationCode(models.Model):
    """A one-time code that lets a person without e-mail choose a password. Only its digest is kept."""

    person = models.ForeignKey(User, models.CASCADE, related_name="activation_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("person", condition=Q(used_at=None), name="one_open_activation_code_each")
        ]
