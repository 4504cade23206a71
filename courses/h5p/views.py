"""The frame and its files. Nobody signs in here: the signed address is the permission, and no cookie is read."""

import mimetypes
import re
from uuid import UUID

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from courses.h5p import player
from courses.h5p.models import Content, Library

CHUNK = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
TYPES = {  # what the machine's own list may lack
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".eot": "application/vnd.ms-fontobject",
    ".vtt": "text/vtt",
    ".webvtt": "text/vtt",
    ".md": "text/plain",
    ".textile": "text/plain",
    ".diff": "text/plain",
    ".patch": "text/plain",
    ".m4a": "audio/mp4",
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
}
SQUEEZED = {"text/javascript", "text/css", "application/json", "image/svg+xml", "text/vtt", "text/plain", "text/csv"}


@require_safe
@xframe_options_exempt  # frame-ancestors says it
def frame(request, token):
    content = get_object_or_404(Content.objects.select_related("library"), pk=_content_id(token))
    now = timezone.now()
    origin = f"{request.scheme}://{request.get_host()}"
    scripts, styles = player.files(content, at=now)
    with override(content.language):
        page = render_to_string(  # without the request: context processors would read the session
            "h5p/frame.html",
            {
                "content": content,
                "direction": "rtl" if content.language in player.RIGHT_TO_LEFT else "ltr",
                "origin": origin,
                "integration": player.integration(content, at=now),
                "files": {"scripts": scripts, "styles": styles},
            },
        )
    response = HttpResponse(page)
    response["Content-Security-Policy"] = player.frame_policy(origin)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = f"private, max-age={min(600, player.seconds_left(at=now))}"
    return response


@require_safe
@xframe_options_exempt
def content_file(request, token, path):
    content = get_object_or_404(Content.objects.only("folder", "files"), pk=_content_id(token))
    return _answer(request, content, path)


@require_safe
@xframe_options_exempt
def library_file(request, token, name, path):
    if player.opened_by(token, at=timezone.now()) != player.LIBRARIES:
        raise Http404
    found = re.fullmatch(r"(.+)-(\d{1,5})\.(\d{1,5})", name)
    if not found:
        raise Http404
    machine_name, major, minor = found.groups()
    library = get_object_or_404(
        Library.objects.only("folder", "files"), machine_name=machine_name, major=int(major), minor=int(minor)
    )
    return _answer(request, library, path)


def _content_id(token) -> UUID:
    opens = player.opened_by(token, at=timezone.now())
    if opens is None or opens == player.LIBRARIES:
        raise Http404
    return UUID(opens)


def _answer(request, kept: Content | Library, path: str) -> HttpResponse:
    """A file that the row names, whole or in part; nothing else exists."""
    size = kept.files.get(path)
    if size is None:
        raise Http404
    suffix = "." + path.rpartition(".")[2].lower()
    kind = TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    try:
        file = storages["private"].open(f"{kept.folder}/{path}")
    except FileNotFoundError as error:
        raise Http404 from error
    asked = None if kind in SQUEEZED else _range(request.headers.get("Range", ""), size)
    if asked == ():
        file.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    elif asked:
        first, last = asked
        response = StreamingHttpResponse(_part(file, first, last - first + 1), status=206, content_type=kind)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = last - first + 1
    else:
        response = FileResponse(file, content_type=kind)
        response["Content-Length"] = size
    if kind not in SQUEEZED:
        response["Accept-Ranges"] = "bytes"
        response["Content-Encoding"] = "identity"  # parts are counted in these bytes: the gzip middleware keeps off
    elif kind.startswith("text/"):
        response["Content-Type"] = f"{kind}; charset=utf-8"
    left = player.seconds_left(at=timezone.now())
    response["Access-Control-Allow-Origin"] = "*"  # the sandbox has an origin of its own
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"  # opened by itself, it runs nothing
    response["Cache-Control"] = f"public, max-age={left}, immutable"
    response["Expires"] = http_date(timezone.now().timestamp() + left)
    return response


def _range(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """First and last byte asked for. () = cannot be; None = the whole."""
    found = RANGE.fullmatch(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) and size else ()
    if int(first) >= size or (last and int(last) < int(first)):
        return ()
    return int(first), min(int(last), size - 1) if last else size - 1


def _part(file, first: int, count: int):
    with file:
        file.seek(first)
        while count > 0 and (chunk := file.read(min(CHUNK, count))):
            count -= len(chunk)
            yield chunk
