import json

from django import template
from django.utils import timezone

from courses.h5p import player

register = template.Library()


@register.simple_tag
def h5p_frame(content) -> str:
    """The signed address of the frame that plays ``content``."""
    return player.frame_address(content, at=timezone.now())


@register.simple_tag
def h5p_parts(content) -> str:
    """What the page fetches for the frame, as JSON."""
    return json.dumps({"files": player.handed_in(content, at=timezone.now()), "fonts": player.fonts(content)})


@register.filter
def h5p_state(state) -> str:
    """A state as the text that goes to the player: given as text it stays, given as values it becomes JSON."""
    if state in (None, ""):
        return ""
    return state if isinstance(state, str) else json.dumps(state, ensure_ascii=False)
