"""The public record of what is held of people (PDPA B.E. 2562, section 39)."""

from django.views.decorators.http import require_safe

from kmnet.personal import by_group
from stories.views.reading import public


@require_safe
def register(request):
    """Group by group: what is held, why, who sees it, how long, what erasing does."""
    return public(request, "stories/privacy_register.html", {"groups": by_group()})
