"""How a content is played: in a closed box, from addresses that run out.

The box is ``<iframe sandbox="allow-scripts">``: scripts of a package run in an origin of their own and see neither
the page nor its cookies. Cookies do not travel from there, so files are asked for by signed addresses. An address
is the same for a whole day (UTC), so that caches work, and holds until the end of the next: 24 to 48 hours.

Odd cases: content of our own libraries alone needs none of H5P's styles and leaves them out (7 kB and a font).
Browsers keep no cache for an origin that lasts as long as its frame, so that every visit would load everything
again: the page, which has a cache, hands in the heavy parts that are ours (H5P's core, our libraries, fonts).
Libraries of others find their own files by the address of their script, so their scripts load by address.
"""

import json
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override

from courses.h5p import making
from courses.h5p.models import Content, Library

LIBRARIES = "libraries"  # what a token opens: this, or the id of one content
RIGHT_TO_LEFT = {"ar"}
LATIN = "U+20-17F,U+2010-2265"
OFTEN = 3  # seconds between two looks of H5P at the state; our frame also looks after each act


def token(opens: str, *, at: datetime) -> str:
    until = at.astimezone(UTC).date().toordinal() + 1
    return _signer().sign(f"{opens}.{until:x}")


def opened_by(token: str, *, at: datetime) -> str | None:
    """What the token opens now. None = forged or run out."""
    try:
        opens, _, until = _signer().unsign(token).rpartition(".")
        return opens if at.astimezone(UTC).date().toordinal() <= int(until, 16) else None
    except (BadSignature, ValueError):
        return None


def seconds_left(*, at: datetime) -> int:
    """How long an address made now holds."""
    end = datetime.combine(at.astimezone(UTC).date() + timedelta(days=2), time(), UTC)
    return int((end - at).total_seconds())


def frame_address(content: Content, *, at: datetime) -> str:
    return reverse("h5p:frame", args=[token(content.pk.hex, at=at)])


def content_root(content: Content, *, at: datetime) -> str:
    return reverse("h5p:content-file", args=[token(content.pk.hex, at=at), "-"]).removesuffix("/-")


def libraries_root(*, at: datetime) -> str:
    return reverse("h5p:library-file", args=[token(LIBRARIES, at=at), "-", "-"]).removesuffix("/-/-")


def activity_iri(content: Content) -> str:
    """What statements call the content; it leads nowhere."""
    return f"{settings.SITE_URL}/h5p/{content.pk}"


def load_order(content: Content) -> list[Library]:
    """Every library the content needs, those needed by others first."""
    kept = {row.name: row for row in Library.objects.defer("files")}
    order: dict[str, Library] = {}
    under_way: set[str] = set()

    def add(name: str) -> None:
        if name in order or name in under_way or name not in kept:
            return
        under_way.add(name)
        for need in kept[name].needs:
            add(need)
        order[name] = kept[name]

    for needed in sorted(_named_in(content.params, kept)):
        add(needed)
    add(content.library.name)
    return list(order.values())


def _named_in(said, kept) -> set[str]:
    """Libraries that the params themselves call, as ``{"library": "H5P.Image 1.1", …}``."""
    if isinstance(said, dict):
        called = said.get("library")
        own = {name} if isinstance(called, str) and (name := called.replace(" ", "-")) in kept else set()
        return own.union(*(_named_in(value, kept) for value in said.values()))
    if isinstance(said, list):
        return set().union(*(_named_in(value, kept) for value in said))
    return set()


def files(content: Content, *, at: datetime) -> tuple[list[str], list[str]]:
    """Scripts and styles in the order in which they must load. The patch in the address outdates caches."""
    libraries, root = load_order(content), libraries_root(at=at)
    ours_alone = all(library.machine_name in making.sources() for library in libraries)
    scripts, styles = [static("h5p-player/frame.bundle.js")], []
    if not ours_alone:
        styles.append(static("h5p-player/styles/h5p.css"))
    for library in libraries:
        scripts += [f"{root}/{library.name}/{path}?v={library.patch}" for path in library.preloaded_js]
        styles += [f"{root}/{library.name}/{path}?v={library.patch}" for path in library.preloaded_css]
    return scripts, styles


