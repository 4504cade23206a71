"""What blocks show in the editor's picker: a value in the language of the interface, so that it reads both ways.

The files are our own drawings and sounds; a sample is never stored.
"""

from types import SimpleNamespace

from django.templatetags.static import static

from people.trilingual import tongue


def say(ar: str, fr: str, en: str) -> str:
    return {"ar": ar, "fr": fr, "en": en}[tongue()]


def picture():
    return SimpleNamespace(
        is_svg=lambda: True,
        file=SimpleNamespace(url=static("courses/samples/picture.svg")),
        width=640,
        height=320,
        contextual_alt_text=say("سوق أسبوعي وثلاثة أكشاك", "Un souk et ses trois étals", "A market with three stalls"),
    )


def file(name: str, size: int, kind: str):
    """Stands for a document of the library. ``size``: bytes that it says it has."""
    extension = name.rpartition(".")[2]
    return SimpleNamespace(
        url=static(f"courses/samples/{name}"), filename=name, title=name, file_extension=extension,
        content_type=kind, get_file_size=lambda: size, file_size=size,
    )  # fmt: skip


def exam():
    """Stands for the exam of a course and its rules."""
    title = say("امتحان الدورة", "Examen du cours", "Exam of the course")
    rules = SimpleNamespace(questions=20, minutes=30, pass_mark_pct=75, max_attempts=3, wait_hours=24)
    return SimpleNamespace(pk="", title=title, rules=rules)
