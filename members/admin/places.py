"""Places and aspects on the desk. Official codes stay as they are; names can be mended.

They lie here and not beside their models, since whose district it is, only `members` knows.
"""

from django.contrib import admin

from kmnet.admin import DeskAdmin
from kmnet.thai.admin import be_column
from members.admin.scope import DistrictScope, DistrictsInReach, ProvinceOnly
from villages.models import Aspect, District, Tambon, Village


class PlaceAdmin(DistrictScope, DeskAdmin):
    """A place from the official list: it is loaded, never made or thrown away by hand."""

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(District)
class DistrictAdmin(PlaceAdmin):
    district_path = "code"
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    readonly_fields = ["code"]
    fields = ["code", "name", "name_en", "latitude", "longitude"]


@admin.register(Tambon)
class TambonAdmin(PlaceAdmin):
    list_display = ["name", "district", "code"]
    list_select_related = ["district"]
    list_filter = [("district", DistrictsInReach)]
    search_fields = ["name", "code"]
    readonly_fields = ["code", "district"]
    fields = ["code", "district", "name", "name_en", "latitude", "longitude"]


@admin.register(Village)
class VillageAdmin(PlaceAdmin):
    """บ้าน… is named here, as its people say it."""

    district_path = "tambon__district"
    list_display = ["short_name", "moo", "tambon", "district", be_column("joined_on", "ร่วมเดินเมื่อ")]
    list_select_related = ["tambon__district"]
    list_filter = [("tambon__district", DistrictsInReach)]
    search_fields = ["name", "code", "tambon__name"]
    readonly_fields = ["code", "tambon", "moo"]
    fields = ["code", "tambon", "moo", "name", "joined_on"]

    @admin.display(description="หมู่บ้าน", ordering="name")
    def short_name(self, village: Village) -> str:
        return village.short_name

    @admin.display(description="อำเภอ", ordering="tambon__district__sort_key")
    def district(self, village: Village) -> str:
        return village.tambon.district.name


@admin.register(Aspect)
class AspectAdmin(ProvinceOnly, DeskAdmin):
    """The words under which the whole province sorts its stories."""

    list_display = ["name", "question", "position"]
    in_words = {"slug": "address"}

    @admin.display(description="ที่อยู่เว็บ")
    def address(self, aspect: Aspect) -> str:
        return f"/stories/?aspect={aspect.slug}"
