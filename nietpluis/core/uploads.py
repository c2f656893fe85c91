"""Take in files that somebody sends, in memory only: nothing lies unsealed on a disk."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 10 * 1024 * 1024  # of one file
MOST_FILES = 5  # of one form


class InMemory(FileUploadHandler):
    """Keep what fits, and of the rest only its size, so that the form can say what is too much.

    A file over the limit arrives empty, with its real size; so do files over the number.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.files = 0
        self.kept = bytearray()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.files += 1
        self.kept = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.files <= MOST_FILES and start + len(raw_data) <= MOST_BYTES:
            self.kept += raw_data
        else:
            self.kept.clear()

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        return InMemoryUploadedFile(
            file=BytesIO(self.kept),
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
