"""What the public site adds to Wagtail's editor."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def directions():
    return format_html('<link rel="stylesheet" href="{}">', static("cms/editor.css"))


@hooks.register("insert_global_admin_js")
def languages_of_fields():
    return format_html('<script type="module" src="{}"></script>', static("cms/editor.js"))
