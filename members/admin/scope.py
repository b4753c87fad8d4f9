"""One scope for lists, pages, choices and actions: the coordinator's districts."""

from django.contrib import admin

from kmnet.admin import is_caretaker
from members.models import User
from members.reach import desk_of
from villages.models import District, Village


def reach(request):
    """The districts this coordinator looks after; worked out once a request."""
    if not hasattr(request, "_desk_reach"):
        request._desk_reach = desk_of(request.user)
    return request._desk_reach


class ProvinceOnly:
    """Changed by who looks after the province; a district's coordinator may look."""

    def has_add_permission(self, request, obj=None) -> bool:
        return is_caretaker(request) and reach(request).all_districts

    def has_change_permission(self, request, obj=None) -> bool:
        return is_caretaker(request) and reach(request).all_districts


class DistrictScope:
    """Starts every queryset of a ModelAdmin from the coordinator's districts.

    `district_path` is the way from the model to the district's code.
    """

    district_path = "district"

    def get_queryset(self, request):
        found = super().get_queryset(request)
        mine = reach(request)
        if mine.all_districts:
            return found
        return found.filter(**{f"{self.district_path}__in": mine.districts}).distinct()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        queryset = choices_within(reach(request), db_field.related_model)
        if queryset is not None:
            kwargs["queryset"] = queryset
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def choices_within(mine, model):
    """The rows of a model that a coordinator may choose, or None where all may be."""
    if mine.all_districts:
        return None
    if model is District:
        return District.objects.filter(code__in=mine.districts)
    if model is Village:
        return Village.objects.with_places().in_reach(mine)
    if model is User:
        return User.objects.filter(postings__district__in=mine.districts).distinct()
    return None


class DistrictsInReach(admin.RelatedFieldListFilter):
    """A filter in which only the districts the coordinator looks after stand to choose."""

    def field_choices(self, field, request, model_admin):
        allowed = choices_within(reach(request), District)
        return field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to={} if allowed is None else {"pk__in": allowed},
        )
