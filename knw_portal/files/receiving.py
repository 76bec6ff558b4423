"""How an upload comes in: to disk, and no more of it than we would keep."""

import logging

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from knw_portal.files.checks import limit

log = logging.getLogger(__name__)


class BoundedUploads(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file, but nothing past the limit.

    The rest is counted and dropped, so that its field can say how large the file was. A disk that
    is full is for the field to say as well, instead of a page that says something went wrong.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.did_not_fit = False

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > limit() or self.did_not_fit:
            return
        try:
            self.file.write(raw_data)
        except OSError:
            log.exception("no uploaded file could be received")
            self.did_not_fit = True

    def file_complete(self, file_size):
        try:
            self.file.seek(0)
        except OSError:
            log.exception("no uploaded file could be received")
            self.did_not_fit = True
        self.file.size = file_size
        self.file.did_not_fit = self.did_not_fit
        return self.file
