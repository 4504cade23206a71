"""What is printed on paper: the address to activate at, as a square to photograph."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe


def address(person) -> str:
    """The number is in the address, the code is not: it must come from the paper."""
    with translation.override(person.language):
        return f"{settings.SITE_URL}{reverse('people:activate')}?n={person.username}"


def qr(person) -> SafeString:
    made = segno.make(address(person), error="m", micro=False)
    return mark_safe(made.svg_inline(omitsize=True, border=2, svgclass="slip__qr", lineclass=None))
