"""The sheet says what the statement says, in both scripts, on one page, and is the same bytes each time."""

import html
import io
import json
import re
import shutil
import subprocess
from functools import cache
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from PIL import Image, ImageChops

from certification import pdf
from people import reference

SAYS = {
    "number": "TKW-7Q4M-29X5",
    "cycle": 1,
    "issuer": {"ar": "مركز دعم التمويل الأصغر", "fr": "Centre d’appui au microcrédit", "en": ""},
    "holder": {"ar": "زينب أيت وعزيز", "latin": "Zineb Ait Ouaaziz"},
    "award": {"ar": "شهادة التحصيل المسؤول", "fr": "Certificat Recouvrement responsable", "en": ""},
    "course": {
        "code": "TKW-201",
        "ar": "الوقاية من المتأخرات والتحصيل باحترام",
        "fr": "Prévenir les impayés",
        "en": "",
    },
    "hours": {"all": 16, "live": 2, "in_person": 8},
    "skills": [
        {"code": "POR-02", "level": 4, "ar": "الوقاية من المتأخرات والكشف المبكر عنها", "fr": "Prévention des impayés"},
        {"code": "POR-03", "level": 4, "ar": "التحصيل الودي المحترم", "fr": "Recouvrement amiable et respectueux"},
        {"code": "PRO-02", "level": 3, "ar": "المعاملة العادلة والمحترمة", "fr": "Traitement équitable"},
    ],
    "issued_on": "2026-11-21",
    "expires_on": "2028-11-21",
    "scheme": 1,
}
LONG = {
    "ar": "عبد الرحمٰن مولاي الحسن بن عبد الله الإدريسي المُحمَّدي",
    "latin": "Abderrahmane Moulay El Hassan Ben Abdellah El Idrissi El Mohammadi",
}
PAPER = (255, 253, 248)
INK = [255 if value > 24 else 0 for value in range(256)]
MARKED = {
    "الرحمٰن",
    "المُحمَّدي",
    "الله",
    "الإدريسي",
    "مولاي",
}  # with vowels or ligatures, which a reader may give in another order


def read(sheet: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(sheet))


@cache
def letters(sheet: bytes) -> str:
    """What the file says, without blanks: where a word ends is a matter of taste between readers of a PDF."""
    return "".join("".join(page.extract_text() for page in read(sheet).pages).split())


def says(sheet: bytes, phrase: str) -> bool:
    return all(word in letters(sheet) for word in phrase.split())


def drawn(sheet: bytes, folder: Path, dpi=50) -> Image.Image:
    folder.mkdir(exist_ok=True)
    run("pdftoppm", "-r", str(dpi), "-png", "-singlefile", "-", "sheet", sheet=sheet, folder=folder)
    return Image.open(folder / "sheet.png").convert("RGB")


def placed(sheet: bytes) -> dict[str, tuple[float, float]]:
    """The left edge and top of each word on the sheet, in points. The tool gives letters from left to right as they
    stand on the paper, so an Arabic word is read backwards: its order is tested too."""
    found = run("pdftotext", "-bbox", "-", "-", sheet=sheet).decode()
    words = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)</word>', found)
    return {
        (word[::-1] if re.search("[\u0600-\u06ff]", word) else html.unescape(word)): (float(x), float(y))
        for x, y, word in words
    }


def run(tool: str, *arguments: str, sheet: bytes, folder=None) -> bytes:
    assert shutil.which(tool), f"{tool} is missing: install the package poppler-utils."
    return subprocess.run([tool, *arguments], input=sheet, cwd=folder, check=True, capture_output=True).stdout


def is_inked(image: Image.Image, box) -> float:
    """The share of a region (in hundredths of the sheet) that is not paper."""
    w, h = image.size
    region = image.crop((w * box[0] // 100, h * box[1] // 100, w * box[2] // 100, h * box[3] // 100))
    seen = ImageChops.difference(region, Image.new("RGB", region.size, PAPER)).convert("L").point(INK)
    return seen.histogram()[255] / (region.size[0] * region.size[1])


def test_both_scripts_are_there_word_by_word():
    sheet = pdf.compose(SAYS)
    for phrase in (
        "Zineb Ait Ouaaziz", "Certificat Recouvrement responsable", "Prévenir les impayés", "16 heures, dont 8 en salle",
        "TKW-7Q4M-29X5", "21 novembre 2026", "21 novembre 2028", "POR-03 · niveau 4 sur 5", "Centre d’appui au microcrédit",
        "زينب أيت وعزيز", "شهادة التحصيل المسؤول", "المملكة المغربية", "مركز دعم التمويل الأصغر", "المعاملة العادلة والمحترمة",
    ):  # fmt: skip
        assert says(sheet, phrase), phrase
    assert not set("?\ufffd") & set(letters(sheet))


def test_each_script_runs_its_own_way():
    """The first Arabic word stands rightmost, the first French word leftmost, on one line each."""
    words = placed(pdf.compose(SAYS))
    arabic, french = ([words[word] for word in SAYS["holder"][key].split()] for key in ("ar", "latin"))
    assert [x for x, _ in arabic] == sorted((x for x, _ in arabic), reverse=True)
    assert [x for x, _ in french] == sorted(x for x, _ in french)
    assert len({round(y) for _, y in arabic}) == len({round(y) for _, y in french}) == 1
    assert min(arabic) > max(french)


def test_letters_are_joined(tmp_path):
    """محمد is one stroke of the pen; kept apart, its letters are four."""
    sheets = [pdf.compose(SAYS | {"holder": {"ar": name, "latin": ""}}) for name in ("محمد", "\u200c".join("محمد"))]
    _, top = placed(sheets[0])["محمد"]
    joined, apart = (strokes(drawn(sheet, tmp_path, 144), 2 * top) for sheet in sheets)
    assert (joined, apart) == (1, 4)


def strokes(image: Image.Image, top: float) -> int:
    """Pieces of ink side by side in a line of the name's height."""
    band = image.crop((0, int(top) + 14, image.size[0], int(top) + 80))
    ink = ImageChops.difference(band, Image.new("RGB", band.size, PAPER)).convert("L").point(INK)
    columns = [ink.crop((x, 0, x + 1, ink.size[1])).getbbox() is not None for x in range(ink.size[0])]
    return sum(now and not before for before, now in pairwise([False, *columns]))


def test_sheet_is_laid_out_as_designed(tmp_path):
    image = drawn(pdf.compose(SAYS), tmp_path)
    assert abs(image.size[0] / image.size[1] - 297 / 210) < 0.01
    assert is_inked(image, (0, 93, 100, 100)) > 0.95  # the row of tiles
    assert is_inked(image, (0, 0, 100, 1)) > 0.9  # the band at the head
    assert is_inked(image, (8, 76, 17, 88)) > 0.25  # the square
    for box in ((27, 18, 73, 25), (27, 38, 48, 44), (52, 38, 72, 44), (8, 60, 11, 66), (80, 7, 93, 12), (7, 7, 26, 12)):
        assert 0.02 < is_inked(image, box) < 0.75, box  # awards, both names, first tile, both heads
    for box in ((0, 2, 7, 91), (93, 2, 100, 91), (45, 70, 68, 90)):
        assert is_inked(image, box) == 0, box  # the margins, and nothing over the signature's left


def test_square_leads_to_the_public_page(settings):
    assert pdf.address_of("TKW-7Q4M-29X5") == f"{settings.SITE_URL}/v/TKW-7Q4M-29X5"
    other = pdf.compose(SAYS | {"number": "TKW-2222-2222"})
    assert other != pdf.compose(SAYS)


@pytest.mark.parametrize(
    "holder",
    [
        SAYS["holder"],
        {"ar": "", "latin": "Zineb Ait Ouaaziz"},
        {"ar": "زينب", "latin": ""},
        LONG,
        {"ar": LONG["ar"], "latin": ""},
    ],
)
@pytest.mark.parametrize("count", [0, 1, 5, 6, 9])
def test_any_name_and_number_of_skills_fits_one_page(holder, count):
    skills = (SAYS["skills"] * 3)[:count]
    sheet = pdf.compose(SAYS | {"holder": holder, "skills": skills})
    assert len(read(sheet).pages) == 1
    for name in filter(None, holder.values()):
        assert says(sheet, " ".join(word for word in name.split() if word not in MARKED))
    assert letters(sheet).count("·niveau") == count


def test_words_are_never_read_as_typst():
    evil = '#panic("x") $x$ *b* \\ #sys.inputs "}'
    assert '#panic("x")$x$*b*\\#sys.inputs"}' in letters(pdf.compose(SAYS | {"holder": {"ar": "", "latin": evil}}))


def test_same_statement_gives_the_same_bytes():
    pdf._compiler.cache_clear()
    first = pdf.compose(json.loads(json.dumps(SAYS)))
    pdf.compose(SAYS | {"number": "TKW-2222-2222"})
    pdf._compiler.cache_clear()
    assert pdf.compose(SAYS) == first


def test_file_says_its_title_and_its_day():
    about = read(pdf.compose(SAYS)).metadata
    assert about.title == "Certificat Recouvrement responsable · TKW-7Q4M-29X5"
    assert about.creation_date.date().isoformat() == "2026-11-21"


@pytest.mark.django_db
def test_every_course_of_the_catalogue_fits():
    """With the longest titles and all the skills of each."""
    from certification.wording import granted, in_tongues
    from courses.models import Course

    reference.load_all()
    for course in Course.objects.all():
        skills = [
            {"code": g.competency.code, "level": g.level, **in_tongues(g.competency, "name")} for g in granted(course)
        ]
        said = SAYS | {
            "award": in_tongues(course, "certificate"),
            "course": {"code": course.code, **in_tongues(course, "title")},
            "hours": {"all": course.hours, "live": course.hours_live, "in_person": course.hours_in_person},
            "skills": skills,
        }
        sheet = pdf.compose(said)
        assert len(read(sheet).pages) == 1, course.code
        assert letters(sheet).count("·niveau") == len(skills), course.code
