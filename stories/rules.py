"""Questions that views and templates ask alike: may this person do that?"""

from django.db.models import Q

from members.models import User
from members.reach import reach_of
from stories.models import Person, Story, Visit
from stories.person_data import is_in


def can_edit_visit(user: User, visit: Visit) -> bool:
    """Who was there writes: the author, and companions once the visit has arrived.

    Whoever took the visit over by a handover writes in the author's stead.
    """
    if not user.is_active:
        return False
    if user.pk in (visit.author_id, visit.carrier_id):
        return True
    return not visit.is_draft and visit.companions.filter(pk=user.pk).exists()


def can_add_review(user: User, visit: Visit) -> bool:
    """Whoever went along adds their own voice; the teller's stands in the visit itself."""
    if not user.is_active or visit.is_draft or user.pk == visit.author_id:
        return False
    return visit.companions.filter(pk=user.pk).exists()


def can_write_story(user: User, visit: Visit) -> bool:
    """A story is written by somebody who was there, from a visit that has arrived."""
    return not visit.is_draft and visit.village_id is not None and can_edit_visit(user, visit)


def can_edit_story(user: User, story: Story) -> bool:
    """The scribe, whoever was on the visit, and whoever took the story over by a handover."""
    if not user.is_active:
        return False
    own = user.pk in (story.scribe_id, story.carrier_id)
    return own or can_edit_visit(user, story.visit)


def can_hold_links(user: User, story: Story) -> bool:
    """Who sees a keeper's own link: people who serve or have a duty in the village's district.

    Whoever holds it can speak for the village, so having been there once is not enough; others
    write down an answer given in person, with a witness.
    """
    return reach_of(user).covers(story.village.tambon.district_id)


def can_carry_to_village(user: User, story: Story) -> bool:
    """Who may hand over the keeper's link or write an answer down: its writers, and the district's
    connector or coordinator."""
    duties = reach_of(user, duties_only=True)
    return can_edit_story(user, story) or duties.covers(story.village.tambon.district_id)


def can_see_person(user: User, person: Person) -> bool:
    """Who may know a person of a story and write down what they agree to: people of the district,
    and whoever may edit a story that the person is in, since a witness is named beside it."""
    if not user.is_active:
        return False
    if Person.objects.for_user(user).filter(pk=person.pk).exists():
        return True
    there = Q(scribe=user) | Q(visit__author=user) | Q(visit__companions=user)
    stories = Story.objects.filter(there, village=person.village_id).select_related("visit")
    return any(
        can_edit_story(user, story) and is_in(person, story.latest_revision)
        for story in stories.distinct()
    )


def can_hold_person(user: User, person: Person) -> bool:
    """Who sees a person's contact and own link, and changes what stands beside the name: people who
    serve or have a duty in the village's district.

    Anybody may write a known name into a draft, so having done so opens neither.
    """
    return user.is_active and reach_of(user).covers(person.village.tambon.district_id)
