"""Whatever is held of people is declared: the check names a field that is not."""

import pytest
from django.apps import apps
from django.core import checks
from django.db import models

from kmnet import personal
from kmnet.personal import Erasing

pytestmark = pytest.mark.django_db


def faults() -> list[str]:
    return [error.msg for error in personal.check_register()]


def test_every_field_of_every_model_is_declared_once():
    assert faults() == []
    assert personal.check_register in checks.registry.registry.registered_checks


@pytest.mark.parametrize(
    ("label", "name"),
    [("stories.Encounter", "words"), ("members.User", "phone"), ("account.EmailAddress", "email")],
)
def test_a_field_that_is_declared_nowhere_is_named(monkeypatch, label, name):
    for module in personal.modules():
        kept = [row for row in module.REGISTER if not (row.model == label and name in row.fields)]
        monkeypatch.setattr(module, "REGISTER", kept)
    assert f"{label}.{name} is declared nowhere in the register of personal data." in faults()


def test_a_new_field_of_a_model_is_found_by_the_check(monkeypatch):
    new = models.CharField("เบอร์แม่", max_length=30)
    new.set_attributes_from_name("mothers_phone")
    new.model = apps.get_model("stories.Person")
    meta = new.model._meta
    monkeypatch.setattr(meta, "concrete_fields", [*meta.concrete_fields, new], raising=False)
    assert faults() == [
        "stories.Person.mothers_phone is declared nowhere in the register of personal data."
    ]


def test_a_field_that_went_away_is_found_too(monkeypatch):
    module = next(personal.modules())
    monkeypatch.setitem(module.NOT_PERSONAL, "villages.Village", ("code", "moo", "name", "colour"))
    assert faults() == ["The register names villages.Village.colour, which is not."]


def test_what_is_kept_says_why_and_every_text_of_a_village_can_be_unnamed():
    for row in personal.register():
        assert bool(row.because) or row.erasing is not Erasing.KEPT, row.model
        if row.village:
            model = apps.get_model(row.model)
            str(model._base_manager.filter(**{f"{row.village}__code": "80060602"}).query)


def test_everybody_may_read_the_register_and_the_notice(client):
    page = client.get("/privacy/register/")
    assert page.headers["Cache-Control"] == "public, max-age=60"
    text = page.content.decode()
    for whose in personal.Whose:
        assert f">{whose.value}</h2>" in text
    assert text.count("<summary>") == len(personal.register())
    assert "คนในเรื่อง: ชื่อ, เรียกกันว่า, ชื่อที่ใช้แทน" in text
    notice = client.get("/privacy/").content.decode()
    for words in (
        'href="/privacy/register/"',
        "ขอให้ถอน",
        "เด็กๆ",
        "มาตรา 19 และ 30 ถึง 36",
        "ติดต่อใคร",
    ):
        assert words in notice
