"""How much one request may bring in. What a kind of file may be is for its own rule; this keeps the disk whole."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitedUpload(TemporaryFileUploadHandler):
    """On disk, never in memory, and refused before a byte is read when the whole is larger than LARGEST_UPLOAD."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > settings.LARGEST_UPLOAD:
            raise RequestDataTooBig(f"{content_length} bytes handed in; the most is {settings.LARGEST_UPLOAD}")
