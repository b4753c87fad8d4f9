"""Do first, then look for the indicator: nothing about a visit or a story ever asks for one.

What is looked for afterwards has models, forms and pages of its own, which point at the story; the
story, the visit and their forms know nothing of it.
"""

import re

from django import forms
from django.apps import apps

import members.forms
import stories.forms
import stories.pledge_forms
import villages.forms
from stories.models import afterwards
from tests import factories

CHASED = re.compile(
    r"polic|indicator|budget|project|kpi|score|rank|fiscal|mapping"
    r"|นโยบาย|ตัวชี้วัด|(?<!ปี)งบประมาณ|โครงการ|คะแนน|อันดับ",
    re.I,
)
BEFORE = (stories.forms, stories.pledge_forms, members.forms, villages.forms)
AFTERWARDS = {
    afterwards.Policy,
    afterwards.Indicator,
    afterwards.Mapping,
    afterwards.ReportPeriod,
    afterwards.ReportPeriodStep,
}


def forms_of(module) -> list[type[forms.BaseForm]]:
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, (forms.BaseForm, forms.BaseFormSet))
    ]


def fields_of(form) -> dict[str, forms.Field]:
    if issubclass(form, forms.BaseFormSet):
        return form.form.base_fields if hasattr(form, "form") else {}
    return form.base_fields


def models_of_before() -> list:
    return [
        model
        for label in ("stories", "members", "villages")
        for model in apps.get_app_config(label).get_models()
        if model not in AFTERWARDS
    ]


def test_no_field_of_a_form_is_about_policy_indicator_budget_or_project():
    found = [form for module in BEFORE for form in forms_of(module)]
    assert stories.forms.VisitForm in found
    assert stories.forms.StoryForm in found
    words = [
        (form.__name__, name, field.label, field.help_text)
        for form in found
        for name, field in fields_of(form).items()
    ]
    assert [each for each in words if CHASED.search(" ".join(map(str, each)))] == []


def test_no_column_is_about_policy_indicator_budget_project_score_or_rank():
    columns = [
        (model.__name__, field.name, getattr(field, "verbose_name", ""), field.help_text)
        for model in models_of_before()
        for field in model._meta.fields + model._meta.many_to_many
    ]
    assert ("Visit", "good", "เห็นอะไรดีๆ ที่นี่", "") in columns
    assert [each for each in columns if CHASED.search(" ".join(map(str, each)))] == []


def test_nothing_of_a_visit_or_a_story_points_at_what_is_looked_for_afterwards():
    pointing = {
        model.__name__: [
            field.name for field in model._meta.fields if field.related_model in AFTERWARDS
        ]
        for model in models_of_before()
    }
    assert {name: fields for name, fields in pointing.items() if fields} == {}


def test_the_pages_of_a_visit_and_a_story_ask_for_none_of_them(as_somchai, somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong)
    story = factories.make_story(visit)
    for address in (
        "/visits/new/",
        f"/visits/{visit.number}/edit/",
        f"/visits/{visit.number}/story/",
        f"/stories/{story.number}/edit/",
    ):
        page = as_somchai.get(address).content.decode()
        assert CHASED.findall(re.sub(r"<option.*?</option>", "", page)) == [], address
