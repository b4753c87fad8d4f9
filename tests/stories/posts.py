"""What a browser would post, field by field."""

import datetime
import uuid

from kmnet.thai.dates import ERA
from tests import factories

DAY = factories.days_ago(3)


def day_boxes(day: datetime.date) -> dict:
    """The three boxes of a day in พ.ศ."""
    return {"day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year + ERA)}


def visit_post(to=None, /, **more) -> dict:
    """The visit form with a village, a day and one sentence; a field set to None is left out."""
    post = {"client_uuid": str(uuid.uuid4()), "action": "keep", "good": "ป้าๆ ช่วยกันทำเครื่องแกง"}
    post |= day_boxes(DAY)
    if to:
        post |= {"district": to.code[:4], "tambon": "", "village": to.code}
    post |= more
    return {name: value for name, value in post.items() if value is not None}


def people(*rows: dict) -> dict:
    """The rows of people met."""
    post = {"met-TOTAL_FORMS": str(len(rows)), "met-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        post |= {f"met-{number}-{name}": value for name, value in row.items()}
    return post


def tellers(*rows: tuple[str, str]) -> dict:
    """The rows of tellers, as (called, name)."""
    post = {"tellers-TOTAL_FORMS": str(len(rows)), "tellers-INITIAL_FORMS": "0"}
    for number, (called, name) in enumerate(rows):
        post |= {f"tellers-{number}-called": called, f"tellers-{number}-name": name}
    return post


def story_post(**more) -> dict:
    """The writing page with title, text, one teller and the usual licence."""
    post = {
        "action": "keep",
        "title": "เครื่องแกงของป้า",
        "body": "ป้าตำเครื่องแกงทุกเช้า",
        "licence": "CC BY-SA 4.0",
        **tellers(("ป้า", "มาลี ใจเย็น")),
        **more,
    }
    return {name: value for name, value in post.items() if value is not None}
