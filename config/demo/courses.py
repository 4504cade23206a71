"""The demo's courses: TKW-201 whole, in Arabic and French; TKW-101 and TKW-T1 in outline.

Pages are made once; what an author changed afterwards stays. A module whose file is not there is left out.
"""

import io
import json
import re
import uuid
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.models import Locale

from config.demo import assignments, media
from config.demo.exams import exam
from courses import groups, recording, rules
from courses.authoring import put_content, put_exam
from courses.enrolment import enrol
from courses.h5p import making, storing
from courses.models import Activity, Course, CoursePage, Enrolment, LessonPage
from courses.setting_up import catalogues, make_author
from courses.study import margins, threads
from courses.study.models import Margin
from courses.xapi.statements import Statement
from people.models import Institution, JobProfile, Post

FOLDER = Path(__file__).parent / "tkw201"
NAMESPACE = uuid.UUID("8a8f7d3c-0d5e-5f0e-9a51-4b0a3f1d2c77")  # of the demo's activities, so that they keep their ids
WHOLE, OUTLINES, LANGUAGES = "TKW-201", ("TKW-101", "TKW-T1"), ("ar", "fr")

INTROS = {
    "TKW-201": {
        "ar": "<p>يوم تأخر واحد قد يعني سوقا ألغيت أو مرضا في البيت. هذه الدورة تعلم كيف نرى الإشارات مبكرا، وكيف نتصل ونزور ونتفاوض دون إهانة أحد، ومتى نعيد الجدولة، وماذا يبقى بعد الشطب.</p><p>الدروس على الهاتف، ثم يوم حضوري للعب الأدوار، ثم امتحان.</p>",
        "fr": "<p>Un jour de retard cache parfois un souk annulé ou une maladie à la maison. Ce cours apprend à voir les signaux tôt, à appeler, visiter et négocier sans humilier personne, à savoir quand rééchelonner, et ce qui reste après une radiation.</p><p>Des leçons sur téléphone, puis une journée en salle pour les jeux de rôle, puis un examen.</p>",
    },
    "TKW-101": {
        "ar": "<p>من أين جاء التمويل الأصغر بالمغرب، من يستفيد منه، وما الذي يجب أن يعرفه كل من يعمل فيه قبل يومه الأول في الميدان.</p>",
        "fr": "<p>D’où vient le microcrédit marocain, à qui il sert, et ce que chacun doit savoir avant son premier jour sur le terrain.</p>",
    },
    "TKW-T1": {
        "ar": "<p>لمن سيكوّن زملاءه في وكالته أو إقليمه: تحضير حصة، تسييرها، ملاحظة الممارسة، والتقييم بإنصاف.</p>",
        "fr": "<p>Pour celles et ceux qui formeront leurs collègues dans leur agence ou leur province : préparer une séance, l’animer, observer la pratique, évaluer avec justesse.</p>",
    },
}


def build(cast, *, on: date) -> None:
    make_author(cast.author)
    indexes = catalogues()
    activities = _activities(Course.objects.get(code=WHOLE))
    assignments.write(Course.objects.get(code=WHOLE), owner=cast.author)
    if (blueprint := exam()) is not None:
        put_exam(Course.objects.get(code=WHOLE), blueprint)
    for code in (WHOLE, *OUTLINES):
        course = Course.objects.get(code=code)
        for language in LANGUAGES:
            page = _course_page(course, indexes[language], language, owner=cast.author)
            if code == WHOLE:
                _lessons(course, page, language, activities, owner=cast.author)

    whole = Course.objects.get(code=WHOLE)
    _study(cast, whole, on=on)
    assignments.hand_in(cast, whole, on=on)
    _officers(cast, whole, on=on)
    _talk(cast, whole, on=on)


def _study(cast, course, *, on: date) -> None:
    """Ten people have gone through every lesson, ten are under way, the learner has just begun."""
    staff = [person for person in cast.staff if person != cast.learner]
    _go_through(cast.learner, course, upto=3, on=on - timedelta(days=6))
    for person in staff[:10]:
        _go_through(person, course, upto=None, on=on - timedelta(days=40))
    for number, person in enumerate(staff[10:20]):
        _go_through(person, course, upto=number, on=on - timedelta(days=20))