def handed_in(content: Content, *, at: datetime) -> list[str]:
    """Scripts and styles that the page fetches for the frame."""
    scripts, styles = files(content, at=at)
    ours = tuple(f"{libraries_root(at=at)}/{own.version}/" for own in making.sources().values())
    return [scripts[0], *(address for address in scripts + styles if address.startswith(ours))]


def fonts(content: Content) -> list[dict[str, str]]:
    """The page's text fonts that the content's language needs; the page has them already."""
    scripts = [("ar", "U+600-6FF"), ("la", LATIN)] if content.language == "ar" else [("la", LATIN)]
    return [
        {"address": static(f"tk-{script}-{weight}.woff2"), "weight": weight, "range": signs}
        for script, signs in scripts
        for weight in ("400", "600")
    ]


def integration(content: Content, *, at: datetime) -> dict:
    """What H5P's core asks for as ``H5PIntegration``. The actor is nobody: the server knows who it is."""
    library = content.library
    key = str(content.pk)
    with override(content.language):
        words = {name: gettext(english) for name, english in CORE_WORDS.items()}
    return {
        "baseUrl": settings.SITE_URL,
        "url": "",
        "siteUrl": settings.SITE_URL,
        "urlLibraries": libraries_root(at=at),
        "saveFreq": OFTEN,
        "postUserStatistics": False,
        "ajax": {},
        "l10n": {"H5P": words},
        "contents": {
            f"cid-{key}": {
                # Named here, because players that name it themselves drop a minor version of 0.
                "library": f"{library.machine_name} {library.major}.{library.minor}",
                "title": content.title,
                "jsonContent": json.dumps(content.params, ensure_ascii=False),
                "url": activity_iri(content),
                "contentUrl": content_root(content, at=at),
                "displayOptions": {"frame": False, "copyright": False, "embed": False, "export": False, "icon": False},
                "metadata": {"title": content.title, "license": "U", "defaultLanguage": content.language},
                "fullScreen": False,
            }
        },
    }


def frame_policy(origin: str) -> str:
    """The frame's Content-Security-Policy: a sandbox also when the address is opened by itself."""
    address = urlsplit(static("h5p/"))
    statics = f"{address.scheme}://{address.netloc}" if address.netloc else origin
    ours = f"{statics}{address.path.removesuffix('h5p/')} {origin}/h5p/"
    return (
        "sandbox allow-scripts; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        f"script-src {ours} 'unsafe-inline'; style-src {ours} 'unsafe-inline'; img-src {ours} data: blob:; "
        f"font-src {ours} data:; media-src {ours} data: blob:; connect-src {origin}/h5p/"
    )


def _signer() -> Signer:
    return Signer(salt="courses.h5p")


# Words of H5P's core that a learner can meet; the others belong to functions that our frame does not show.
CORE_WORDS = {
    "fullscreen": gettext_noop("Full screen"),
    "disableFullscreen": gettext_noop("Leave full screen"),
    "close": gettext_noop("Close"),
    "title": gettext_noop("Title"),
    "author": gettext_noop("Author"),
    "source": gettext_noop("Source"),
    "license": gettext_noop("Licence"),
    "copyrightInformation": gettext_noop("Rights of use"),
    "contentChanged": gettext_noop("The exercise has changed since your last visit."),
    "startingOver": gettext_noop("You begin from the start."),
    "showMore": gettext_noop("Show more"),
    "showLess": gettext_noop("Show less"),
    "confirmDialogHeader": gettext_noop("Confirm"),
    "confirmDialogBody": gettext_noop("This cannot be undone."),
    "cancelLabel": gettext_noop("Cancel"),
    "confirmLabel": gettext_noop("Confirm"),
    "contentCopied": gettext_noop("Copied"),
    "connectionLost": gettext_noop("No connection. Your answers are kept on this device."),
    "connectionReestablished": gettext_noop("The connection is back."),
    "offlineDialogHeader": gettext_noop("No connection"),
    "offlineDialogBody": gettext_noop("Your answers are kept on this device and will be sent later."),
    "offlineDialogRetryButtonLabel": gettext_noop("Try again"),
}
