"""Do first, then look for the indicator: no form about a visit or a story ever asks for one."""

import re

from django import forms
from django.apps import apps

import members.forms
import stories.forms

CHASED = re.compile(
    r"polic|indicator|budget|project|kpi|score|rank|นโยบาย|ตัวชี้วัด|งบ|โครงการ|คะแนน|อันดับ", re.I
)


def forms_of(module) -> list[type[forms.BaseForm]]:
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, forms.BaseForm)
    ]


def test_no_field_of_a_form_is_about_policy_indicator_budget_or_project():
    found = [form for module in (stories.forms, members.forms) for form in forms_of(module)]
    assert stories.forms.VisitForm in found
    assert stories.forms.StoryForm in found
    words = [
        (form.__name__, name, field.label, field.help_text)
        for form in found
        for name, field in form.base_fields.items()
    ]
    assert [each for each in words if CHASED.search(" ".join(map(str, each)))] == []


def test_no_column_is_about_policy_indicator_budget_project_score_or_rank():
    columns = [
        (model.__name__, field.name, getattr(field, "verbose_name", ""))
        for label in ("stories", "members", "villages")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
    ]
    assert ("Visit", "good", "เห็นอะไรดีๆ ที่นี่") in columns
    assert [each for each in columns if CHASED.search(" ".join(map(str, each)))] == []


def test_the_visit_page_asks_for_none_of_them(as_somchai, thap_thong):
    page = as_somchai.get("/visits/new/").content.decode()
    assert CHASED.findall(re.sub(r"<option.*?</option>", "", page)) == []
