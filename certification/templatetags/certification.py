"""Tags of certificates."""

from django import template

from certification.forms import NumberForm

register = template.Library()


@register.simple_tag
def number_form():
    """Where a number is typed."""
    return NumberForm()
