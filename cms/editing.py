"""In which direction does an author write? In that of the page, whatever the language of the editor's own frame."""

from django.conf.locale import LANG_INFO
from wagtail.admin.panels import Panel


class DirectionPanel(Panel):
    """Marks the form with the page's language; cms/static/cms/editor.css and editor.js do the rest."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/direction.html"

        def get_context_data(self, parent_context=None):
            code = self.instance.locale.language_code if self.instance.locale_id else ""
            is_rtl = bool(LANG_INFO.get(code, {}).get("bidi"))
            return super().get_context_data(parent_context) | {"code": code, "dir": "rtl" if is_rtl else "ltr"}
