"""The caretakers' desk: the stock admin, in our words, behind the site's one sign-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin


class CaretakersDesk(admin.AdminSite):
    """The admin site. It has no sign-in page of its own: allauth's is the only door."""

    site_title = "โต๊ะผู้ประสานงาน"
    site_header = "โต๊ะผู้ประสานงาน"
    index_title = "วันนี้มีอะไรรออยู่"
    enable_nav_sidebar = False

    def login(self, request, extra_context=None):
        return secure_admin_login(super().login)(request, extra_context=extra_context)
