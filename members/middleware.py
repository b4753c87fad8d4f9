"""What a session means for the answer: never cached, and for staff a second factor first."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers


def signed_in_pages_stay_private(get_response):
    """Any answer that looked at the session is for that person alone: `private, no-store`."""

    def middleware(request):
        response = get_response(request)
        if request.session.accessed:
            # Django marks these no-cache at most; a shared phone's Back button needs no-store.
            add_never_cache_headers(response)
        return response

    return middleware


def staff_need_a_second_factor(get_response):
    """Files about people open only after a second factor; the demo leaves this out."""

    def middleware(request):
        if (
            settings.STAFF_NEED_SECOND_FACTOR
            and request.path.startswith("/admin/")
            and request.user.is_authenticated
            and request.user.is_staff
            and not is_mfa_enabled(request.user)
        ):
            messages.info(request, "โต๊ะผู้ประสานงานมีเรื่องของคนอื่นอยู่ เปิดการยืนยันสองชั้นก่อน แล้วค่อยเข้าอีกครั้ง")
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware
