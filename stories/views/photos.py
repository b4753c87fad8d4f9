"""Serving photos: the gate first, the file after."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from members.views import secret_page
from stories import rules
from stories.models import Photo, RevisionPhoto, SignedSheet, Story, VillageApproval
from stories.models.photos import FORMATS, WIDTHS
from stories.views.reading import no_more
from villages import keepers

TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def photo(request, photo_uuid, width: int, format: str):
    """A clean copy: for everybody when a published story shows it, else for who may read the visit.

    The session is looked at only for photos that are not public, so public ones can be cached. A
    minute is how long a photo taken back may linger in somebody's cache; after that its address
    says that it is gone.
    """
    if width not in WIDTHS or format not in FORMATS:
        raise Http404
    shown = (
        RevisionPhoto.objects.published()
        .filter(photo__uuid=photo_uuid)
        .select_related("photo")
        .first()
    )
    if shown:
        response = send(shown.photo, width, format)
        patch_cache_control(response, public=True, max_age=60)
        return response
    mine = Photo.objects.for_user(request.user).standing().filter(uuid=photo_uuid).first()
    if mine is None:
        if not once_agreed_to().filter(photo__uuid=photo_uuid).exists():
            raise Http404
        return no_more("รูปนี้ถอนไว้แล้ว")
    response = send(mine, width, format)
    patch_cache_control(response, private=True, no_store=True)
    return response


def once_agreed_to():
    """Photos in texts that a village said yes to, whatever has become of them since."""
    yes = VillageApproval.objects.filter(answer=VillageApproval.Answer.YES)
    return RevisionPhoto.objects.filter(revision__in=yes.values("revision"))


@require_safe
def keeper_photo(request, secret: str, photo_uuid, width: int, format: str):
    """A copy for the keeper, who has no account: of texts this village was ever asked about."""
    if width not in WIDTHS or format not in FORMATS:
        raise Http404
    try:
        village = keepers.link_behind(secret).stewardship.village
    except keepers.LinkDoesNotOpen as error:
        raise Http404 from error
    asked = (
        RevisionPhoto.objects.standing()
        .filter(photo__uuid=photo_uuid, revision__in=village_was_asked(village))
        .first()
    )
    if asked is None:
        raise Http404
    response = send(asked.photo, width, format)
    patch_cache_control(response, private=True, no_store=True)
    return secret_page(response)


@login_required
@require_safe
def sheet(request, number: int, sheet_uuid):
    """The sheet a village signed, for whoever may carry the story to the village, nobody else."""
    story = get_object_or_404(
        Story.objects.for_user(request.user).select_related("village__tambon__district", "visit"),
        number=number,
    )
    if not rules.can_carry_to_village(request.user, story):
        raise Http404
    signed = get_object_or_404(SignedSheet, uuid=sheet_uuid, approval__story=story)
    try:
        file = signed.path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=TYPES["jpg"])
    patch_cache_control(response, private=True, no_store=True)
    return response


def village_was_asked(village):
    """Primary keys of the texts that were sent to a village, answered or not."""
    return VillageApproval.objects.filter(story__village=village).values("revision")


def send(photo: Photo, width: int, format: str) -> FileResponse:
    """The file of one copy. Raises Http404 for a width the photo is too small for."""
    try:
        file = photo.path(width, format).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=TYPES[format])
    response["ETag"] = f'"{photo.uuid}-{width}-{format}"'
    return response
