"""A form that anybody may send without an account, and that machines cannot send for fun."""

from django import forms
from django.core import signing
from django.utils import timezone


class PublicForm(forms.Form):
    """`website` is a trap that people do not see; `opened` says when the page was opened, signed,
    so that what fills the form within moments is known for a machine.

    A subclass names the salt of its own stamp, `STAMP_SALT`.
    """

    FEWEST_SECONDS = 4
    MOST_SECONDS = 24 * 60 * 60
    STAMP_SALT: str

    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = self.stamp()

    @classmethod
    def stamp(cls) -> str:
        """This moment, signed."""
        signer = signing.TimestampSigner(salt=cls.STAMP_SALT)
        return signer.sign(str(int(timezone.now().timestamp())))

    def fell_into_the_trap(self) -> bool:
        """Whether the field that people do not see was filled."""
        return bool(self.data.get("website"))

    def looks_like_a_machine(self) -> bool:
        """Whether the trap was filled, or the form was sent faster than anybody types."""
        if self.fell_into_the_trap():
            return True
        opened = self.seconds_open()
        return opened is None or opened < self.FEWEST_SECONDS

    def was_open_for_long(self) -> bool:
        """Whether the page stood open past its day: people do that, with words worth keeping."""
        return (self.seconds_open() or 0) > self.MOST_SECONDS

    def seconds_open(self) -> float | None:
        """How long ago the page was opened; None when its stamp is not ours."""
        signer = signing.TimestampSigner(salt=self.STAMP_SALT)
        try:
            opened = int(signer.unsign(self.data.get("opened", "")))
        except (signing.BadSignature, ValueError):
            return None
        return timezone.now().timestamp() - opened

    def stamp_anew(self, why: str = "หน้านี้เปิดไว้นานแล้ว ที่พิมพ์ไว้ยังอยู่ครบ กดส่งอีกครั้งได้เลย") -> None:
        """Let a form be sent once more, as it is; `why` is said above it."""
        self.data = self.data.copy()
        self.data["opened"] = self.stamp()
        self.add_error(None, why)