def _officers(cast, course, *, on: date) -> None:
    """What officers asked for: one branch until a day, the learner soon, and a rule for whoever takes a post."""
    if not Enrolment.objects.filter(learner=cast.learner, course=course, by=cast.hr).exists():
        groups.enrol_many({cast.learner.pk: on + timedelta(days=12)}, course, on=on, by=cast.hr)
    fes = Post.objects.in_force(on=on).filter(branch__code="FES-03", branch__institution__short="ALAMANA")
    late, soon = on - timedelta(days=4), on + timedelta(days=21)
    due = {
        person: late if n == 0 else soon for n, person in enumerate(fes.order_by("pk").values_list("person", flat=True))
    }
    if not Enrolment.objects.filter(by=cast.hr, learner__in=due).exists():
        groups.enrol_many(due, course, on=on, by=cast.hr)
    ardi = Institution.objects.get(code="MFI-ARDI")
    agents = JobProfile.objects.get(code="JOB-AGC")
    rules.set_rule(agents, course, institution=ardi, within_days=60, by=cast.hr_other, on=on)
    rules.apply_all(on)


def _talk(cast, course, *, on: date) -> None:
    """A note and a bookmark of the learner's; a question answered, and one that waits."""
    lessons = [item.activity for item in course.syllabus.filter(activity__kind="lesson").select_related("activity")]
    if not lessons or Margin.objects.filter(person=cast.learner).exists():
        return
    at = timezone.make_aware(datetime.combine(on - timedelta(days=2), time(11)))
    note = "ثلاث إشارات: الغياب عن الاجتماع، تغيير رقم الهاتف، والدفع على دفعات صغيرة."
    margins.write(cast.learner, lessons[0].pk, note, seen=0, at=at)
    margins.bookmark(cast.learner, lessons[0].pk, on=True, at=at)
    for number, (asker, text, answer) in enumerate(
        [
            (cast.staff[10], "Un client me dit qu’il paiera après le souk de jeudi. Je note une promesse, ou j’attends ?",
             "Notez toujours la promesse avec sa date, puis rappelez le jour même : c’est elle qui vous servira au comité."),
            (cast.learner, "هل أزور الزبونة في بيتها إذا كان زوجها غائبا؟", ""),
        ]
    ):  # fmt: skip
        lesson = lessons[number]
        named = {f"title_{code}": getattr(lesson, f"title_{code}") for code in ("ar", "fr", "en")}
        key = uuid.uuid5(NAMESPACE, f"question {number}")
        question = threads.ask(asker, lesson.pk, text, to=[cast.author, cast.trainer], key=key, at=at, lesson=named)
        if answer:
            threads.reply(cast.trainer, question, answer, key=key, at=at + timedelta(hours=3), lesson=named)


def _go_through(person, course, *, upto: int | None, on: date) -> None:
    """Join and do the first ``upto`` activities; None = every lesson and activity, which leaves the exam."""
    if Enrolment.objects.joined().filter(learner=person, course=course).exists():
        return
    enrolment = enrol(person, course, on=on)
    at = timezone.make_aware(datetime.combine(on, time(10)))
    for item in course.syllabus.exclude(
        activity__kind__in=[Activity.Kind.EXAM, Activity.Kind.ASSIGNMENT]
    ).select_related("activity")[:upto]:
        at += timedelta(minutes=item.activity.minutes or 5)
        with transaction.atomic():
            held = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
            if item.activity.kind == Activity.Kind.LESSON:
                recording.keep_place(held, item.activity_id, at=at)
                recording.read(held, item.activity_id, language=person.language, at=at)
            else:
                recording.record(held, item.activity_id, _played(item), language=person.language, at=at)


def _played(item) -> Statement:
    """What a player says of an exercise done without fault."""
    return Statement.parse(
        {
            "id": str(uuid.uuid5(NAMESPACE, f"played {item.activity_id}")),
            "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
            "object": {"id": f"urn:uuid:{item.activity_id}"},
            "result": {"score": {"raw": 3, "max": 3}, "duration": "PT4M"},
        }
    )


