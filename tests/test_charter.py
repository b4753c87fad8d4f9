"""The charter where code can hold it: nobody and nothing is ordered by a count."""

import ast
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib import admin

COUNTS = {"Count", "Sum", "Avg", "Rank", "DenseRank", "PercentRank", "Len", "RowNumber"}
SOURCES = sorted(
    path
    for app in ("stories", "members", "villages", "kmnet")
    for path in (settings.BASE_DIR / app).rglob("*.py")
    if "migrations" not in path.parts
)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name_of(node: ast.expr) -> str:
    """foo of foo(), a.foo(); nothing of what has no name."""
    return getattr(node, "id", "") or getattr(node, "attr", "")


def calls(node: ast.AST, *names: str) -> list[ast.Call]:
    return [
        each
        for each in ast.walk(node)
        if isinstance(each, ast.Call) and name_of(each.func) in names
    ]


def counted_names() -> set[str]:
    """What queries call their counts and sums: no list may stand in the order of one."""
    found = set()
    for path in SOURCES:
        for call in calls(tree_of(path), "annotate", "alias", "aggregate"):
            found |= {
                keyword.arg
                for keyword in call.keywords
                if keyword.arg and calls(keyword.value, *COUNTS)
            }
    return found


def orderings() -> list[tuple[str, str]]:
    """(where, field) of every order that a query, a model or the desk asks for by name."""
    found = []
    for path in SOURCES:
        for call in calls(tree_of(path), "order_by", "OrderBy"):
            for asked in call.args:
                for text in ast.walk(asked):
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        found.append((f"{path.name}:{call.lineno}", text.value))
    for model in apps.get_models():
        found += [(model._meta.label, str(field)) for field in model._meta.ordering]
    for model, desk in admin.site._registry.items():
        found += [(f"desk of {model._meta.label}", str(field)) for field in desk.ordering or ()]
        found += [(f"desk of {model._meta.label}", str(field)) for field in desk.sortable_by or ()]
        for column in desk.list_display:
            shown = getattr(desk, column, None) if isinstance(column, str) else column
            if order := getattr(shown, "admin_order_field", ""):
                found.append((f"desk of {model._meta.label}", str(order)))
    return found


def test_nothing_is_ordered_by_a_count():
    counted = counted_names()
    assert len(orderings()) > 150
    by_count = [
        (where, field)
        for where, field in orderings()
        if field.lstrip("-").split("__")[-1]
        in counted | {"count", "reads", "score", "rank", "total"}
    ]
    assert by_count == []


def test_no_list_is_sorted_by_how_many():
    keys = [
        (str(path), ast.unparse(keyword.value))
        for path in SOURCES
        for call in calls(tree_of(path), "sorted", "sort", "nlargest", "nsmallest")
        for keyword in call.keywords
        if keyword.arg == "key" and calls(keyword.value, "len", "sum", "count")
    ]
    assert keys == []
    assert [path for path in SOURCES if calls(tree_of(path), "most_common")] == []
