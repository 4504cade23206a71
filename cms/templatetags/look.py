"""Tags of the look: icons, skill tiles, form fields, pages of a list."""

from functools import cache, lru_cache

from django import forms, template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms import tile as tiles
from cms.editors import may_edit
from cms.kept import kept

register = template.Library()
register.filter("may_edit", may_edit)
register.simple_tag(kept)  # {% kept "template.html" name=value %}: a piece of the page that is rendered once

STATE_ICONS = {"ok": "check", "soon": "clock", "stop": "alert", "info": "info", "plain": "edit", "": "edit"}


@register.simple_tag
@cache  # a page has a hundred of them
def icon(name, turn=False, prev=False, small=False, fold=False):
    """A sign from the sprite, hidden from readers: words stand beside it. ``turn``: points the reading way."""
    classes = ["i"]
    classes += ["i--s"] * bool(small) + ["i--turn"] * bool(turn) + ["i--prev"] * bool(prev) + ["i--fold"] * bool(fold)
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', " ".join(classes), static("cms/icons.svg"), name
    )


def _shape(mark):
    if mark.path:
        return format_html('<path class="{}" d="{}"/>', mark.kind, mark.path)
    place = [f"{value:g}" for value in (mark.x, mark.y, mark.width, mark.height)]
    return format_html('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', mark.kind, *place)


@register.simple_tag
def tile(level=0, kind="none", share=None, demanded=0, days_left=None, label="", small=False, hidden=False):
    """The skill tile. ``label``: the competency's name; ``hidden``: the words stand beside it already."""
    return _tile(get_language(), level or 0, str(kind), share, demanded or 0, days_left, str(label), small, hidden)


@lru_cache(maxsize=4096)  # few kinds of tiles stand on many pages
def _tile(language, level, kind, share, demanded, days_left, label, small, hidden):
    facts = {"share": share, "demanded": demanded, "days_left": days_left}
    shapes = format_html_join("", "{}", ((_shape(mark),) for mark in tiles.drawn(level, kind, **facts)))
    if hidden:
        named = mark_safe('aria-hidden="true"')
    else:
        named = format_html('role="img" aria-label="{}"', tiles.in_words(level, kind, label=label, **facts))
    return format_html(
        '<svg class="tile{}" viewBox="0 0 32 44" {}>{}</svg>', " tile--s" if small else "", named, shapes
    )


@register.simple_tag
def greeting(person):
    """Good morning until noon, good afternoon until six, good evening after, and the given name."""
    hour = timezone.localtime().hour
    words = (
        _("Good morning %(name)s")
        if hour < 12
        else _("Good afternoon %(name)s")
        if hour < 18
        else _("Good evening %(name)s")
    )
    return words % {"name": person.given_name}


@register.inclusion_tag("components/badge.html")
def badge(kind):
    """The kind of proof, as shape and word."""
    return {"kind": kind, "word": tiles.proof(kind).capitalize()}


@register.simple_tag
def state(tone, words, icon=None):
    """A state as word, sign and colour. ``tone``: ok, soon, stop, info or plain."""
    words = words if isinstance(words, str) else str(words)
    return kept("components/state.html", tone=tone, words=words, icon=icon or STATE_ICONS[tone])


@register.inclusion_tag("components/field.html")
def field(bound, hint="", quiet=False):
    """One form field: label, then its hint or its errors, never both.

    ``quiet``: without the placeholder some forms repeat their label in. Boxes become ``.input``, single ticks stand before their label, groups of choices become ``.opt``.
    """
    widget = bound.field.widget
    hint = hint or bound.help_text
    shape = "box"
    if isinstance(widget, forms.CheckboxInput):
        shape = "tick"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        shape = "group"
    attrs = {"class": f"{widget.attrs.get('class', '')} input".strip()} if shape == "box" else {}
    if quiet:
        widget.attrs.pop("placeholder", None)
    if bound.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}_error"}
    elif hint:
        attrs["aria-describedby"] = f"{bound.auto_id}_hint"
    return {"field": bound, "hint": hint, "shape": shape, "control": bound.as_widget(attrs=attrs)}


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context, page_obj, name="page"):
    """Before and after in a paginated list, keeping what else the address asks for."""
    query = context["request"].GET.copy()
    query.pop(name, None)
    rest = f"&{query.urlencode()}" if query else ""
    return {"page_obj": page_obj, "name": name, "rest": rest}
