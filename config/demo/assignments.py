"""An assignment of the demo: written, handed in by three, marked for two. The certificate does not wait for it."""

import uuid
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from courses import assignments
from courses.models import Assignment, Course, Criterion, Enrolment

KEY = uuid.UUID("5a51a9e2-7d0e-5b44-8a53-0f6f6c2d9b10")
RUBRIC = [
    ("ما قاله الزبون، بكلماته", "Ce que le client a dit, dans ses mots", 5),
    ("سبب التأخر كما فهمته", "La cause du retard, telle que vous l’avez comprise", 5),
    ("الاتفاق: مبلغ وتاريخ وشاهد", "L’accord : un montant, une date, un témoin", 5),
    ("الاحترام: أين ومتى وأمام من", "Le respect : où, quand, devant qui", 5),
]
WORKS = [
    (
        "زرت السيدة فاطمة في بيتها صباح الثلاثاء. قالت إن ابنها مرض وإنها باعت خروفين. اتفقنا على 300 درهم يوم السوق القادم، وكتبنا ذلك معا.",
        [5, 4, 4, 5],
        "عمل واضح. اذكر من حضر الاتفاق.",
        True,
    ),
    (
        "J’ai appelé puis rendu visite. Le client paiera bientôt.",
        [1, 1, 1, 2],
        "On ne sait ni combien ni quand. Reprenez avec le montant, la date, et ce que le client vous a dit.",
        False,
    ),
    ("زيارة يوم الخميس: الزبون غائب، تحدثت مع أخيه عن موعد فقط دون ذكر القرض.", None, "", None),
]


def write(course: Course, *, owner) -> Assignment:
    """The assignment and its rubric, made once."""
    made, new = Assignment.objects.get_or_create(
        id=KEY,  # its row among activities has the id; the assignment points to it
        defaults={
            "course": course,
            "kind": "assignment",
            "minutes": 30,
            "title_ar": "محضر زيارة",
            "title_fr": "Compte rendu d’une visite",
            "brief_ar": "اختر زيارة قمت بها هذا الشهر لزبون متأخر. اكتب نصف صفحة، أو صور ما كتبته بيدك: ماذا قال، لماذا تأخر، على ماذا اتفقتما، وكيف حفظت كرامته. لا تكتب اسمه ولا رقم قرضه.",
            "brief_fr": "Choisissez une visite faite ce mois-ci à un client en retard. Écrivez une demi-page, ou photographiez ce que vous avez écrit à la main : ce qu’il a dit, pourquoi il est en retard, ce dont vous êtes convenus, comment vous avez gardé sa dignité. N’écrivez ni son nom ni le numéro de son prêt.",
        },
    )
    if new:
        for number, (ar, fr, points) in enumerate(RUBRIC):
            Criterion.objects.create(assignment=made, title_ar=ar, title_fr=fr, points=points, sort_order=number)
    Course.objects.filter(pk=course.pk, owner=None).update(owner=owner)
    return made


def hand_in(cast, course: Course, *, on: date) -> None:
    made = Assignment.objects.get(pk=KEY)
    if made.hand_ins.exists():
        return
    people = [person for person in cast.staff if person != cast.learner][: len(WORKS)]
    for number, (person, (text, points, words, passed)) in enumerate(zip(people, WORKS, strict=False)):
        enrolment = Enrolment.objects.joined().get(learner=person, course=course)
        at = timezone.make_aware(datetime.combine(on - timedelta(days=6 - number), time(18)))
        language = "fr" if text.isascii() or "é" in text else "ar"
        key = uuid.uuid5(KEY, person.username)
        work = assignments.hand_in(enrolment, made, text=text, file=None, key=key, language=language, at=at)
        if points:
            later = at + timedelta(days=1)
            assignments.mark(work, by=cast.author, points=points, passed=passed, words=words, at=later)
