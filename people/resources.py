"""The staff list as it goes out: CSV or XLSX, Arabic columns first.

It does not come in this way: import-export asks the database at least once a row and key, writes row by row and
knows one row at a time, while the list must be judged as a whole (duplicates, managers further down, circles) and
taken up after a kill. See staff_list.py and staff_import.py.
"""

from django.utils.translation import gettext as _
from import_export import resources
from import_export.fields import Field

from people.models import Post
from people.sheets import harmless

COLUMNS = {
    "number": ("Staff number", lambda post: post.person.username),
    "given_ar": ("Given name (Arabic)", lambda post: post.person.given_ar),
    "family_ar": ("Family name (Arabic)", lambda post: post.person.family_ar),
    "given": ("Given name (Latin)", lambda post: post.person.first_name),
    "family": ("Family name (Latin)", lambda post: post.person.last_name),
    "email": ("E-mail", lambda post: post.person.email),
    "phone": ("Phone", lambda post: post.person.phone),
    "branch": ("Branch", lambda post: post.branch and post.branch.code),
    "province": ("Province", lambda post: post.province.name),
    "profile": ("Job", lambda post: post.profile.name),
    "manager": ("Manager (staff number)", lambda post: post.manager and post.manager.username),
    "from_on": ("Start date", lambda post: post.from_on.isoformat()),
    "to_on": ("End date", lambda post: post.to_on and post.to_on.isoformat()),
}


class Column(Field):
    def __init__(self, words: str, says):
        super().__init__(column_name=words)
        self.words, self.says = words, says

    def export(self, post, **kwargs):
        return harmless(str(self.says(post) or ""))


class StaffResource(resources.ModelResource):
    """The headers are in the reader's language, and the same words that the import knows."""

    class Meta:
        model = Post
        fields = ()

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields = {name: Column(words, says) for name, (words, says) in COLUMNS.items()}

    def get_export_headers(self, selected_fields=None):
        return [_(field.words) for field in self.fields.values()]

    def get_export_order(self):
        return list(COLUMNS)
