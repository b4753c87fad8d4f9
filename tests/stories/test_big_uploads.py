"""A video sent by mistake costs a sentence, not the words typed beside it, nor the server's memory."""

import io
import tracemalloc

import pytest
from django.conf import settings

from stories.models import Photo, Visit
from tests.stories.posts import visit_post

MB = 1024 * 1024
BOUNDARY = "kmnet"


class Upload(io.RawIOBase):
    """A multipart body, made on the way: a file of `size` zero bytes, then the fields."""

    def __init__(self, fields: dict, size: int):
        text = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        file = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="gallery"; '
            'filename="video.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        self.parts = [file.encode(), size, f"\r\n{text}--{BOUNDARY}--\r\n".encode()]
        self.length = len(self.parts[0]) + size + len(self.parts[2])
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if not self.parts:
            return 0
        part = self.parts[0]
        if isinstance(part, int):
            data = bytes(min(len(buffer), part))
            self.parts[0] = part - len(data)
        else:
            data = part[: len(buffer)]
            self.parts[0] = part[len(data) :]
        if not self.parts[0]:
            self.parts.pop(0)
        buffer[: len(data)] = data
        self.given += len(data)
        return len(data)


def send(client, upload: Upload):
    return client.request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/visits/new/",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(upload.length),
            "wsgi.input": io.BufferedReader(upload, 64 * 1024),
        }
    )


@pytest.fixture
def peak_memory():
    """How many bytes of Python's memory were in use at most, beyond those at the start."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    yield lambda: tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()


def test_200_mb_are_refused_in_a_sentence_with_every_word_kept_and_no_memory_spent(
    as_somchai, thap_thong, peak_memory
):
    upload = Upload(visit_post(thap_thong, good="ข้อความหลังไฟล์ใหญ่"), 200 * MB)
    answer = send(as_somchai, upload)
    spent = peak_memory()
    assert answer.status_code == 200
    assert upload.given == upload.length
    assert answer.context["refused"] == [
        "รูป video.jpg ใหญ่เกิน 12 MB ลองเลือกรูปอื่น หรือถ่ายใหม่ให้เล็กลง ที่พิมพ์ไว้ยังอยู่ครบ"
    ]
    page = answer.content.decode()
    assert answer.context["refused"][0] in page
    assert "ข้อความหลังไฟล์ใหญ่</textarea>" in page
    assert '<option value="80060602" selected>' in page
    assert spent < 32 * MB
    visit = Visit.objects.get()
    assert (visit.state, visit.typed["good"]) == ("draft", ["ข้อความหลังไฟล์ใหญ่"])
    assert not Photo.objects.exists()
    assert not settings.MEDIA_ROOT.exists() or not any(settings.MEDIA_ROOT.rglob("*.*"))


def test_a_body_past_every_limit_is_refused_before_it_is_read(as_somchai, thap_thong):
    upload = Upload(visit_post(thap_thong), settings.REQUEST_MAX_BYTES + 1)
    answer = send(as_somchai, upload)
    assert answer.status_code == 413
    assert "<h1>" in answer.content.decode()
    assert upload.given == 0
    assert not Visit.objects.exists()


def test_an_upload_that_breaks_off_leaves_nothing_half_saved(as_somchai, thap_thong):
    upload = Upload(visit_post(thap_thong), MB)
    upload.parts[1:] = [MB // 2]
    answer = send(as_somchai, upload)
    assert answer.status_code == 400
    assert not Visit.objects.exists()
    assert not Photo.objects.exists()
