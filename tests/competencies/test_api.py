import pytest

from tests.competencies.makers import competency, listed_person, mark, officer

pytestmark = pytest.mark.django_db
ADDRESS = "/api/register/search"


def test_the_api_answers_hr_officers_without_a_name_and_nobody_else(client):
    competency("POR-03")
    somebody = listed_person(first_name="Zineb", family_ar="وعزيز", phone="+212600001234")
    mark(somebody, level=4)

    assert client.get(ADDRESS, {"q": "تحصيل"}).status_code == 401
    client.force_login(somebody)
    assert client.get(ADDRESS, {"q": "تحصيل"}).status_code == 403
    client.force_login(officer())
    answer = client.get(ADDRESS, {"q": "تحصيل", "level": 4, "region": "MA/05"})
    assert answer.status_code == 200
    said = answer.json()
    assert said["competencies"] == [["POR-03"]]
    assert [(hit["profile"], hit["points"]) for hit in said["hits"]] == [(somebody.listing.code, 4.0)]
    for secret in ("Zineb", "وعزيز", "00001234", str(somebody.public_id), somebody.username):
        assert secret not in answer.content.decode()
