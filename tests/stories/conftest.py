"""Every test begins with no reads gathered by the one before. An agency and what it asks for."""

import pytest

from members.models import Agency
from stories import reads
from stories.models import Indicator
from tests import factories
from tests.stories.reported import make_indicator


@pytest.fixture(autouse=True)
def no_reads_left_over():
    reads.forget()


@pytest.fixture
def agency(places) -> Agency:
    return factories.make_agency("สำนักงานพัฒนาชุมชนอำเภอเชียรใหญ่")


@pytest.fixture
def waste(agency) -> Indicator:
    """Of the fiscal year in which visits of the tests lie."""
    return make_indicator(agency, "1.1", "ครัวเรือนที่คัดแยกขยะ")
