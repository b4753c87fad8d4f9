"""The caretakers' desk: the stock admin, in our words, behind the site's one sign-in."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin

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
        return secure_admin_login(super().login)(request, extra_context=extra_context)

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [model for model in models if model._meta.app_label in settings.DESK_APPS]
        super().register(ours, admin_class, **options)


def is_caretaker(request) -> bool:
    """Whether the desk is open to this person at all. Duties decide that, not ticked rights."""
    return request.user.is_active and request.user.is_staff


class DeskAdmin(admin.ModelAdmin):
    """What all lists and forms of the desk share.

    Days are typed and shown in พ.ศ. Nothing is deleted here: what was said stays said.
    """

    formfield_overrides = ADMIN_OVERRIDES
    list_per_page = 25
    show_full_result_count = False
    actions = None

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
