"""Numbers that never belong in what others read."""

from .text import looks_like_citizen_id, looks_like_phone


def private_numbers(text: str) -> str:
    """A sentence when a text holds a citizen's or a phone number, else nothing.

    Such numbers never belong in what others read (PDPA B.E. 2562, sections 22 and 26).
    """
    if looks_like_citizen_id(text):
        return "มีเลขบัตรประชาชนอยู่ในข้อความ เอาออกก่อน เพราะคนอื่นจะเห็น"
    if looks_like_phone(text):
        return "มีเบอร์โทรอยู่ในข้อความ เอาออกก่อน เพราะคนอื่นจะเห็น"
    return ""
