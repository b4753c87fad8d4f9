"""Places that a query names: they answer first, before any story."""

import re
import threading
import time
from bisect import bisect_left
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from kmnet.thai.text import normalise_query
from kmnet.thai.words import Asked
from villages.models import Aspect, District, Tambon, Village

PATIENCE = 60.0  # seconds for which names of places are believed
MOST = 5
_HEAD = re.compile(r"^(?:หมู่บ้าน|บ้าน|บ\.|ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.)\s?")


@dataclass(frozen=True)
class Place:
    """A place as it is listed: its name in full, its address, and how it is compared."""

    label: str
    address: str
    name: str
    line: str
    order: int  # districts before tambons before villages


@dataclass(frozen=True)
class Gazetteer:
    """Every place by its name, and what the filters offer."""

    names: list[str]
    places: list[Place]
    districts: list[tuple[str, str]]  # (code, name), in Thai order
    aspects: list[tuple[str, str, int]]  # (slug, name, key)
    district_options: SafeString
    aspect_options: SafeString


_lock = threading.Lock()
_known: tuple[float, Gazetteer | None] = (0.0, None)


def gazetteer() -> Gazetteer:
    """All places, as they were at most a minute ago."""
    global _known
    when, known = _known
    if known is None or time.monotonic() - when > PATIENCE:
        known = _read()
        with _lock:
            _known = (time.monotonic(), known)
    return known


def forget() -> None:
    """Read the places anew the next time."""
    global _known
    with _lock:
        _known = (0.0, None)


def _read() -> Gazetteer:
    districts = list(District.objects.values_list("code", "name"))
    named = dict(districts)
    places = [_place(f"อ.{name}", f"/districts/{code}/", name, "", 0) for code, name in districts]
    tambons = Tambon.objects.order_by("sort_key").values_list("code", "name", "district")
    for code, name, district in tambons:
        address = f"/districts/{district}/#t{code}"
        places.append(_place(f"ต.{name} อ.{named[district]}", address, name, "", 1))
    for village in Village.objects.exclude(name="").with_places():
        address = village.get_absolute_url()
        places.append(_place(village.full_name, address, village.name, village.place_line, 2))
    places.sort(key=lambda place: (place.name, place.order))
    aspects = list(Aspect.objects.values_list("slug", "name", "pk"))
    option = '<option value="{}">{}</option>'
    return Gazetteer(
        names=[place.name for place in places],
        places=places,
        districts=districts,
        aspects=aspects,
        district_options=format_html_join("", option, districts),
        aspect_options=format_html_join("", option, ((slug, name) for slug, name, _ in aspects)),
    )


def _place(label: str, address: str, name: str, line: str, order: int) -> Place:
    bare = _HEAD.sub("", normalise_query(name))
    return Place(label, address, bare, normalise_query(f"{label} {line} {name}"), order)


def named(asked: Asked) -> list[Place]:
    """Places whose name begins with one of the words, where the others name what it lies in."""
    if not asked.words:
        return []
    known = gazetteer()
    said = [_HEAD.sub("", word.said) or word.said for word in asked.words]
    found: dict[str, Place] = {}
    for word in said:
        if len(word) < 2:
            continue
        at = bisect_left(known.names, word)
        while at < len(known.names) and known.names[at].startswith(word):
            place = known.places[at]
            if all(other in place.line for other in said):
                found[place.address] = place
            at += 1
    whole = set(said)
    # The very name before longer ones; of these the larger place first.
    ranked = sorted(found.values(), key=lambda place: (place.name not in whole, place.order))
    return ranked[:MOST]


def with_chosen(options: SafeString, value: str) -> SafeString:
    """The options with one chosen; `value` is one of theirs, or nothing."""
    if not value:
        return options
    return mark_safe(options.replace(f'"{value}"', f'"{value}" selected'))  # noqa: S308
