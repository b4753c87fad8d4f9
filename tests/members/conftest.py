"""More of the cast, for the rules about people told of.

*suda* coordinates the province beside kanya, *orn* coordinates Pak Phanang (8012) alone and
*nuan* Chian Yai (8006) alone. *saijai* is told of by somchai, and her file lacks nothing.
"""

import pytest
from django.test import Client

from members.models import Nomination
from tests import factories
from tests.conftest import signed_in


@pytest.fixture
def suda(places):
    return factories.make_coordinator("suda@kmnet.example", "สุดา มองกว้าง", "ป้า")


@pytest.fixture
def orn(places):
    return factories.make_coordinator("orn@kmnet.example", "อรทัย ปากน้ำ", "พี่", district="8012")


@pytest.fixture
def nuan(places):
    return factories.make_coordinator("nuan@kmnet.example", "นวล ทุ่งกว้าง", "น้า", district="8006")


@pytest.fixture
def as_suda(suda) -> Client:
    return signed_in(suda)


@pytest.fixture
def as_orn(orn) -> Client:
    return signed_in(orn)


@pytest.fixture
def as_nuan(nuan) -> Client:
    return signed_in(nuan)


@pytest.fixture
def saijai(somchai, thap_thong) -> Nomination:
    """ครูสายใจ, with a whole file."""
    return factories.make_whole_file(somchai, thap_thong)


@pytest.fixture
def bare(somchai) -> Nomination:
    """ครูวันดี, of whom nothing but somchai's words stands in the file."""
    return factories.make_nomination(somchai, "8006", name="วันดี มีน้ำใจ")
