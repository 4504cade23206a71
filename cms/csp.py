"""A policy for Wagtail's editor of its own.

Wagtail 8 starts its widgets with inline scripts and styles its fields inline, so the strict policy of the site would
stop it. That is allowed there and nowhere else; everything still comes from this origin, and nothing is evaluated.
"""

from django.conf import settings

PREFIX = "/cms/"
HEADER = "Content-Security-Policy"


class EditorPolicy:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(PREFIX):
            # A preview is a page of the site, with the site's policy, shown in a frame of the editor.
            previewed = response.headers.get(HEADER, "").replace("frame-ancestors 'none'", "frame-ancestors 'self'")
            response.headers[HEADER] = previewed or settings.EDITOR_SECURITY_POLICY
        return response
