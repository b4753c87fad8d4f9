"""Model fields whose text is saved in one spelling, whichever way it comes in."""

from django.db import models

from .fields import ThaiCharField, ThaiTextField
from .text import normalise


class _Normalised:
    """Normalises on validation, on save, in bulk writes and in exact lookups.

    Lookups by a part of the text (``contains`` and its kin) take `normalise` by hand.
    """

    def to_python(self, value):
        return _normalised(super().to_python(value))

    def get_prep_value(self, value):
        return _normalised(super().get_prep_value(value))

    def pre_save(self, model_instance, add):
        value = _normalised(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


def _normalised(value):
    # Expressions such as F() pass through: the database works those out.
    return normalise(value) if isinstance(value, str) else value


class NormalisedCharField(_Normalised, models.CharField):
    """A CharField of normalised text; forms made of it use `ThaiCharField`."""

    def formfield(self, **kwargs):
        """Return a `ThaiCharField`, or the usual choice field."""
        return super().formfield(**{"form_class": ThaiCharField, **kwargs})


class NormalisedTextField(_Normalised, models.TextField):
    """A TextField of normalised text; `max_length` counts letters as a reader sees them."""

    def formfield(self, **kwargs):
        """Return a `ThaiTextField`, or the usual choice field."""
        return super().formfield(**{"form_class": ThaiTextField, **kwargs})
