"""The caretakers' desk: the stock admin, in our words, behind the site's one sign-in."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path

from kmnet.thai.fields import ADMIN_OVERRIDES


class CaretakersDesk(admin.AdminSite):
    """The admin site. It has no sign-in page of its own: allauth's is the only door.

    Only the apps of settings.DESK_APPS lie on it: what the libraries keep about people (second
    factors, sessions, social accounts) is nobody's to look through.
    """

    site_title = "โต๊ะผู้ประสานงาน"
    site_header = "โต๊ะผู้ประสานงาน"
    index_title = "ของบนโต๊ะ"
    empty_value_display = "–"
    enable_nav_sidebar = False

    def login(self, request, extra_context=None):
        if self.has_permission(request):
            return redirect("admin:index")
        return secure_admin_login(super().login)(request, extra_context=extra_context)

    def password_change(self, request, extra_context=None):
        # One door for passwords too: allauth asks again who is there, and writes a letter.
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        return redirect("account_change_password")

    def get_urls(self):
        stock = [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
        view = self.admin_view(self.view_on_site)
        shown = path("r/<int:content_type_id>/<path:object_id>/", view, name="view_on_site")
        return [shown, *stock]

    def view_on_site(self, request, content_type_id: int, object_id: str):
        """Lead to the page of something that lies on this person's desk. Raises Http404 otherwise.

        Django's own leads from any desk to whatever has an address, and invitations and voices
        have secret ones.
        """
        kinds = {ContentType.objects.get_for_model(model).pk: model for model in self._registry}
        desk = self._registry.get(kinds.get(content_type_id))
        if desk is None or not desk.has_view_permission(request):
            raise Http404
        found = desk.get_object(request, object_id)
        if not hasattr(found, "get_absolute_url"):
            raise Http404
        return redirect(found)

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [model for model in models if model._meta.app_label in settings.DESK_APPS]
        super().register(ours, admin_class, **options)


def is_caretaker(request) -> bool:
    """Whether the desk is open to this person at all. Duties decide that, not ticked rights."""
    if not hasattr(request, "_is_caretaker"):
        request._is_caretaker = request.user.is_active and request.user.is_staff
    return request._is_caretaker


class DeskAdmin(admin.ModelAdmin):
    """What all lists and forms of the desk share.

    Days are typed and shown in พ.ศ. Nothing is deleted here: what was said stays said.
    """

    formfield_overrides = ADMIN_OVERRIDES
    list_per_page = 25
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # counts beside districts would be read as a league table
    actions = None
    # Fields that would show English to whoever may only look, such as Django's icons of yes and
    # no, and the column that says them in words.
    in_words: dict[str, str] = {}

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        return [self.in_words.get(name, name) for name in fields]

    def has_module_permission(self, request) -> bool:
        return is_caretaker(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return is_caretaker(request)

    def has_add_permission(self, request) -> bool:
        return is_caretaker(request)

    def has_change_permission(self, request, obj=None) -> bool:
        return is_caretaker(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class LookOnly:
    """For what is made elsewhere, by its own deed, and only looked at on the desk."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class LookOnlyInline(LookOnly, admin.TabularInline):
    """Rows under something, to be read."""

    extra = 0
    show_change_link = False

    def has_view_permission(self, request, obj=None) -> bool:
        return is_caretaker(request)
