"""Letters about stories: what the village said stands in the letter, not behind a link.

One function a letter, each called by its deed. Who did the deed gets no letter about it.
"""

from django.conf import settings
from django.urls import reverse

from members.letters import post
from members.models import Duty, Letter, User
from members.reach import coordinators_of
from stories.models import Story, TakeDown, TakeDownDecision, VillageApproval


def post_answered(approval: VillageApproval) -> list[Letter]:
    """To the scribe and companions: what the village answered, word for word."""
    context = {
        "approval": approval,
        "notes": [(note.paragraph + 1, note.words) for note in approval.notes.all()],
        # Notes stand in the words already where the village wrote nothing else.
        "words": "" if said_in_notes(approval) else approval.words,
    }
    return post_each(
        writers(approval.story),
        but=approval.taken_by_id,
        name="answered",
        context=about(approval.story, title=approval.revision.title) | context,
    )


def said_in_notes(approval: VillageApproval) -> bool:
    """Whether the words are only the notes beside the paragraphs, put together."""
    notes = [f"ย่อหน้าที่ {note.paragraph + 1}: {note.words}" for note in approval.notes.all()]
    return approval.words == "\n".join(notes)


def post_taken_back(story: Story) -> list[Letter]:
    """To the scribe and companions: the village took its story back, and what it said."""
    said = story.approvals.filter(answer=VillageApproval.Answer.TAKE_BACK).latest("answered_at")
    return post_each(
        writers(story),
        but=said.taken_by_id,
        name="taken_back",
        context=about(story) | {"approval": said},
    )


def post_asked_to_come_down(takedown: TakeDown) -> list[Letter]:
    """To the writers and the district's connectors and coordinators: somebody asked, and why."""
    return post_each(
        {*writers(takedown.story), *who_looks_after(takedown.story, but=takedown.told_to_id)},
        but=takedown.told_to_id,
        name="asked_to_come_down",
        context=about_request(takedown),
    )


def post_takedown_decided(
    decision: TakeDownDecision, *, writers_know: bool = False
) -> list[Letter]:
    """To the same people: what was decided and why; `writers_know` from another letter already."""
    takedown = decision.takedown
    wrote = writers(takedown.story)
    near = who_looks_after(takedown.story)
    return post_each(
        near - wrote if writers_know else near | wrote,
        but=decision.by_id,
        name="takedown_decided",
        context=about_request(takedown)
        | {"decision": decision, "decider": (decision.by or decision.link.stewardship)},
    )


def post_takedown_appealed(takedown: TakeDown, coordinators: list[User]) -> list[Letter]:
    """To the coordinators who have not decided: please look once more, and why."""
    first = takedown.decisions.select_related("by", "link__stewardship").first()
    return post_each(
        coordinators,
        name="takedown_appealed",
        context=about_request(takedown)
        | {"decision": first, "decider": (first.by or first.link.stewardship)},
    )


def post_each(people, *, name: str, context: dict, but: int | None = None) -> list[Letter]:
    """The same letter to each, in one order, but not to the person with the key `but`."""
    return [
        post(to=user.email, name=name, context=context | {"to": user})
        for user in sorted(people, key=lambda user: user.pk)
        if user.pk != but
    ]


def about(story: Story, title: str = "") -> dict:
    """What each letter says of a story: its title, its village, where its desk is.

    The title is as everybody may read it unless another is given.
    """
    # Fetched anew: who may be named may have changed in this very transaction.
    story = Story.objects.select_related("village__tambon__district").get(pk=story.pk)
    desk = reverse("stories:story-desk", args=[story.number])
    return {
        "story": story,
        "title": title or story.title,
        "village": story.village,
        "link": settings.SITE_URL + desk,
    }


def about_request(takedown: TakeDown) -> dict:
    """What each letter says of a request; how to reach the asker stays on the desk."""
    page = reverse("stories:takedown", args=[takedown.pk])
    return about(takedown.story) | {"takedown": takedown, "link": settings.SITE_URL + page}


def writers(story: Story) -> set[User]:
    """The scribe, whoever took the story over, and whoever went along, those who walk with us now."""
    people = {story.scribe, story.carrier, *story.visit.companions.all()}
    return {user for user in people if user and user.is_active}


def who_looks_after(story: Story, but: int | None = None) -> set[User]:
    """Connectors and coordinators of the story's district today, but its scribe and the key `but`.

    Where the district has nobody else, the province's coordinators: somebody has to decide.
    """
    district = story.village.tambon.district
    duties = Duty.objects.current().filter(district=district)
    near = User.objects.filter(is_active=True, pk__in=duties.values("user"))
    return {*near.exclude(pk__in={story.scribe_id, but} - {None})} or {*coordinators_of(district)}
