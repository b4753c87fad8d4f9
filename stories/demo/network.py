"""A believable year in the network, built by the same deeds the site uses, from invented people.

Everything follows from the data beside this file and one seed, counted back from the day it is
built. It exists only where DEBUG is on: the sign-ins share one password.
"""

import datetime
import random
import uuid
from concurrent.futures import ProcessPoolExecutor

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from members import files, postings, screening, telling, tending, voices
from members.models import (
    Agency,
    Criterion,
    Evidence,
    Invitation,
    Nomination,
    PublicTelling,
    User,
    Voice,
)
from members.models.nominations import month_ahead
from stories import people, photos, visits
from stories.demo import drawing
from stories.demo.consents import GUARDIANS, SEEN, WIDE_WITH_CHILDREN
from stories.demo.going_on import AGAIN, WANTS, GoingOn
from stories.demo.nominations import NOMINATIONS, PUBLIC_TELLINGS
from stories.demo.people import AGENCIES, PEOPLE
from stories.demo.reported import Reported
from stories.demo.village_life import VillageLife
from stories.demo.villages import VILLAGES
from stories.demo.visits import VISITS
from stories.models import Photo, Visit
from stories.visits import Told
from villages import keepers
from villages.models import District, Village

NAMES = uuid.UUID("6b6d6e65-7400-4000-8000-000000002569")


