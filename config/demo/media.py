"""Sound, film, paper and doors of the demo's lessons. The files are our own, drawn and played by a script."""

import io
from pathlib import Path

import openpyxl
from django.core.files.base import ContentFile
from openpyxl.styles import Font
from wagtail.documents import get_document_model

from config.demo.assignments import KEY as ASSIGNMENT
from config.demo.exams import TKW_201_EXAM
from courses.models import Activity

SAMPLES = Path(__file__).parents[2] / "courses" / "static" / "courses" / "samples"
CAPTIONS = {
    "ar": [
        ("00:00.000", "00:01.800", "من اليوم الأول إلى الثالث: اتصال واحد يكفي غالبا."),
        ("00:01.800", "00:03.400", "إلى اليوم الرابع عشر: زيارة واتفاق مكتوب."),
        ("00:03.400", "00:06.000", "بعد ذلك يقترب القرض من اليوم الثلاثين، حيث يدخل المحفظة المعرضة للخطر."),
    ],
    "fr": [
        ("00:00.000", "00:01.800", "Du premier au troisième jour : un appel suffit souvent."),
        ("00:01.800", "00:03.400", "Jusqu’au quatorzième jour : une visite et un accord écrit."),
        ("00:03.400", "00:06.000", "Ensuite le prêt approche du trentième jour, où il entre dans le PAR30."),
    ],
}
SHEET = {
    "ar": (
        "بطاقة الزيارة",
        ["الزبون", "رقم القرض", "أيام التأخر", "ما قاله", "ما اتفقنا عليه", "تاريخ الاتصال القادم"],
    ),
    "fr": (
        "Fiche de visite",
        ["Client", "Numéro du prêt", "Jours de retard", "Ce qu’il a dit", "Ce qui est convenu", "Prochain appel le"],
    ),
}


def blocks(lesson: str, language: str) -> list[tuple]:
    """What stands at the end of the lesson of that key, beside what its file holds."""

    def say(ar, fr):
        return {"ar": ar, "fr": fr}[language]

    match lesson:
        case "m2-l1":
            words = say(
                "<p>يرن الهاتف مرتين. هذا ما يسمعه الزبون قبل أول كلمة منك: اترك له وقتا ليجيب.</p>",
                "<p>Le téléphone sonne deux fois. C’est ce que le client entend avant votre premier mot : laissez-lui le temps de répondre.</p>",
            )
            title = say("رنتان", "Deux sonneries")
            return [("audio", {"title": title, "file": _sample("ring.webm"), "transcript": words})]
        case "m2-l2":
            title, _lines = SHEET[language]
            says = say("تملأ بعد كل زيارة", "À remplir après chaque visite")
            return [("document", {"file": _sheet(language), "title": title, "says": says})]
        case "m2-l3":
            captions = [{"language": code, "file": _captions(code)} for code in CAPTIONS]
            title = say("ثلاثون يوما في ست ثوان", "Trente jours en six secondes")
            film = {"title": title, "file": _sample("days.webm"), "poster": None, "captions": captions}
            return [("video", {**film, "transcript": ""})]
        case "m3-l2":
            return [("assignment", {"assignment": Activity.objects.get(pk=ASSIGNMENT)})]
        case "m5-l3":
            exam = Activity.objects.filter(pk=TKW_201_EXAM).first()
            return [("exam", {"exam": exam})] if exam else []
    return []


def _document(title: str, name: str, data: bytes):
    Document = get_document_model()
    if there := Document.objects.filter(title=title).first():
        return there
    made = Document(title=title)
    made.file.save(name, ContentFile(data), save=False)
    made._set_document_file_metadata()
    made.save()
    return made


def _sample(name: str):
    return _document(f"TKW-201 {name}", name, (SAMPLES / name).read_bytes())


def _captions(language: str):
    cues = "\n\n".join(f"{begin} --> {end}\n{words}" for begin, end, words in CAPTIONS[language])
    return _document(f"TKW-201 days.{language}.vtt", f"days.{language}.vtt", f"WEBVTT\n\n{cues}\n".encode())


def _sheet(language: str):
    title, lines = SHEET[language]
    book = openpyxl.Workbook()
    page = book.active
    page.title, page.sheet_view.rightToLeft = title, language == "ar"
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 24, 48
    for number, line in enumerate(lines, start=1):
        page.cell(number, 1, line).font = Font(bold=True)
        page.row_dimensions[number].height = 28
    out = io.BytesIO()
    book.save(out)
    return _document(f"TKW-201 {title}", f"visit-sheet.{language}.xlsx", out.getvalue())
