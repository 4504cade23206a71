"""What of the uploads has an address of its own, when they lie on this machine's disk.

Pictures as pages show them, and no more: a document is handed out by Wagtail's own view, which asks whether its
collection is open to the visitor; the original of a photograph says where it was taken and stays inside (a drawing
has no other form than its original); the portraits of colleagues are for those who are signed in.
"""

import re

from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_safe
from django.views.static import serve

PICTURES = re.compile(r"images/[^/]+|original_images/[^/]+\.svg")
PORTRAITS = re.compile(r"avatar_images/[^/]+")


@require_safe
def picture(request, path):
    if PICTURES.fullmatch(path) or (PORTRAITS.fullmatch(path) and request.user.is_authenticated):
        return serve(request, path, settings.MEDIA_ROOT)
    raise Http404
