"""The catalogue as reference data."""

import json

import pytest

from courses import loading
from courses.models import Course, CourseGain, CourseModule
from people.models import ReferenceRecord
from people.reference import BadRecord, load_all

pytestmark = pytest.mark.django_db


def test_catalogue_is_loaded_whole_and_a_second_time_changes_nothing():
    load_all()
    assert (Course.objects.count(), CourseModule.objects.count(), CourseGain.objects.count()) == (28, 125, 135)
    assert CourseGain.objects.exclude(waits_for="").count() == 22

    again = load_all()
    assert (again.made, again.changed, again.kept) == (0, 0, [])


def test_edit_of_an_administrator_is_kept():
    load_all()
    Course.objects.filter(code="TKW-201").update(pass_mark_pct=80)

    assert [kept.split(" (")[0] for kept in load_all().kept] == ["courses.Course TKW-201"]
    assert Course.objects.get(code="TKW-201").pass_mark_pct == 80


def test_bad_record_stops_the_load_with_file_record_and_reason(tmp_path, monkeypatch):
    outlines = json.loads((loading.DATA / loading.FILE).read_text(encoding="utf-8"))
    outlines["courses"][5]["competencies_gained"][0]["competency"] = "POR-99"
    (tmp_path / loading.FILE).write_text(json.dumps(outlines), encoding="utf-8")
    monkeypatch.setattr(loading, "DATA", tmp_path)

    with pytest.raises(BadRecord, match=r"course_catalogue.json: record TKW-201: unknown competency POR-99"):
        load_all()
    assert not Course.objects.exists() and not ReferenceRecord.objects.exists()
