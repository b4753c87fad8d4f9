"""Serving photos: the gate first, the file after."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from members.views import secret_page
from stories.models import Photo, RevisionPhoto, VillageApproval
from stories.models.photos import FORMATS, WIDTHS
from villages import keepers

TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def photo(request, photo_uuid, width: int, format: str):
    """A clean copy: for everybody when a published story shows it, else for who may read the visit.

    The session is looked at only for photos that are not public, so public ones can be cached. A
    minute is how long a photo taken back may linger in somebody's cache.
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
    mine = Photo.objects.for_user(request.user).standing()
    response = send(get_object_or_404(mine, uuid=photo_uuid), width, format)
    patch_cache_control(response, private=True, no_store=True)
    return response


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
