from django import template

from courses.models import Course

register = template.Library()


@register.filter
def family_name(code: str) -> str:
    return dict(Course.Family.choices).get(code, code)
