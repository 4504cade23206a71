import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Library(models.Model):
    """A version of an H5P library, such as ``H5P.MultiChoice 1.16``; the highest patch seen is the one kept.

    ``files`` names every file below ``folder`` with its size in bytes: nothing else is ever served.
    """

    machine_name = models.CharField(max_length=128)
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()
    patch = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    runnable = models.BooleanField(default=False, help_text=_("Can be a content of its own"))
    preloaded_js = models.JSONField(default=list)
    preloaded_css = models.JSONField(default=list)
    needs = models.JSONField(default=list, help_text=_("Libraries loaded before it, such as H5P.Question-1.5"))
    folder = models.CharField(max_length=255, unique=True)
    files = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["machine_name", "major", "minor"]
        verbose_name = _("H5P library")
        verbose_name_plural = _("H5P libraries")
        constraints = [
            models.UniqueConstraint(fields=["machine_name", "major", "minor"], name="h5p_library_version_once")
        ]

    def __str__(self):
        return f"{self.machine_name} {self.major}.{self.minor}.{self.patch}"

    @property
    def name(self) -> str:
        """As folders and addresses have it: ``H5P.MultiChoice-1.16``."""
        return f"{self.machine_name}-{self.major}.{self.minor}"


class Package(models.Model):
    """A ``.h5p`` file as it was received, known by its SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(help_text=_("In bytes"))
    path = models.CharField(max_length=255)
    received_at = models.DateTimeField(auto_now_add=True)
    received_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-received_at"]
        verbose_name = _("H5P package")
        verbose_name_plural = _("H5P packages")

    def __str__(self):
        return self.sha256[:12]


class Content(models.Model):
    """One exercise in one language. ``files`` names every file below ``folder`` with its size in bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(
        _("language"), max_length=2, choices=[("ar", "العربية"), ("fr", "Français"), ("en", "English")]
    )
    package = models.ForeignKey(Package, models.PROTECT, related_name="contents")
    library = models.ForeignKey(Library, models.PROTECT, related_name="contents", verbose_name=_("kind of exercise"))
    params = models.JSONField()
    folder = models.CharField(max_length=255, unique=True)
    files = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("H5P exercise")
        verbose_name_plural = _("H5P exercises")
        constraints = [models.UniqueConstraint(fields=["package", "language"], name="h5p_package_once_per_language")]

    def __str__(self):
        return self.title
