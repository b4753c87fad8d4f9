"""Places for the visit form's selects."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from villages.models import District, Village


@require_safe
@cache_control(public=True, max_age=3600)
def places(request, code: str):
    """A district's tambons with their villages: [{code, name, villages: [{code, name}, …]}, …]."""
    district = get_object_or_404(District, code=code)
    tambons = {
        tambon.code: {"code": tambon.code, "name": tambon.name, "villages": []}
        for tambon in district.tambons.all()
    }
    for village in Village.objects.filter(tambon__district=district).order_by("code"):
        name = f"หมู่ที่ {village.moo} {village.name}".strip()
        tambons[village.tambon_id]["villages"].append({"code": village.code, "name": name})
    return JsonResponse({"tambons": list(tambons.values())})
