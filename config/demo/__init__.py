"""The demo: invented people of real kinds of institutions, made by the site's own rules."""


def accounts() -> list[tuple[str, str]]:
    """Who one can sign in as, with their role; empty while there is no demo."""
    from django.contrib.auth import get_user_model

    roles = [
        ("ALAMANA-01234", "learner: loan officer of Al Amana, Azilal (Arabic)"),
        ("rh@alamana.example", "HR officer of Al Amana"),
        ("rh@ardi.example", "HR officer of another association (Ardi)"),
        ("formateur@takwin.example", "founding national trainer"),
        ("author@takwin.example", "course author"),
        ("admin@takwin.example", "administrator of the Centre"),
    ]
    from people.signing_in import find

    return [(name, role) for name, role in roles if get_user_model().objects.exists() and find(name)]
