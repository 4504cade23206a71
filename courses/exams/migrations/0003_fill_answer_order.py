from django.db import migrations


def fill(apps, schema_editor):
    """What earlier sittings know: which words were asked, what they were worth, and when each answer came."""
    Sitting, Answer = apps.get_model("exams", "Sitting"), apps.get_model("exams", "Answer")
    for sitting in Sitting.objects.iterator(chunk_size=200):
        items = {item["key"]: item for item in sitting.paper}
        answers = {answer.question_key: answer for answer in Answer.objects.filter(sitting=sitting)}
        for key, answer in answers.items():
            answer.given_ms = max(0, int((answer.at - sitting.started_at).total_seconds() * 1000))
            answer.wording_id, answer.worth = items[key]["wording"], items[key]["points"]
        Answer.objects.bulk_update(answers.values(), ["given_ms", "wording", "worth"])
        if sitting.handed_in_at:
            Answer.objects.bulk_create(
                Answer(
                    sitting=sitting, question_key=key, wording_id=item["wording"], worth=item["points"], points=0,
                    at=sitting.handed_in_at,
                )
                for key, item in items.items() if key not in answers
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("exams", "0002_answer_order_and_time")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
