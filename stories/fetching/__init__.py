"""Fetching stories to be read: a question or two, however many and however rich they are.

Everything that `stories.showing.Shown` asks of a story comes along and stands where a prefetch would
have left it, so the gate is one and the same for a story fetched plainly. Each is fetched in two
steps, what the database says and what is made of it: a page of the same rows is the same page.
"""

from stories.fetching.choices import (
    Filters,
    district,
    district_row,
    districts,
    filters,
    tambons_of,
)
from stories.fetching.making import (
    Leads,
    card_rows,
    cards,
    cards_of,
    leads_of,
    line_rows,
    lines_of,
    newest_rows,
    people_rows,
    whole_of,
    whole_row,
)
from stories.fetching.villages import place_of, village_of, village_row

__all__ = [
    "Filters",
    "Leads",
    "card_rows",
    "cards",
    "cards_of",
    "district",
    "district_row",
    "districts",
    "filters",
    "leads_of",
    "line_rows",
    "lines_of",
    "newest_rows",
    "people_rows",
    "place_of",
    "tambons_of",
    "village_of",
    "village_row",
    "whole_of",
    "whole_row",
]
