"""Whoever holds the link speaks for the village: it opens, and stops opening, at once."""

import datetime

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import factories
from villages import keepers
from villages.models import KeeperLink, Stewardship


def opens(secret: str) -> bool:
    try:
        keepers.open_link(secret)
    except keepers.LinkDoesNotOpen:
        return False
    return True


@pytest.fixture
def link(malee) -> KeeperLink:
    return malee.links.get()


def test_a_keepers_link_opens_her_village_and_remembers_when(link, thap_thong):
    assert link.last_opened_at is None
    opened = keepers.open_link(link.secret)
    assert opened.stewardship.village == thap_thong
    assert opened.stewardship.spoken_name == "ป้ามาลี ใจเย็น"
    link.refresh_from_db()
    assert link.last_opened_at is not None


def test_the_same_link_can_be_printed_again(link):
    assert KeeperLink.objects.get(pk=link.pk).secret == link.secret


def test_a_link_changed_by_one_letter_does_not_open(link):
    secret = link.secret
    for position in (0, 15, 16, 17, len(secret) - 2):
        other = "a" if secret[position] != "a" else "b"
        assert not opens(secret[:position] + other + secret[position + 1 :])
    for wrong in ("", ".", "x", secret[:-1], secret + "x", secret.upper()):
        assert not opens(wrong)


def test_a_leaked_copy_of_the_database_opens_nothing(link, settings):
    row = KeeperLink.objects.values().get(pk=link.pk)
    guesses = [str(value) for value in row.values()]
    guesses += [
        signing.Signer(key="a key of one's own", salt="villages.keeper", sep=".").sign(link.nonce),
        signing.Signer(salt="members.invitation", sep=".").sign(link.nonce),
        signing.Signer(salt="villages.keeper").sign(link.nonce),
    ]
    assert [guess for guess in guesses if opens(guess)] == []


def test_a_signed_nonce_that_no_link_has_does_not_open(link):
    assert not opens(signing.Signer(salt="villages.keeper", sep=".").sign("0" * 16))


def test_printed_links_outlive_a_new_server_key(link, settings):
    printed, old = link.secret, settings.SECRET_KEY
    settings.SECRET_KEY = "the key of a new year" * 3
    assert not opens(printed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert opens(printed)


def test_a_renewed_link_opens_and_the_old_one_stops_in_the_same_moment(link, malee, kanya):
    new = keepers.renew_link(stewardship=malee, by=kanya)
    assert not opens(link.secret)
    assert opens(new.secret)
    assert [each.pk for each in keepers.working_links(malee.village)] == [new.pk]


def test_a_revoked_link_does_not_open(link):
    KeeperLink.objects.filter(pk=link.pk).update(revoked_at=link.made_at)
    assert not opens(link.secret)


def test_a_link_closes_when_the_keeper_is_released(link, malee):
    keepers.release(stewardship=malee)
    assert not opens(link.secret)
    assert not keepers.working_links(malee.village).exists()


@pytest.mark.parametrize(
    ("since", "until", "works"),
    [(0, None, True), (-1, None, False), (9, 1, False), (9, 0, False), (9, -1, True)],
    ids=["from today", "from tomorrow", "until yesterday", "until today", "until tomorrow"],
)
def test_a_link_works_from_the_first_day_until_the_last(link, malee, since, until, works):
    malee.since = factories.days_ago(since)
    malee.until = None if until is None else factories.days_ago(until)
    malee.save()
    assert opens(link.secret) is works
    assert (malee in Stewardship.objects.current()) is works


def test_a_keeper_has_one_working_link(link, malee, kanya):
    with pytest.raises(IntegrityError), transaction.atomic():
        KeeperLink.objects.create(stewardship=malee, made_by=kanya)


def test_a_keepers_time_cannot_end_before_it_begins(malee):
    before = malee.since - datetime.timedelta(days=1)
    with pytest.raises(ValidationError) as caught:
        keepers.release(stewardship=malee, on=before)
    assert caught.value.message_dict == {"on": ["ป้ามาลี ใจเย็น เริ่มดูแลหลังวันนั้น ลองดูวันอีกครั้ง"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Stewardship.objects.filter(pk=malee.pk).update(until=before)


def test_the_end_keeps_its_reason_and_a_link_is_not_made_anew_after_it(link, malee, kanya):
    released = keepers.release(stewardship=malee, why="ย้ายไปอยู่กับลูก")
    assert released.why == "ย้ายไปอยู่กับลูก"
    with pytest.raises(ValidationError):
        keepers.renew_link(stewardship=malee, by=kanya)
    assert not malee.links.working().exists()


def test_the_villages_word_is_kept_with_its_day_and_nobody_is_named_unasked(thap_thong, kanya):
    day = factories.days_ago(9)
    kept = keepers.appoint(
        village=thap_thong, name="เอื้อน ทองดี", vouched="ที่ประชุม", vouched_on=day, by=kanya
    )
    assert (kept.vouched, kept.vouched_on, kept.show_name) == ("ที่ประชุม", day, False)
    assert keepers.name_in_public(stewardship=kept, show=True).show_name is True
    kept.refresh_from_db()
    assert kept.show_name is True


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"vouched": ""}, "vouched"),
        ({"name": "เอื้อน 0812345678"}, "name"),
        ({"vouched": "ลุงดำ 081-234-5678"}, "vouched"),
        ({"vouched_on": factories.days_ago(-1)}, "vouched_on"),
    ],
    ids=str,
)
def test_a_keeper_is_not_appointed_without_a_name_or_the_villages_word(
    thap_thong, kanya, wrong, field
):
    whole = {"name": "เอื้อน ทองดี", "vouched": "ที่ประชุม"}
    with pytest.raises(ValidationError) as caught:
        keepers.appoint(village=thap_thong, by=kanya, **(whole | wrong))
    assert list(caught.value.message_dict) == [field]
    assert not Stewardship.objects.exists()


def test_nobody_is_appointed_twice_and_everybody_may_come_back(malee, thap_thong, kanya):
    with pytest.raises(ValidationError, match="ดูแลเรื่องของหมู่บ้านนี้อยู่แล้ว"):
        factories.make_keeper(thap_thong, by=kanya)
    keepers.release(stewardship=malee)
    factories.make_keeper(thap_thong, by=kanya)
    assert Stewardship.objects.current().filter(village=thap_thong).count() == 1


def test_a_village_may_have_two_keepers_each_with_a_link(malee, thap_thong, kanya):
    second = factories.make_keeper(thap_thong, by=kanya, name="เอื้อน ทองดี", called="ผู้ใหญ่")
    secrets = {each.secret for each in keepers.working_links(thap_thong)}
    assert secrets == {malee.links.get().secret, second.links.get().secret}
    keepers.release(stewardship=malee)
    assert opens(second.links.get().secret)
