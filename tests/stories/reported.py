"""Makers of what comes afterwards: indicators, stories of visits that were talked over."""

from members.models import Agency, User
from stories import indicators, publishing
from stories.models import Indicator, Policy, Story
from tests import factories
from villages.models import Village


def make_indicator(agency: Agency, code: str, words: str, policy: str = "หมู่บ้านน่าอยู่") -> Indicator:
    """An indicator of the fiscal year in which visits of the tests lie."""
    under, _ = Policy.objects.get_or_create(agency=agency, name=policy)
    return Indicator.objects.create(
        agency=agency,
        policy=under,
        code=code,
        words=words,
        fiscal_year=indicators.fiscal_year_of(factories.days_ago(3)),
    )


def make_reviewed(by: User, village: Village, title: str = "เครื่องแกงของป้า", **more) -> Story:
    """A published story from a visit that was talked over."""
    told = {"day": more.pop("day", factories.days_ago(3)), "beyond": "เด็กสอนผู้ใหญ่"}
    visit = factories.make_visit(by, village, **told)
    return factories.publish(factories.make_story(visit, title, **more))


def agree_to_reports(story: Story, by: User) -> None:
    """Whoever told the story may be named in a report."""
    for teller in story.published_revision.tellers.select_related("person"):
        factories.agree(teller.person, by, where="report")


def take_back(story: Story, by: User) -> None:
    """The village takes it back, face to face."""
    publishing.take_back_in_person(
        story=story, answered_by="ผู้ใหญ่เอื้อน", witness="ครูสายใจ", taken_by=by
    )
