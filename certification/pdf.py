"""The certificate on paper, made on demand from the frozen statement.

The same statement gives the same bytes: nothing in the file depends on the day it is made. Words travel as JSON and
are never pasted into typst source. One compiler is kept, with our three fonts and no other.
"""

import hashlib
import io
import json
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock

import segno
import typst
from django.conf import settings
from django.core.cache import cache as kept
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from certification.ledger import digest
from certification.models import CertificateStatement

SHEET = Path(__file__).parent / "templates" / "certification" / "certificate.typ"
FONTS = (
    "el-messiri/600SemiBold/ElMessiri_600SemiBold.ttf",
    "ibm-plex-sans-arabic/400Regular/IBMPlexSansArabic_400Regular.ttf",
    "ibm-plex-sans-arabic/600SemiBold/IBMPlexSansArabic_600SemiBold.ttf",
)
KEPT_FOR = 24 * 3600  # seconds; it can always be made again
_one_at_a_time = Lock()


class NoFonts(Exception):
    """The fonts of certificates were not made: run ``manage.py build_assets``."""


def pdf_of(statement: CertificateStatement) -> bytes:
    """Of what the certificate says; from the cache when neither the statement nor the sheet has changed."""
    key = f"certificate-pdf:{digest(statement)}:{_version()}"
    if (made := kept.get(key)) is None:
        made = compose(statement.says)
        kept.set(key, made, KEPT_FOR)
    return made


def address_of(number: str) -> str:
    """What the square says: the page where anybody can check the number."""
    return f"{settings.SITE_URL}/v/{number}"


def compose(says: dict) -> bytes:
    """Set the sheet, whatever has been kept."""
    issued = datetime.combine(date.fromisoformat(says["issued_on"]), time(12), UTC)
    with _one_at_a_time:
        return _compiler().compile(
            format="pdf",
            sys_inputs={"data": json.dumps(words(says), ensure_ascii=False)},
            timestamp=issued,
        )


def words(says: dict) -> dict:
    """All that the sheet shows, in both languages, ready to set."""
    issued, expires = date.fromisoformat(says["issued_on"]), date.fromisoformat(says["expires_on"])
    shown = {
        "number": says["number"],
        "name-ar": says["holder"]["ar"],
        "name-latin": says["holder"]["latin"],
        "issued": {"year": issued.year, "month": issued.month, "day": issued.day},
        "qr": _square(says["number"]),
        "check": address_of("").partition("://")[2].rstrip("/"),
        "skills": [{key: skill[key] for key in ("code", "level", "ar", "fr")} for skill in says["skills"]],
    }
    for code in ("ar", "fr"):
        with override(code):
            named = {
                "award": says["award"][code],
                "kingdom": _("Kingdom of Morocco"),
                "centre": says.get("issuer", {}).get(code)
                or _("Mohammed VI Centre for the Support of Solidarity Microfinance"),
                "certifies": _("The Centre gives this certificate to"),
                "text": _("for following the course “%(course)s” (%(hours)s) and passing its exam")
                % {"course": says["course"][code], "hours": _hours(says["hours"])},
                "signs": _("Direction of the Centre"),
                "code": _("Code"),
                "from": _("Issued on %(day)s") % {"day": date_format(issued)},
                "until": _("Valid until %(day)s") % {"day": date_format(expires)},
                "dates": _("Issued on %(from)s, valid until %(until)s")
                % {"from": date_format(issued), "until": date_format(expires)},
            }
            shown |= {f"{key}-{code}": text for key, text in named.items()}
            for skill in shown["skills"]:
                skill[f"level-{code}"] = _("level %(level)d of 5") % {"level": skill["level"]}
    with override("fr"):
        shown["qr-alt"] = _("Square that leads to the page where this certificate is checked")
        shown["title"] = f"{says['award']['fr']} · {says['number']}"
    return shown


def _hours(hours: dict) -> str:
    """16 hours, of which 8 in the room."""
    every = ngettext("%(n)d hour", "%(n)d hours", hours["all"]) % {"n": hours["all"]}
    if not hours["in_person"]:
        return every
    return _("%(hours)s, of which %(n)d in person") % {"hours": every, "n": hours["in_person"]}


def _square(number: str) -> str:
    made = io.BytesIO()
    segno.make(address_of(number), error="m", micro=False).save(
        made, kind="svg", dark="#12345c", border=0, xmldecl=False
    )
    return made.getvalue().decode()


def _fonts() -> list[Path]:
    for folder, names in (
        (settings.VAR / "fonts", [Path(f).name for f in FONTS]),
        (settings.ROOT / "node_modules" / "@expo-google-fonts", FONTS),
    ):
        if all((folder / name).exists() for name in names):
            return [folder / name for name in names]
    raise NoFonts(settings.VAR / "fonts")


@cache
def _compiler() -> typst.Compiler:
    folders = sorted({str(font.parent) for font in _fonts()})
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return typst.Compiler(str(SHEET), root=str(SHEET.parent), font_paths=fonts)


@cache
def _version() -> str:
    """Of everything besides the statement that shapes the sheet."""
    seen = hashlib.sha256(settings.SITE_URL.encode())
    for path in (SHEET, SHEET.parent / "pattern-tile.svg", Path(__file__), *_fonts()):
        seen.update(path.read_bytes())
    return seen.hexdigest()[:16]
