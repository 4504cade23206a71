"""Light, dark, or as the system says. The reader's choice is a cookie, so that it works without script or account."""

COOKIE = "theme"
CHOICES = ("system", "light", "dark")
REMEMBERED = 60 * 60 * 24 * 365  # seconds


def chosen(request) -> str:
    """One of CHOICES."""
    said = request.COOKIES.get(COOKIE)
    return said if said in CHOICES else "system"


def theme(request):
    """Context processor: ``theme`` is what ``data-theme`` of the page says."""
    return {"theme": chosen(request)}
