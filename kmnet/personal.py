"""The register of personal data: what is held of whom, why, who sees it and how long.

Each app of ours says so for its own models, field by field, in a module `personal`: `REGISTER`
holds what is personal, `NOT_PERSONAL` the rest, and `ABOUT_ONE` the models whose every row is about
one person. A field in neither is an error of `manage.py check`, so none comes in unnoticed. From the
register are made the public record of processing (PDPA B.E. 2562, section 39), the erasing of a
person from texts (section 33) and a partner's own copy (sections 30 and 31).
"""

import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import models

# Tables of libraries that hold something of a person; the rest of theirs are about the site.
LIBRARIES = (
    "account.EmailAddress",
    "account.EmailConfirmation",
    "admin.LogEntry",
    "mfa.Authenticator",
    "sessions.Session",
    "socialaccount.SocialAccount",
    "socialaccount.SocialToken",
)


class Whose(enum.Enum):
    """Whose data it is, in the words of the page."""

    VILLAGER = "ชาวบ้านในเรื่อง"
    KEEPER = "ผู้ดูแลเรื่องของหมู่บ้าน"
    PARTNER = "ภาคี คนทำงานเครือข่าย"
    MET = "คนที่ได้พบ และคนที่เล่าถึงเขา"
    READER = "คนอ่าน"


class Erasing(enum.Enum):
    """What erasing the person does to it."""

    GONE = "ลบ"
    REWRITTEN = "ข้อความอยู่ ชื่อกับเบอร์ของคนนั้นหายไป"
    KEPT = "เก็บไว้"


@dataclass(frozen=True)
class Holds:
    """Fields of one model that hold personal data, and the answers to what may be asked of them.

    `model` is an app label and a name. `village` is the way from a row to its village, as a filter
    takes it: texts that are `REWRITTEN` and say so lose the name of whoever of it is erased.
    """

    model: str
    fields: tuple[str, ...]
    whose: Whose
    why: str
    seen_by: str
    how_long: str
    erasing: Erasing
    because: str = ""
    village: str = ""
    named: str = ""

    @property
    def what(self) -> str:
        """คนในเรื่อง: ชื่อ, เรียกกันว่า: `named`, or in the words of the models.

        A field whose name is no Thai word is for machines, worked out from one that is said.
        """
        if self.named:
            return self.named
        model = apps.get_model(self.model)
        names = [str(model._meta.get_field(name).verbose_name) for name in self.fields]
        spoken = [name for name in names if re.search("[ก-๙]", name)]
        return f"{model._meta.verbose_name}: {', '.join(spoken)}"

    @property
    def on_erasing(self) -> str:
        """What erasing does, with the reason where something stays."""
        return f"{self.erasing.value} เพราะ{self.because}" if self.because else self.erasing.value


@dataclass(frozen=True)
class Part:
    """One chapter of a partner's own copy: rows of {label: value}, and files as (name, path)."""

    title: str
    rows: list[dict[str, Any]]
    files: list[tuple[str, Path]] = field(default_factory=list)


def modules() -> Iterator[Any]:
    """The module `personal` of each app of ours, the ground first."""
    for config in reversed(list(apps.get_app_configs())):
        if config.label in settings.DESK_APPS:
            yield import_module(f"{config.name}.personal")


def register() -> list[Holds]:
    """Everything that is held of people, app by app."""
    return [holds for module in modules() for holds in module.REGISTER]


def by_group() -> list[tuple[str, list[Holds]]]:
    """(whose, what is held) for each group of people."""
    held = register()
    return [(each.value, [row for row in held if row.whose is each]) for each in Whose]


def rewritten() -> list[Holds]:
    """Texts of a village that lose the name of whoever of it is erased."""
    return [each for each in register() if each.erasing is Erasing.REWRITTEN and each.village]


def own_parts(user) -> list[Part]:
    """What each app holds of a partner, for their own copy; the account comes first."""
    by_name = sorted(modules(), key=lambda module: module.__name__)
    return [part for module in by_name for part in module.own_parts(user)]


# What needs no line of its own -----------------------------------------------------------------

BOOKKEEPING = {"position", "paragraph", "uuid", "client_uuid", "nonce", "sha256", "sort_key"}
TELLS_NOTHING: list[Callable[[models.Field], bool]] = [
    lambda one: one.name in BOOKKEEPING,
    lambda one: bool(one.choices) or isinstance(one, models.BooleanField),
    lambda one: isinstance(one, models.DateField),  # a moment, where the row is about no one person
]


def needs_a_line(one: models.Field, about_one: set[str]) -> bool:
    """Whether a field must be declared by name: all but keys, and of rows about nobody, states."""
    if (one.primary_key and not isinstance(one, models.CharField)) or one.is_relation:
        return False
    if one.model._meta.label in about_one:
        return True
    return not any(rule(one) for rule in TELLS_NOTHING)


def ours() -> Iterator[type[models.Model]]:
    """Models that the register answers for."""
    for config in apps.get_app_configs():
        for model in config.get_models():
            if config.label in settings.DESK_APPS or model._meta.label in LIBRARIES:
                yield model


def check_register(app_configs=None, **kwargs) -> list[checks.Error]:
    """System check: every field is declared once, and what is declared is there."""
    personal = {(row.model, name): row for row in register() for name in row.fields}
    other, about_one = set(), set(LIBRARIES)
    for module in modules():
        about_one |= set(module.ABOUT_ONE)
        other |= {(label, name) for label, names in module.NOT_PERSONAL.items() for name in names}
    errors = []
    there = set()
    for model in ours():
        label = model._meta.label
        for one in model._meta.concrete_fields:
            there.add((label, one.name))
            declared = ((label, one.name) in personal) + ((label, one.name) in other)
            if declared > 1 or (not declared and needs_a_line(one, about_one)):
                how = "twice" if declared else "nowhere"
                errors.append(
                    checks.Error(
                        f"{label}.{one.name} is declared {how} in the register of personal data.",
                        hint="Say in the app's personal.py what it holds of whom, or that it does"
                        " not.",
                        obj=model,
                        id="kmnet.E001",
                    )
                )
    for label, name in sorted((set(personal) | other) - there):
        errors.append(
            checks.Error(f"The register names {label}.{name}, which is not.", id="kmnet.E002")
        )
    for row in register():
        if row.erasing is Erasing.KEPT and not row.because:
            errors.append(
                checks.Error(f"The register keeps {row.model} without a reason.", id="kmnet.E003")
            )
    return errors
