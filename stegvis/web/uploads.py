"""This file is where an uploaded file is held while the request lasts: in memory, never on disk."""

from io import BytesIO
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from stegvis.casework.models.attachment import MOST_BYTES

# More than any form can need: beyond this nothing is read.
MOST_IN_ALL = 4 * MOST_BYTES


class InMemoryOnly(FileUploadHandler):
    """Keeps at most one byte more than may be taken in, and counts the rest: a file that is too
    big is told at its field with the form kept, and papers about people never touch a disk."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > MOST_IN_ALL:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.held.write(raw_data[: max(0, MOST_BYTES + 1 - self.held.tell())])

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.held.seek(0)
        return InMemoryUploadedFile(
            self.held, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
