"""A text that exists in Arabic, French and English as three columns of one row."""

from django.db import models
from django.utils.translation import get_language

TONGUES = ("ar", "fr", "en")


def tongue() -> str:
    """The reader's language, one of TONGUES."""
    code = (get_language() or "en")[:2]
    return code if code in TONGUES else "en"


def said(row, field: str, language: str | None = None) -> str:
    """``field`` of ``row`` in the reader's language; else the first language that has it."""
    for code in (language or tongue(), "fr", "ar", "en"):
        if text := getattr(row, f"{field}_{code}", ""):
            return text
    return ""


class Named(models.Model):
    """A row with a name in three languages."""

    name_ar = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return said(self, "name")

    def __str__(self):
        return self.name
