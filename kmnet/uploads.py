"""How files come in: to disk, never past the limit, and never at the cost of the form around them."""

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers


class CappedUploadHandler(FileUploadHandler):
    """Keeps up to PHOTO_MAX_BYTES of each file and reads off the rest.

    A request that stops at the first large photo would lose the words typed beside it. So the
    stream is read to its end, what is over the limit is dropped at once, and the file arrives
    with `too_large = True` for the form to refuse in a sentence.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file = TemporaryUploadedFile(
            self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )
        self.file.too_large = False
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > settings.PHOTO_MAX_BYTES:
            if not self.file.too_large:
                self.file.too_large = True
                self.file.truncate(0)
        elif not self.file.too_large:
            self.file.write(raw_data)

    def file_complete(self, file_size):
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self):
        if getattr(self, "file", None):
            self.file.close()
