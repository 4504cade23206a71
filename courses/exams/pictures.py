"""Pictures of questions: kept among the site's images, shown small.

A paper may hold many questions and is fetched whole onto a phone: what goes out is a rendition of at most 640 × 480
points, of some twenty kilobytes. Who may choose which image is Wagtail's matter (collections).
"""

import hashlib
from collections.abc import Iterable, Mapping
from io import BytesIO

from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.models import Collection

from courses.exams.texts import Drawing
from people.trilingual import tongue

SIZE = "max-640x480"
LARGEST = 5 * 1024 * 1024  # bytes of a file brought along with questions
MOST_POINTS = 25_000_000
ENDINGS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}


class BadPicture(ValueError):
    """Not a picture that can be kept; the text is a sentence."""


def keep(name: str, content: bytes) -> int:
    """The image made of this file, which was brought along with questions; the same file again is the same image."""
    if len(content) > LARGEST:
        raise BadPicture(_("The picture “%(name)s” is heavier than 5 MB.") % {"name": name[-60:]})
    try:
        with Pillow.open(BytesIO(content), formats=list(ENDINGS)) as found:
            kind, (width, height) = found.format, found.size
            if width * height > MOST_POINTS:
                raise BadPicture(_("The picture “%(name)s” is too large.") % {"name": name[-60:]})
            found.verify()
    except BadPicture:
        raise
    except Exception as error:  # a broken file fails in as many ways as there are formats
        raise BadPicture(
            _("The file “%(name)s” is not a picture (JPEG, PNG, GIF or WebP).") % {"name": name[-60:]}
        ) from error
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # as Wagtail reckons it
    images = get_image_model().objects
    if there := images.filter(file_hash=digest).order_by("pk").first():
        return there.pk
    file = ImageFile(BytesIO(content), name=f"question-{digest[:12]}.{ENDINGS[kind]}")
    made = images.model(
        title=name[-200:],
        file=file,
        collection=Collection.get_first_root_node(),
        file_size=len(content),
        file_hash=digest,
        width=width,
        height=height,
    )
    made.save()
    return made.pk


def drawings(said: Iterable[dict]) -> dict[int, dict]:
    """What stands for each image that these wordings place: address and size. Asks nothing when there is none."""
    wanted = {picture["image"] for says in said for picture in says.get("pictures", {}).values()}
    if not wanted:
        return {}
    found = get_image_model().objects.filter(pk__in=wanted).prefetch_renditions(SIZE, f"{SIZE}|format-webp")
    return {image.pk: shown for image in found if (shown := _rendered(image))}


def _rendered(image) -> dict | None:
    try:
        rendition = image.get_rendition(SIZE if image.is_svg() else f"{SIZE}|format-webp")
    except Exception:  # the file is gone or broken: the words of the picture stand in its place
        return None
    return {"address": rendition.url, "width": rendition.width, "height": rendition.height}


def named(says: Mapping, rendered: Mapping[int, dict]) -> dict[str, Drawing]:
    """The pictures of one wording by name, in the reader's language."""
    return {
        name: Drawing(_in_tongue(picture["alt"]), **rendered.get(picture["image"], {}))
        for name, picture in says.get("pictures", {}).items()
    }


def _in_tongue(texts: Mapping[str, str]) -> str:
    return next((texts[code] for code in (tongue(), "fr", "ar", "en") if texts.get(code)), "")
