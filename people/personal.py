"""What people/ itself knows of a person, for the right of access."""

from people.access import looks_at
from people.models import CalendarKey, NoticeChoice
from people.registry import personal_data


@personal_data.register("identity", order=10)
def identity(person):
    fields = ("username", "first_name", "last_name", "given_ar", "family_ar", "email", "phone", "language")
    return {name: getattr(person, name) for name in (*fields, "date_joined", "last_login", "names_confirmed_at")}


@personal_data.register("posts", order=20)
def posts(person):
    held = person.posts.select_related("institution", "branch", "province", "profile", "manager")
    return [
        {
            "institution": post.institution.name,
            "branch": post.branch and post.branch.name,
            "province": post.province.name,
            "job": post.profile.name,
            "manager": post.manager and post.manager.name,
            "from": post.from_on,
            "to": post.to_on,
        }
        for post in held
    ]


@personal_data.register("charges", order=30)
def charges(person):
    return [{"role": c.get_role_display(), "from": c.from_on, "to": c.to_on} for c in person.charges.all()]


@personal_data.register("consents", order=40)
def consents(person):
    return list(person.consents.values("purpose", "text_version", "language", "given_at", "withdrawn_at"))


@personal_data.register("looks", order=50)
def looks(person):
    """Who looked, from where, what for."""
    return [
        {
            "at": look.at,
            "who": look.viewer.name,
            "institution": look.viewer_institution and look.viewer_institution.name,
            "act": look.act,
            "purpose": look.purpose,
        }
        for look in looks_at(person)
    ]


@personal_data.register("notices", order=60)
def notices(person):
    return list(person.notices.values("kind", "channel", "made_at", "sent_at"))


@personal_data.register("told", order=61)
def told(person):
    """How they want to be told, and since when their calendar has an address."""
    key = CalendarKey.objects.filter(person=person).first()
    ways = dict(NoticeChoice.objects.filter(person=person).values_list("kind", "channel"))
    return {"ways": ways, "calendar_since": key and key.made_at}
