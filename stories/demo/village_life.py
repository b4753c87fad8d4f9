"""What villages of the demo say: stories and answers, consents, wishes, hands asked for, and after.

Each deed is the site's own, done by the village's keeper or face to face, at a moment of the year.
"""

import datetime

from django.utils import timezone

from stories import aloud, pairs, people, publishing, takedowns
from stories.demo.afterwards import PAIRS, PRINTING, TAKE_DOWNS
from stories.demo.consents import ALIASES, GUARDIANS, NAMED_BESIDE, SEEN, UNTIL, WITHDRAWN
from stories.demo.knowledge import NUGGETS, READINGS
from stories.demo.stories import STORIES
from stories.demo.wishes import GOALS, SUPPORT
from stories.models import Person, Photo, PhotoPerson, Printing, Reads, Story
from stories.publishing import Written
from villages import goals, keepers, support, words
from villages.models import Aspect, KeeperLink, Village


class VillageLife:
    """Adds to a demo network, once its people, villages and visits stand, what villages say."""

    def __init__(self, network):
        self.network = network
        self.later, self.dice = network.later, network.dice
        self.aspects = {aspect.slug: aspect for aspect in Aspect.objects.all()}
        self.stories: dict[str, Story] = {}

    def build(self) -> None:
        """Stories first: the rest is about them or stands beside them."""
        self.add_stories()
        self.add_goals()
        self.add_support()
        self.add_pairs()
        self.add_withdrawals()
        self.add_printing()
        self.add_take_downs()

    def link(self, village: Village) -> KeeperLink:
        """The link that the village's newest keeper answers by."""
        return keepers.working_links(village).first()

    def word(self, row: dict, village: Village, by: str = "") -> words.Word:
        """The village's word: face to face where the data says who said it, else by link."""
        if "said_by" not in row:
            return words.by_link(self.link(village))
        return words.in_person(
            said_by=row["said_by"], witness=row["witness"], taken_by=self.network.people[by]
        )

    def photo(self, key: tuple[str, int]) -> Photo:
        """The photo at a place, from 1, in the row of a visit."""
        visit, place = key
        return self.network.visits[visit].photos.all()[place - 1]

    # Stories ------------------------------------------------------------------------------------

    def add_stories(self) -> None:
        """Stories in every state, each led there by what the village said, in order of time."""
        for row in sorted(STORIES, key=lambda row: self.network.visits[row["visit"]].day):
            self.stories[row["title"]] = self.add_story(row)

    def add_story(self, row: dict) -> Story:
        """One story from its visit, to the state its village left it in."""
        visit, by = self.network.visits[row["visit"]], self.network.people[row["by"]]
        written = Written(
            title=row["title"],
            body=row["body"],
            tellers=[(teller["called"], teller["name"]) for teller in row["tellers"]],
            aspects=[self.aspects[slug] for slug in row["aspects"]],
            photos=[(photo, photo.caption, photo.alt) for photo in visit.photos.standing()],
            nuggets=[
                (each["knows"], each["how"], (each["called"], each["name"]))
                for each in NUGGETS.get(row["title"], [])
            ],
        )
        begun = self.later(visit.kept_at, self.dice.uniform(0.5, 6))
        story = publishing.begin(visit=visit, written=written, by=by, now=begun)
        if row["state"] == "draft":
            return story
        self.ask_people(story, row, begun)
        asked = self.later(begun, self.dice.uniform(0.5, 4))
        question = publishing.ask_village(story=story, by=by, now=asked)
        if row["title"] in READINGS:
            day = timezone.localdate(asked)
            read = READINGS[row["title"]]
            aloud.read_aloud(revision=question.revision, day=day, **read, by=by, now=asked)
        if row["state"] == "waiting":
            return story
        answered = self.later(asked, self.dice.uniform(0.3, 5))
        answer = {"asked_change": "change", "kept": "no"}.get(row["state"], "yes")
        said = row["words"] if answer != "yes" else ""
        link = self.link(story.village)
        if row["how"] == "in_person":
            publishing.answer_in_person(
                approval=question,
                answer=answer,
                words=said,
                answered_by=written.tellers[0][0] + written.tellers[0][1],
                witness=row["witness"],
                taken_by=by,
                read_aloud=True,
                now=answered,
            )
        else:
            publishing.answer_by_link(
                approval=question, answer=answer, words=said, link=link, now=answered
            )
        if row["state"] == "taken_back":
            taken_back = self.later(answered, 30)
            publishing.take_back(story=story, link=link, words=row["words"], now=taken_back)
        if row["reads"] and answer == "yes":
            Reads.objects.create(story=Story.objects.get(pk=story.pk), count=row["reads"])
        return story

    def ask_people(self, story: Story, row: dict, begun: datetime.datetime) -> None:
        """Ask who is named about the name, and whoever a photo shows about being seen."""
        tellers = story.latest_revision.tellers.select_related("person")
        beside = publishing.people_called(story, NAMED_BESIDE.get(row["title"], []))
        for person in [*(teller.person for teller in tellers), *beside]:
            if person.name in GUARDIANS and not person.is_child:
                person.is_child = True
                person.save(update_fields=["is_child"])
            if person.name in ALIASES:
                self.call_instead(person, ALIASES[person.name])
            elif not person.consents.filter(what="name").exists():
                where = ["web"] if person.name in UNTIL else ["web", "book"]
                self.agree(person, "name", where, story, row, begun)
        agreed = {seen["name"] for seen in SEEN.values() if seen["agreed"]}
        shown = PhotoPerson.objects.filter(photo__visit=story.visit).select_related("person")
        for seen in shown:
            if seen.person.name in agreed:
                self.agree(seen.person, seen.what, ["web"], story, row, begun)

    def agree(self, person: Person, what: str, where: list, story: Story, row: dict, at) -> None:
        """Somebody says yes to one thing, heard by a witness; a guardian for a child."""
        days = UNTIL.get(person.name)
        people.agree(
            person=person,
            what=[what],
            where=where,
            how="spoken",
            witness=row["witness"] or "คนที่นั่งฟังด้วยกัน",
            guardian=GUARDIANS.get(person.name, ""),
            until=self.network.days_ago(-days) if days else None,
            asked_by=story.scribe,
            now=at,
        )

    def call_instead(self, person: Person, alias: str) -> None:
        """What the village says in the place of a name."""
        person.alias = alias
        person.save(update_fields=["alias"])

    def add_withdrawals(self) -> None:
        """Somebody who was named takes that back: the story stays, the name goes."""
        for row in WITHDRAWN:
            person = Person.objects.get(
                village=self.network.visits[row["visit"]].village,
                called=row["called"],
                name=row["name"],
            )
            people.withdraw(
                person=person,
                how=row["how"],
                what=["name"],
                told_to=self.network.people[row["told_to"]],
                now=self.network.evening(row["days_ago"]),
            )
            self.call_instead(person, row["alias"])

    # The village's own page ---------------------------------------------------------------------

    def add_goals(self) -> None:
        """Wishes, walking; some reached and a few laid down, each in the village's words."""
        for row in GOALS:
            village = Village.objects.get(code=row["village"])
            word = self.word(row, village, row.get("by", ""))
            goal = goals.say(
                village=village,
                aspect=self.aspects[row["aspect"]],
                words=row["words"],
                word=word,
                now=self.network.evening(row["days_ago"]),
            )
            if "state" in row:
                goals.settle(
                    goal=goal,
                    state=row["state"],
                    words=row["settled_words"],
                    word=word,
                    on=self.network.days_ago(row["settled_days"]),
                    now=self.network.evening(row["settled_days"]),
                )

    def add_support(self) -> None:
        """Hands asked for, offered, and some closed with thanks."""
        for row in SUPPORT:
            village = Village.objects.get(code=row["village"])
            word = self.word(row, village, row.get("taken_by", ""))
            request = support.ask(
                village=village,
                words=row["words"],
                needed_by=row["needed_by"],
                word=word,
                now=self.network.evening(row["days_ago"]),
            )
            for offer in row["offers"]:
                support.offer(
                    request=request,
                    by=self.network.people[offer["by"]],
                    words=offer["words"],
                    now=self.network.evening(offer["days_ago"]),
                )
            state = row.get("state", "open")
            if state == "closed":
                closed = self.network.evening(row["closed_days"])
                support.close(request=request, thanks=row["thanks"], word=word, now=closed)
            elif state == "withdrawn":
                withdrawn = self.network.evening(row["closed_days"])
                support.withdraw(request=request, word=word, now=withdrawn)

    def add_pairs(self) -> None:
        """Then and now, made by the keeper or by a partner."""
        for row in PAIRS:
            village = Village.objects.get(code=row["village"])
            by = self.network.people[row["by"]] if "by" in row else None
            pairs.pair(
                village=village,
                then=self.photo(row["then"]),
                now=self.photo(row["now"]),
                then_words=row["then_words"],
                now_words=row["now_words"],
                by=by,
                link=None if by else self.link(village),
                at=self.network.evening(row["days_ago"]),
            )

    # After publishing ---------------------------------------------------------------------------

    def add_printing(self) -> None:
        """A small book that has gone out already; its people all agreed to a book."""
        printing = Printing.objects.create(
            title=PRINTING["title"],
            printed_on=self.network.days_ago(PRINTING["days_ago"]),
            copies=PRINTING["copies"],
            whereabouts=PRINTING["whereabouts"],
            by=self.network.people[PRINTING["by"]],
            at=self.network.evening(PRINTING["days_ago"] - 1),
        )
        for title in PRINTING["stories"]:
            story = Story.objects.get(pk=self.stories[title].pk)
            printing.revisions.add(story.published_revision)

    def add_take_downs(self) -> None:
        """Requests to take something down: one waits, one the village has answered."""
        for row in TAKE_DOWNS:
            story = Story.objects.get(pk=self.stories[row["story"]].pk)
            takedown = takedowns.ask(
                story=story,
                what="photo" if row["photo"] else "story",
                photo=row["photo"] and self.photo(row["photo"]),
                said_by=row["said_by"],
                words=row["words"],
                told_to=self.network.people[row["told_to"]],
                now=self.network.evening(row["days_ago"]),
            )
            if "answer" in row:
                takedowns.decide_by_link(
                    takedown,
                    self.link(story.village),
                    row["answer"],
                    row["reason"],
                    now=self.network.evening(row["decided_days"]),
                )
