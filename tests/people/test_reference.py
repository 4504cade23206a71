import json

import pytest
from django.core.management import CommandError, call_command

from people import loading
from people.models import Institution, InstitutionName, JobProfile, Sector, Territory
from people.reference import load_all

pytestmark = pytest.mark.django_db
OURS = [loading.territories, loading.institutions, loading.job_profiles, loading.sectors]


def test_first_load_brings_the_country_the_institutions_the_jobs_and_the_sectors():
    load_all()

    assert Territory.objects.filter(kind="region").count() == 12
    assert Territory.objects.filter(kind="province").count() == 75
    assert Institution.objects.count() == 45
    assert JobProfile.objects.count() == 14
    assert Sector.objects.count() == 30
    azilal = Territory.objects.get(code="05.081")
    assert (azilal.path, azilal.parent.name_fr) == ("MA/05/081", "Béni Mellal-Khénifra")
    former = InstitutionName.objects.get(institution__code="MFI-ATTAWFIQ")
    assert (former.from_on, former.to_on) == ("1998", "2012-10")
    assert Institution.objects.get(code="CTR-CM6").short == "CENTRE"


def test_tifinagh_of_low_certainty_is_not_stored():
    load_all()

    without = set(Territory.objects.filter(kind="region", name_zgh="").values_list("code", flat=True))
    assert without == {"06", "11", "12"}


def test_second_load_writes_nothing_and_asks_no_query_per_row(django_assert_max_num_queries, monkeypatch):
    load_all()

    monkeypatch.setattr("people.reference.reference_loaders", OURS)

    with django_assert_max_num_queries(30):  # territories, institutions, jobs, sectors: 194 rows
        again = load_all()

    assert (again.made, again.changed, again.kept) == (0, 0, [])
    assert again.same == 12 + 75 + 1 + 45 + InstitutionName.objects.count() + 14 + 30


def test_what_an_administrator_edited_or_deleted_is_kept_and_listed(capsys):
    load_all()
    Sector.objects.filter(code="SEC-01").update(name_fr="Petit commerce")
    Sector.objects.filter(code="SEC-02").delete()

    call_command("load_reference")

    said = capsys.readouterr().out
    assert "people.Sector SEC-01 (edited)" in said and "people.Sector SEC-02 (deleted)" in said
    assert Sector.objects.get(code="SEC-01").name_fr == "Petit commerce"
    assert not Sector.objects.filter(code="SEC-02").exists()


def test_a_changed_file_changes_the_row_nobody_touched(tmp_path, monkeypatch):
    load_all()
    data = json.loads(loading.JOB_PROFILES.read_text())
    data["profiles"][0]["name"]["fr"] = "Agent de microcrédit"
    file = tmp_path / "job_profiles.json"
    file.write_text(json.dumps(data))
    monkeypatch.setattr(loading, "JOB_PROFILES", file)
    monkeypatch.setattr("people.reference.reference_loaders", [loading.job_profiles])

    report = load_all()

    assert (report.changed, report.same) == (1, 13)
    assert JobProfile.objects.get(code=data["profiles"][0]["code"]).name_fr == "Agent de microcrédit"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda p: p["name"].pop("ar"), "'ar' is missing or unknown"),
        (lambda p: p["name"].update(ar=" "), "name is empty in ar"),
        (lambda p: p.update(kind="hobby"), "kind: Value 'hobby' is not a valid choice."),
        (lambda p: p.update(name="Directeur"), "string indices must be integers"),
    ],
)
def test_a_bad_record_stops_the_load_with_file_record_and_reason(spoil, says, tmp_path, monkeypatch):
    data = json.loads(loading.JOB_PROFILES.read_text())
    spoil(data["profiles"][10])
    file = tmp_path / "job_profiles.json"
    file.write_text(json.dumps(data))
    monkeypatch.setattr(loading, "JOB_PROFILES", file)

    with pytest.raises(CommandError, match=r"Nothing was loaded\. job_profiles\.json: record JOB-DIR: ") as stopped:
        call_command("load_reference")

    assert says in str(stopped.value)
    assert not Territory.objects.exists()
    assert not JobProfile.objects.exists()
