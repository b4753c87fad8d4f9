"""Fragments of pages that are drawn once for as long as they show the same."""

from functools import lru_cache

from django import template
from django.db import models
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def drawn(name: str, **facts) -> SafeString:
    """The template `name` with `facts` and nothing else, as `{% include … only %}` draws it.

    Facts are hashable (lists of such are) and equal only when they look alike, so an earlier
    drawing may stand for a later one: what may be shown was asked before, and is in the facts or
    is not. Rows of the database are equal however they look: raises TypeError for them.
    """
    return _drawing(
        name,
        tuple(
            (key, tuple(value) if isinstance(value, list) else value)
            for key, value in facts.items()
        ),
    )


def check(facts: tuple) -> None:
    """Raises TypeError where a row of the database is among the facts, however deep."""
    for fact in facts:
        if isinstance(fact, models.Model):
            raise TypeError("a row of the database is no fact: give what is shown of it")
        if isinstance(fact, tuple):
            check(fact)


@lru_cache(maxsize=2048)
def _drawing(name: str, facts: tuple[tuple[str, object], ...]) -> SafeString:
    check(facts)  # what was refused is not kept, so nothing is found here that was not checked
    return mark_safe(get_template(name).template.render(template.Context(dict(facts))))  # noqa: S308
