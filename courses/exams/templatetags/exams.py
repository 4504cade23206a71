from django import template

register = template.Library()


@register.filter
def pct(share: float) -> int:
    """A share as a whole percentage, rounded down."""
    return int(100 * share + 1e-9)
