"""May this file be handed in? Judged by its bytes, not by its name: PDF, pictures, office documents."""

import zipfile
from pathlib import PurePath

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
OFFICE = {  # by what lies inside the archive
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
OPEN = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
ACCEPTS = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.pptx,.odt,.ods,.odp"  # what a phone offers to choose from
MOST_PIXELS = 60_000_000
MOST_ENTRIES = 5_000  # of an office archive; a real one has a few dozen


class Refused(Exception):
    """``sentence``: why, for the one who hands it in."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


def kind_of(file, *, most_mb: int) -> str:
    """The file's MIME type, or Refused."""
    if file.size > most_mb * 1024 * 1024:
        raise Refused(_("The file is larger than %(most)d MB. Send pictures smaller, or a PDF.") % {"most": most_mb})
    if not file.size:
        raise Refused(_("The file is empty."))
    file.seek(0)
    head = file.read(16)
    kind = None
    if head.startswith(b"%PDF-"):
        kind = "application/pdf"
    elif head.startswith(b"PK\x03\x04"):
        kind = _office(file)
    else:
        kind = _picture(file)
    file.seek(0)
    if kind is None:
        raise Refused(_("This kind of file cannot be taken. Hand in a PDF, a picture or an office document."))
    return kind


def shown_name(name: str) -> str:
    """What the learner calls the file, without a path and not too long."""
    name = PurePath(name.replace("\\", "/")).name.replace("\x00", "").replace("\n", " ").strip()
    stem, dot, extension = name.rpartition(".")
    return f"{stem[-130:]}{dot}{extension[:10]}" or "file"


def _office(file) -> str | None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MOST_ENTRIES or any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            if "[Content_Types].xml" in names:
                return next(
                    (kind for folder, (_x, kind) in OFFICE.items() if any(n.startswith(folder) for n in names)), None
                )
            if entries and entries[0].filename == "mimetype" and entries[0].file_size < 100:
                said = archive.read("mimetype").decode("ascii", "replace").strip()
                return said if said in OPEN else None
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return None
    return None


def _picture(file) -> str | None:
    file.seek(0)
    try:
        with Image.open(file, formats=list(PICTURES)) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            kind = PICTURES[image.format]
            image.verify()
            return kind
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None
