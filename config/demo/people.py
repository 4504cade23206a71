"""The cast of the demo: four associations and the Centre, their branches, and some fifty invented people.

The staff of Al Amana come in through the very list an HR officer hands in; the others likewise, each association
with its own officer. Names and numbers are invented. Running it again changes nothing.
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from people import jobs
from people.models import Branch, Charge, Institution, JobProfile, Notice, Post, Territory, User
from people.staff_import import confirm, judged, keep
from people.staff_list import judge
from people.staff_row import Fate

PASSWORD = "takwin-demo"


@dataclass
class Cast:
    """Who plays in the demo; filled by ``build``."""

    admin: User | None = None
    author: User | None = None
    hr: User | None = None
    hr_other: User | None = None
    trainer: User | None = None
    learner: User | None = None
    staff: list[User] = field(default_factory=list)
    others: list[User] = field(default_factory=list)


# institution, code, province, names in Arabic and in French
BRANCHES = [
    ("MFI-ALAMANA", "RBT-00", "04.421", "المقر المركزي بالرباط", "Siège de Rabat"),
    ("MFI-ALAMANA", "AZL-01", "05.081", "وكالة أزيلال", "Agence Azilal"),
    ("MFI-ALAMANA", "AZL-02", "05.081", "وكالة دمنات", "Agence Demnate"),
    ("MFI-ALAMANA", "BML-01", "05.091", "وكالة بني ملال", "Agence Béni Mellal"),
    ("MFI-ALAMANA", "MRK-01", "07.351", "وكالة مراكش الداوديات", "Agence Marrakech Daoudiate"),
    ("MFI-ALAMANA", "FES-03", "03.231", "وكالة فاس سايس", "Agence Fès Saïss"),
    ("MFI-ALAMANA", "OUJ-01", "02.411", "وكالة وجدة", "Agence Oujda"),
    ("MFI-ALAMANA", "AGA-02", "09.001", "وكالة أكادير تيكيوين", "Agence Agadir Tikiouine"),
    ("MFI-ALAMANA", "TET-01", "01.571", "وكالة تطوان", "Agence Tétouan"),
    ("MFI-ARDI", "RBT-00", "04.421", "المقر المركزي", "Siège"),
    ("MFI-ARDI", "KHM-01", "04.291", "وكالة الخميسات", "Agence Khémisset"),
    ("MFI-ARDI", "AZL-01", "05.081", "وكالة أزيلال", "Agence Azilal"),
    ("MFI-ATTAWFIQ", "CAS-00", "06.141", "المقر المركزي بالدار البيضاء", "Siège de Casablanca"),
    ("MFI-ATTAWFIQ", "BML-02", "05.091", "وكالة بني ملال المدينة", "Agence Béni Mellal Médina"),
    ("MFI-AMSSF", "FES-00", "03.231", "المقر المركزي بفاس", "Siège de Fès"),
    ("MFI-AMSSF", "MEK-01", "03.061", "وكالة مكناس", "Agence Meknès"),
]

# Those who must be there before any list: username, names, e-mail, language, institution, branch, profile
FOUNDERS = {
    "admin": ("CENTRE-0001", "Nadia", "El Fassi", "نادية", "الفاسي", "admin@takwin.example", "fr", "CTR-CM6", "JOB-DIG"),
    "author": ("CENTRE-0002", "Khalid", "Amrani", "خالد", "العمراني", "author@takwin.example", "ar", "CTR-CM6", "JOB-ACM"),
    "trainer": ("CENTRE-0003", "Brahim", "Oubella", "إبراهيم", "أوبلا", "formateur@takwin.example", "fr", "CTR-CM6", "JOB-RHF"),
    "hr": ("ALAMANA-00010", "Fatima-Zahra", "Bennis", "فاطمة الزهراء", "بنيس", "rh@alamana.example", "ar", "MFI-ALAMANA", "JOB-RHF"),
    "hr_other": ("ARDI-00010", "Youssef", "Tazi", "يوسف", "التازي", "rh@ardi.example", "fr", "MFI-ARDI", "JOB-RHF"),
    "hr_attawfiq": ("ATTAWFIQ-00010", "Salma", "Benjelloun", "سلمى", "بنجلون", "rh@attawfiq.example", "fr", "MFI-ATTAWFIQ", "JOB-RHF"),
    "hr_amssf": ("AMSSF-00010", "Hicham", "Lahlou", "هشام", "لحلو", "rh@amssf.example", "ar", "MFI-AMSSF", "JOB-RHF"),
}  # fmt: skip

HEADER = ["Matricule", "Prénom", "Nom", "الاسم الشخصي", "الاسم العائلي", "E-mail", "Téléphone", "Agence", "Poste", "Responsable", "Date d'embauche"]  # fmt: skip

# number, names, e-mail, last digits of the phone, branch, job, manager, months in the post
LISTS = {
    "MFI-ALAMANA": (
        "hr",
        [
            ("00001", "Mohammed", "Berrada", "محمد", "برادة", "m.berrada@alamana.example", "", "RBT-00", "JOB-DIR", "", 150),
            ("00010", "Fatima-Zahra", "Bennis", "فاطمة الزهراء", "بنيس", "rh@alamana.example", "", "RBT-00", "JOB-RHF", "00001", 96),
            ("00021", "Rachid", "Ouhmida", "رشيد", "أوحميدة", "r.ouhmida@alamana.example", "0021", "BML-01", "JOB-SUP", "00001", 88),
            ("00022", "Naïma", "Sebti", "نعيمة", "السبتي", "n.sebti@alamana.example", "0022", "FES-03", "JOB-SUP", "00001", 74),
            ("00105", "Driss", "Ait Baha", "إدريس", "أيت باها", "d.aitbaha@alamana.example", "0105", "AZL-01", "JOB-CAG", "00021", 60),
            ("00117", "Hafida", "Zeroual", "حفيظة", "زروال", "h.zeroual@alamana.example", "0117", "AZL-02", "JOB-CAG", "00021", 41),
            ("00121", "Abdelilah", "Chraibi", "عبد الإله", "الشرايبي", "a.chraibi@alamana.example", "0121", "BML-01", "JOB-CAG", "00021", 52),
            ("00134", "Samira", "El Idrissi", "سميرة", "الإدريسي", "s.elidrissi@alamana.example", "0134", "MRK-01", "JOB-CAG", "00021", 47),
            ("00140", "Tariq", "Benkirane", "طارق", "بنكيران", "t.benkirane@alamana.example", "0140", "FES-03", "JOB-CAG", "00022", 66),
            ("00152", "Karima", "Mimouni", "كريمة", "الميموني", "k.mimouni@alamana.example", "0152", "OUJ-01", "JOB-CAG", "00022", 39),
            ("00160", "Lahcen", "Ouakrim", "لحسن", "واكريم", "l.ouakrim@alamana.example", "0160", "AGA-02", "JOB-CAG", "00021", 58),
            ("00171", "Ilham", "Raissouni", "إلهام", "الريسوني", "i.raissouni@alamana.example", "0171", "TET-01", "JOB-CAG", "00022", 35),
            ("01234", "Zineb", "Ait Ouaaziz", "زينب", "أيت وعزيز", "", "1234", "AZL-01", "JOB-AGC", "00105", 20),
            ("01235", "Said", "Oubaha", "سعيد", "أوباها", "", "1235", "AZL-01", "JOB-AGC", "00105", 33),
            ("01236", "Fadma", "Ait Hammou", "فاظمة", "أيت حمو", "", "1236", "AZL-01", "JOB-AGC", "00105", 11),
            ("01240", "Mustapha", "Bouzidi", "مصطفى", "البوزيدي", "", "", "AZL-01", "JOB-CAI", "00105", 46),
            ("01241", "Hayat", "Amzil", "حياة", "أمزيل", "", "1241", "AZL-01", "JOB-REC", "00105", 27),
            ("01250", "Omar", "Ait Lahcen", "عمر", "أيت لحسن", "", "1250", "AZL-02", "JOB-AGC", "00117", 24),
            ("01251", "Khadija", "Nait Sliman", "خديجة", "نايت سليمان", "", "1251", "AZL-02", "JOB-AGC", "00117", 9),
            ("01252", "Abderrahim", "Kabbouri", "عبد الرحيم", "القبوري", "", "", "AZL-02", "JOB-AGC", "00117", 5),
            ("01301", "Malika", "Dahbi", "مليكة", "الذهبي", "m.dahbi@alamana.example", "1301", "BML-01", "JOB-AGC", "00121", 37),
            ("01302", "Anass", "Hilali", "أنس", "الهلالي", "", "1302", "BML-01", "JOB-AGC", "00121", 14),
            ("01303", "Loubna", "Ziani", "لبنى", "الزياني", "", "1303", "BML-01", "JOB-CAI", "00121", 29),
            ("01310", "Mbarek", "Ouchen", "مبارك", "أوشن", "", "1310", "MRK-01", "JOB-AGC", "00134", 43),
            ("01311", "Ghizlane", "Serghini", "غزلان", "السرغيني", "g.serghini@alamana.example", "1311", "MRK-01", "JOB-AGC", "00134", 18),
            ("01320", "Othmane", "Lamrini", "عثمان", "المريني", "", "1320", "FES-03", "JOB-AGC", "00140", 55),
            ("01321", "Soukaina", "Bouanani", "سكينة", "البوعناني", "", "1321", "FES-03", "JOB-AGC", "00140", 7),
            ("01322", "Jamal", "Filali", "جمال", "الفيلالي", "", "", "FES-03", "JOB-REC", "00140", 31),
            ("01330", "Ikram", "Azzouzi", "إكرام", "العزوزي", "", "1330", "OUJ-01", "JOB-AGC", "00152", 22),
            ("01331", "Mimoun", "Boudhan", "ميمون", "بودهان", "", "1331", "OUJ-01", "JOB-AGC", "00152", 49),
            ("01340", "Hassan", "Id Belkacem", "حسن", "إد بلقاسم", "", "1340", "AGA-02", "JOB-AGC", "00160", 36),
            ("01341", "Rkia", "Tabaamrant", "رقية", "تبعمرانت", "", "1341", "AGA-02", "JOB-AGC", "00160", 13),
            ("01350", "Nisrine", "Afailal", "نسرين", "أفيلال", "", "1350", "TET-01", "JOB-AGC", "00171", 16),
            ("01351", "Ayoub", "Bakkali", "أيوب", "البقالي", "", "", "TET-01", "JOB-AGC", "00171", 3),
        ],
    ),
    "MFI-ARDI": (
        "hr_other",
        [
            ("00010", "Youssef", "Tazi", "يوسف", "التازي", "rh@ardi.example", "", "RBT-00", "JOB-RHF", "", 63),
            ("00101", "Bouchra", "Zemmouri", "بشرى", "الزموري", "b.zemmouri@ardi.example", "5101", "KHM-01", "JOB-CAG", "", 42),
            ("00201", "Abdellah", "Nassiri", "عبد الله", "الناصري", "", "5201", "KHM-01", "JOB-AGC", "00101", 25),
            ("00202", "Meryem", "Chaoui", "مريم", "الشاوي", "", "5202", "KHM-01", "JOB-AGC", "00101", 12),
            ("00301", "Hamid", "Ait Bouzid", "حميد", "أيت بوزيد", "", "5301", "AZL-01", "JOB-AGC", "00101", 30),
            ("00302", "Touria", "Oukassou", "ثريا", "أوقسو", "", "5302", "AZL-01", "JOB-AGC", "00101", 8),
        ],
    ),
    "MFI-ATTAWFIQ": (
        "hr_attawfiq",
        [
            ("00010", "Salma", "Benjelloun", "سلمى", "بنجلون", "rh@attawfiq.example", "", "CAS-00", "JOB-RHF", "", 71),
            ("00401", "Redouane", "Mansouri", "رضوان", "المنصوري", "r.mansouri@attawfiq.example", "6401", "BML-02", "JOB-CAG", "", 50),
            ("00402", "Asmae", "Kharbouch", "أسماء", "خربوش", "", "6402", "BML-02", "JOB-AGC", "00401", 19),
            ("00403", "Noureddine", "Safi", "نور الدين", "الصافي", "", "6403", "BML-02", "JOB-REC", "00401", 28),
        ],
    ),
    "MFI-AMSSF": (
        "hr_amssf",
        [
            ("00010", "Hicham", "Lahlou", "هشام", "لحلو", "rh@amssf.example", "", "FES-00", "JOB-RHF", "", 44),
            ("00501", "Wafae", "Skalli", "وفاء", "الصقلي", "w.skalli@amssf.example", "7501", "MEK-01", "JOB-CAG", "", 38),
            ("00502", "Aziz", "Baddou", "عزيز", "بادو", "", "7502", "MEK-01", "JOB-AGC", "00501", 21),
        ],
    ),
}  # fmt: skip

WITHOUT_PASSWORD = {
    "ALAMANA-01252",
    "ALAMANA-01322",
    "ALAMANA-01351",
    "ALAMANA-01240",
}  # their slips wait to be printed


def cast(*, on: date) -> Cast:
    """An empty stage; ``build`` brings the people on."""
    return Cast()


def build(cast: Cast, *, on: date) -> None:
    _branches()
    founders = {part: _founder(*says, on=on) for part, says in FOUNDERS.items()}
    _charges(founders, on=on)
    for code, (officer, people) in LISTS.items():
        _import(Institution.objects.get(code=code), founders[officer], people, on=on)
    _passwords()
    # the addresses are invented: no letter leaves for them
    Notice.objects.filter(kind="people_welcome", sent_at=None).update(sent_at=timezone.now())

    cast.admin, cast.author, cast.trainer = founders["admin"], founders["author"], founders["trainer"]
    cast.hr, cast.hr_other = founders["hr"], founders["hr_other"]
    cast.learner = User.objects.get(username="ALAMANA-01234")
    named = {cast.hr.pk, cast.hr_other.pk, cast.learner.pk}
    everybody = User.objects.exclude(pk__in=named).order_by("username")
    cast.staff = list(everybody.filter(username__startswith="ALAMANA-"))
    cast.others = [
        p for short in ("ARDI", "ATTAWFIQ", "AMSSF") for p in everybody.filter(username__startswith=f"{short}-")
    ]
    for part in ("admin", "author", "trainer", "hr", "hr_other"):
        getattr(cast, part).refresh_from_db()


def _branches() -> None:
    institutions = {i.code: i for i in Institution.objects.all()}
    provinces = {t.code: t for t in Territory.objects.all()}
    for institution, code, province, name_ar, name_fr in BRANCHES:
        Branch.objects.get_or_create(
            institution=institutions[institution],
            code=code,
            defaults={
                "province": provinces[province],
                "name_ar": name_ar,
                "name_fr": name_fr,
                "name_en": name_fr.replace("Agence ", "Branch of ").replace("Siège", "Head office"),
            },
        )


def _founder(username, given, family, given_ar, family_ar, email, language, institution, profile, *, on: date) -> User:
    """Somebody no list can bring, because they hand in the first list or belong to the Centre."""
    says = {"first_name": given, "last_name": family, "given_ar": given_ar, "family_ar": family_ar}
    person, _made = User.objects.get_or_create(
        username=username, defaults={**says, "email": email, "language": language, "password": make_password(None)}
    )
    at = Institution.objects.get(code=institution)
    branch = Branch.objects.filter(institution=at, code__endswith="-00").first()
    if not Post.objects.filter(person=person).exists():
        Post.objects.create(
            person=person,
            institution=at,
            branch=branch,
            province=branch.province if branch else at.seat,
            profile=JobProfile.objects.get(code=profile),
            staff_number=username.partition("-")[2],
            from_on=on - timedelta(days=6 * 365),
        )
    return person


def _charges(founders: dict[str, User], *, on: date) -> None:
    since = {"from_on": on - timedelta(days=2 * 365)}
    for part, person in founders.items():
        if part.startswith("hr"):
            institution = person.posts.first().institution
            Charge.objects.get_or_create(
                person=person, role=Charge.Role.HR_OFFICER, institution=institution, defaults=since
            )
    admin, author = founders["admin"], founders["author"]
    Charge.objects.get_or_create(person=admin, role=Charge.Role.ADMINISTRATOR, defaults=since)
    Charge.objects.get_or_create(person=author, role=Charge.Role.AUTHOR, defaults=since)
    User.objects.filter(pk=admin.pk, is_superuser=False).update(is_superuser=True, is_staff=True)
    author.groups.add(*Group.objects.filter(name="Editors"))


def _import(institution: Institution, officer: User, people: list[tuple], *, on: date) -> None:
    content = _csv(people, on=on)
    if not judge(content, institution, on=on).of(Fate.NEW, Fate.CHANGED):
        return
    staff_file = keep(content, f"personnel_{institution.short.lower()}.csv", institution, by=officer, on=on)
    assert not judged(staff_file).of(Fate.REFUSED), "the demo's own list must be clean"
    jobs.run(confirm(staff_file, on=on).pk)


def _csv(people: list[tuple], *, on: date) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADER)
    for number, given, family, given_ar, family_ar, email, phone, branch, profile, manager, months in people:
        began = on - timedelta(days=round(months * 30.4))
        phone = f"06 00 00 {phone[:2]} {phone[2:]}" if phone else ""
        writer.writerow([number, given, family, given_ar, family_ar, email, phone, branch, profile, manager, began.strftime("%d/%m/%Y")])  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def _passwords() -> None:
    """One hash for all: hashing each would take half a minute, and the password is printed on the screen anyway."""
    waiting = User.objects.filter(password__startswith="!").exclude(username__in=WITHOUT_PASSWORD)
    if waiting.exists():
        waiting.update(password=make_password(PASSWORD))