class DemoNetwork:
    """Builds the network step by step; each step leaves what later ones look up by key."""

    def __init__(self, now: datetime.datetime):
        self.now = now
        self.today = timezone.localdate(now)
        self.dice = random.Random(2569)
        self.agencies: dict[str, Agency] = {}
        self.people: dict[str, User] = {}
        self.visits: dict[str, Visit] = {}

    @transaction.atomic
    def build(self) -> None:
        """All of it or nothing."""
        self.add_people()
        self.add_villages()
        self.add_visits()
        VillageLife(self).build()
        GoingOn(self).build()
        Reported(self).build()
        self.add_nominations()
        self.add_public_tellings()

    def days_ago(self, days: int) -> datetime.date:
        """The day that many days before today."""
        return self.today - datetime.timedelta(days=days)

    def later(self, moment: datetime.datetime, days: float) -> datetime.datetime:
        """A moment some days on, never past a few minutes ago."""
        limit = self.now - datetime.timedelta(minutes=self.dice.randint(5, 50))
        wished = moment + datetime.timedelta(days=days)
        if wished <= limit:
            return wished
        # Half of what is left, so that what follows still has time to follow.
        return limit if moment >= limit else moment + (limit - moment) / 2

    def evening(self, days: int) -> datetime.datetime:
        """Seven in the evening, that many days before today, never still to come."""
        day = datetime.datetime.combine(self.days_ago(days), datetime.time(19))
        return self.later(timezone.make_aware(day), 0)

    def add_people(self) -> None:
        """Agencies, people with their postings and duties, verified e-mails, one password."""
        password = make_password(settings.DEMO_PASSWORD)
        for row in AGENCIES:
            self.agencies[row["key"]] = Agency.objects.create(
                kind=row["kind"], name=row["name"], short_name=row["short"]
            )
        for row in PEOPLE:
            user = User.objects.create_user(
                row["email"], name=row["name"], called=row["called"], roles=row["roles"]
            )
            user.password = password
            user.save(update_fields=["password"])
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            begins = self.days_ago(row["since_days"])
            district = row["district"] and District.objects.get(code=row["district"])
            postings.begin_posting(
                user=user,
                agency=self.agencies[row["agency"]],
                district=district,
                title=row["title"],
                begins=begins,
            )
            if row["duty"]:
                postings.begin_duty(
                    user=user,
                    kind="connector" if row["duty"] == "connector" else "coordinator",
                    district=None if row["duty"] == "province" else district,
                    begins=begins,
                )
            self.people[row["key"]] = user

    @property
    def coordinators(self) -> list[User]:
        """Who look after the province."""
        return [self.people[row["key"]] for row in PEOPLE if row["duty"] == "province"]

    @property
    def coordinator(self) -> User:
        """The one with a sign-in that is printed."""
        return self.coordinators[0]

    def add_villages(self) -> None:
        """Names as people say them, the day of joining, keepers with their links."""
        for row in VILLAGES:
            village = Village.objects.get(code=row["code"])
            village.name = row["name"]
            village.joined_on = row["joined_days"] and self.days_ago(row["joined_days"])
            village.save(update_fields=["name", "joined_on"])
            for keeper in row["keepers"]:
                keepers.appoint(
                    village=village,
                    name=keeper["name"],
                    called=keeper["called"],
                    vouched=keeper["vouched"],
                    vouched_on=keeper["vouched_days"] and self.days_ago(keeper["vouched_days"]),
                    show_name=keeper["show_name"],
                    since=self.days_ago(keeper["since_days"]),
                    by=self.coordinator,
                )

    def add_visits(self) -> None:
        """Visits with everything told on them; photos are drawn on all cores meanwhile."""
        orders = [
            (row["key"], photo["scene"], seed, settings.DEMO_PHOTO_WIDTH)
            for row in VISITS
            for seed, photo in enumerate(row["photos"], start=int(row["key"].strip("v")))
        ]
        with ProcessPoolExecutor() as painters:
            drawn = painters.map(paint, orders, chunksize=2)
            for row in VISITS:
                visit = self.add_visit(row)
                self.visits[row["key"]] = visit
                for number, photo in enumerate(row["photos"], start=1):
                    file = SimpleUploadedFile(f"IMG_{visit.number:03}{number}.jpg", next(drawn))
                    taken = photos.take_in(
                        visit=visit,
                        file=file,
                        by=visit.author,
                        caption=photo["caption"],
                        alt=photo["alt"],
                    )
                    self.say_what_it_shows(taken, (row["key"], number))

    def say_what_it_shows(self, photo: Photo, key: tuple[str, int]) -> None:
        """Most are wide, figures small as seen across the yard; in some a person is seen well."""
        seen = SEEN.get(key)
        who = seen and people.person_named(
            village=photo.visit.village,
            called=seen["called"],
            name=seen["name"],
            is_child=seen["name"] in GUARDIANS,
        )
        face = seen and seen["what"] == "face"
        people.say_what_it_shows(
            photo=photo,
            shows="faces" if face else "wide",
            children=key in WIDE_WITH_CHILDREN,
            faces=[who] if face else [],
            places=[who] if seen and not face else [],
        )

    def add_visit(self, row: dict) -> Visit:
        """One visit, kept on the evening of its day."""
        by = self.people[row["by"]]
        day = self.days_ago(told_days_ago(row["days_ago"]))
        evening = datetime.time(17 + self.dice.randint(0, 3), self.dice.randint(0, 59))
        kept = self.later(timezone.make_aware(datetime.datetime.combine(day, evening)), 0)
        told = Told(
            village=Village.objects.get(code=row["village"]),
            day=day,
            companions=[self.people[key] for key in row["companions"]],
            met=row["met"],
            again=AGAIN.get(row["key"], ""),
            **{name: row[name] for name in (*visits.WORDS[:-1], "changes", "promises")},
            wants=WANTS.get(row["key"], ""),
        )
        visit = visits.begin(client_uuid=uuid.uuid5(NAMES, row["key"]), by=by)
        visit = visits.keep(visit=visit, told=told, typed={}, by=by, now=kept)
        Visit.objects.filter(pk=visit.pk).update(begun_at=kept - datetime.timedelta(minutes=9))
        return visit

    def add_nominations(self) -> None:
        """People told of, with evidence and voices; decided on by two; some walk with us now."""
        for row in NOMINATIONS:
            with_file = self.add_file(row)
            if row["decision"] is not None:
                self.decide(row, with_file)
            if row["then"] == "erased":
                files.erase(nomination=with_file)

    def moment(self, days: int, hour: int = 20) -> datetime.datetime:
        """An evening that many days of the data ago, never still to come."""
        day = self.days_ago(told_days_ago(days))
        return self.later(
            timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour))), 0
        )

    def add_file(self, row: dict) -> Nomination:
        """A file with everything the data tells of one person."""
        nomination = telling.tell_of(
            name=row["name"],
            called=row["called"],
            title=row["title"],
            agency_words=row["agency_words"],
            district=District.objects.get(code=row["district"]),
            met_place=row["met_place"],
            met_on=self.days_ago(told_days_ago(row["met_days_ago"])),
            words=row["words"],
            talked=row["talked"],
            by=self.people[row["by"]],
            now=self.moment(row["met_days_ago"]),
        )
        if row["visit"]:
            met = self.visits[row["visit"]].encounters.filter(name=row["name"], nomination=None)
            met.update(nomination=nomination)
        criteria = list(Criterion.objects.order_by("position"))
        for each in row["evidence"]:
            evidence = screening.add_evidence(
                nomination=nomination,
                criterion=criteria[each["criterion"] - 1],
                direction=each["direction"],
                what=each["what"],
                place=each["place"],
                day=self.days_ago(told_days_ago(each["days_ago"])),
                who_benefited=each["who_benefited"],
                who_says=each["who_says"],
                by=self.people[each["by"]],
            )
            Evidence.objects.filter(pk=evidence.pk).update(at=self.moment(each["days_ago"], 21))
        for each in row["voices"]:
            self.add_voice(nomination, each)
        return nomination

    def add_voice(self, nomination: Nomination, row: dict) -> None:
        """A voice asked for, and heard where the data has its words."""
        by = self.people[row["by"]]
        # Days of waiting mean what they say: they are not drawn out like the year is.
        asked = self.now - datetime.timedelta(days=row["days_ago"])
        if row["words"]:
            asked = self.moment(row["days_ago"], 9)
        voice = voices.ask(
            nomination=nomination,
            kind=row["kind"],
            name=row["name"],
            called=row["called"],
            district=row["district"] and District.objects.get(code=row["district"]),
            by=by,
            now=asked,
        )
        if not row["words"]:
            return
        if row["how"] == "link":
            voices.hear_by_link(voice=voice, words=row["words"], feeling=row["feeling"])
        else:
            voices.take_down(
                voice=voice,
                words=row["words"],
                feeling=row["feeling"],
                how=row["how"],
                by=by,
                witness=row["witness"],
            )
        Voice.objects.filter(pk=voice.pk).update(heard_at=self.later(asked, 1.3))

    def decide(self, row: dict, nomination: Nomination) -> None:
        """The decision the data tells of, by the province's coordinators, and what came of it."""
        told = self.moment(row["met_days_ago"])
        decided = self.later(told, self.dice.uniform(3, 6))
        first, second = self.coordinators
        if row["decision"] == "not_yet":
            screening.decide(
                nomination=nomination,
                answer="not_yet",
                reason=row["reason"],
                by=first,
                seen=0,
                companion=self.people[row["companion"]],
                look_again_on=month_ahead(row["look_again_months"], self.today),
                now=decided,
            )
            return
        # Where one word is still missing, it is that of the coordinator whose sign-in is printed.
        said = [(second, row["reason"])]
        if row["decision"] == "invite":
            said = [(first, row["reason"]), (second, row["second_reason"])]
        for seen, (by, reason) in enumerate(said):
            screening.decide(
                nomination=nomination,
                answer="invite",
                reason=reason,
                incomplete_why=row["incomplete_why"],
                by=by,
                seen=seen,
                email=f"guest{nomination.pk}@kmnet.example",
                now=self.later(decided, seen),
            )
        if row["then"] == "accepted":
            screening.accept(
                invitation=Invitation.objects.get(nomination=nomination),
                name=row["name"],
                called=row["called"],
                password=settings.DEMO_PASSWORD,
                now=self.later(decided, self.dice.uniform(2, 9)),
            )
        if row["then"] == "silent":
            tending.lay_silent_invitations(self.later(decided, screening.INVITATION_DAYS + 2))

    def add_public_tellings(self) -> None:
        """What came in through the public form, and what a district's coordinator did with it."""
        kept = ("name", "called", "agency_words", "met_place", "words", "teller_name", "contact")
        for row in PUBLIC_TELLINGS:
            told = PublicTelling.objects.create(
                **{name: row[name] for name in (*kept, "asks_to_join")},
                district=District.objects.get(code=row["district"]),
                came_at=self.now - datetime.timedelta(days=row["days_ago"]),
            )
            if row["then"] == "introduced":
                partner = self.people[row["partner"]]
                telling.introduce(telling=told, partner=partner, by=self.people[row["by"]])
            elif row["then"] == "taken_up":
                telling.take_up(telling=told, by=self.people[row["by"]])


def told_days_ago(days: int) -> int:
    """When a visit of the data lies, in days before today.

    The data's first two thirds of visits have stories and its last third has not; drawn out like
    this the newest stories are some weeks old, as they are in a network that is alive.
    """
    turn, newer = 165, 25
    if days <= turn:
        return max(1, round(days * newer / turn))
    return round(newer + (days - turn) * (365 - newer) / (365 - turn))


def paint(order: tuple[str, str, int, int]) -> bytes:
    """One drawn photo as a phone would send it: JPEG, an hour and a place in its EXIF.

    The place is a made-up spot near the coast of the province; the site must not show it.
    """
    key, scene, seed, width = order
    dice = random.Random(f"{key}{seed}")
    taken = datetime.datetime(2026, 1, 1, dice.randint(7, 16), dice.randint(0, 59))
    place = (8.1 + dice.random() / 2, 99.6 + dice.random() / 2)
    return drawing.as_jpeg(scene, seed, taken=taken, place=place, width=width)