def _course_page(course, index, language, *, owner) -> CoursePage:
    there = CoursePage.objects.child_of(index).filter(course=course).first()
    if there is not None:
        return there
    with override(language):
        page = CoursePage(
            title=course.title,
            slug=course.code.lower(),
            course=course,
            intro=[("text", INTROS[course.code][language])],
            locale=Locale.objects.get(language_code=language),
            translation_key=uuid.uuid5(NAMESPACE, course.code),
            live=False,
            owner=owner,
        )
        type(index).objects.get(pk=index.pk).add_child(instance=page)
        page.save_revision(user=owner).publish(user=owner)
    return page


def _read(name: str):
    path = FOLDER / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _activities(course) -> dict[str, Activity]:
    """The interactive activities by their key, with an exercise in each language."""
    made = {}
    for given in _read("h5p.json") or []:
        titles = {f"title_{language}": given["title"][language] for language in LANGUAGES}
        activity, _new = Activity.objects.get_or_create(
            pk=uuid.uuid5(NAMESPACE, f"h5p {given['key']}"),
            defaults={"course": course, "kind": Activity.Kind.H5P, "minutes": 5, **titles},
        )
        made[given["key"]] = activity
        for language in LANGUAGES:
            if not activity.contents.filter(language=language).exists():
                title, params = given["title"][language], given["params"][language]
                file = io.BytesIO(making.make(given["library"], title, language, params))
                put_content(activity, language, storing.take_in(file, language=language, title=title))
    return made


def _lessons(course, page, language, activities, *, owner) -> None:
    for number in range(1, 6):
        for given in (_read(f"module-{number}.json") or {"lessons": []})["lessons"]:
            key = uuid.uuid5(NAMESPACE, given["key"])
            if LessonPage.objects.filter(translation_key=key, locale=page.locale).exists():
                continue
            lesson = LessonPage(
                title=given["title"][language],
                slug=given["key"],
                summary=given["summary"][language],
                module_no=number,
                minutes=given["minutes"],
                body=[
                    *(_block(block, language, activities) for block in given["blocks"]),
                    *media.blocks(given["key"], language),
                ],
                locale=page.locale,
                translation_key=key,
                live=False,
                owner=owner,
            )
            CoursePage.objects.get(pk=page.pk).add_child(instance=lesson)
            lesson.save_revision(user=owner).publish(user=owner)


def _block(given: dict, language: str, activities) -> tuple:
    def said(name):
        return given[name][language] if name in given else ""

    match given["type"]:
        case "text":
            return "text", said("value")
        case "figure":
            file = given["file"] if isinstance(given["file"], str) else given["file"][language]
            image = _image(file, said("alt"))
            return "figure", {"image": image, "caption": said("caption")}
        case "callout":
            return "callout", {"tone": given["tone"], "title": said("title"), "text": said("text")}
        case "case":
            return "case", {"title": said("title"), "place": said("place"), "text": said("text")}
        case "term":
            return "term", {"term": said("term"), "definition": said("definition")}
        case "reflection":
            return "reflection", {"question": said("question")}
        case "h5p":
            return "h5p", {"activity": activities[given["key"]]}
    raise ValueError(f"a block of type {given['type']!r}")


def _image(file: str, alt: str):
    image = picture(file)
    image.contextual_alt_text, image.decorative = alt, False
    return image


@cache
def _size(file: str) -> tuple[int, int]:
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', (FOLDER / "figures" / file).read_text(encoding="utf-8"))
    return (int(float(box[1])), int(float(box[2]))) if box else (640, 360)


def picture(file: str):
    """The drawing among the site's images, stored once."""
    Image = get_image_model()
    title = f"TKW-201 {file}"
    if there := Image.objects.filter(title=title).first():
        return there
    data = (FOLDER / "figures" / file).read_bytes()
    width, height = _size(file)
    image = Image(title=title, file_size=len(data))
    image.file.save(file, ContentFile(data), save=False)
    image.width, image.height = width, height  # saving the file would ask for them as a raster has them
    image.save()
    return image
