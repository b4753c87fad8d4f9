"""Fetching stories to be read: a question or two, however many and however rich they are.

Everything that `stories.showing.Shown` asks of a story comes along and stands where a prefetch would
have left it, so the gate is one and the same for a story fetched plainly.
"""

from stories.fetching.choices import aspects_and_years, districts, tambons
from stories.fetching.making import cards, lines, whole
from stories.fetching.villages import village

__all__ = ["aspects_and_years", "cards", "districts", "lines", "tambons", "village", "whole"]
