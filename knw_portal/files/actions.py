"""Keeping uploaded files, handing them out, and clearing away what nobody points to."""

import errno
import hashlib
import logging
import os
import tempfile
import time
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from knw_portal.files.checks import NO_ROOM, Refused, clean_name, inspect
from knw_portal.files.models import StoredFile, place_of

log = logging.getLogger(__name__)
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
UNFINISHED = "new-"
ORPHAN_AGE = 24 * 3600  # seconds: longer than any request that is still writing its row


@transaction.atomic
def keep(upload, *, by):
    """Keep an uploaded file, and return its row; `by` is None for who came by a link.

    Call it in the transaction of the change it belongs to. The file is whole on disk before its
    row is there; what never gets a row is cleared away at night. Raises Refused, in words for a
    form, for what we do not take and when the disk is full.
    """
    kind = inspect(upload)
    uid = uuid4()
    try:
        digest = _write(upload, place_of(uid))
    except OSError as error:
        log.exception("no uploaded file could be written")
        if error.errno in FULL:
            raise Refused(NO_ROOM) from error
        raise
    return StoredFile.objects.create(
        uid=uid,
        name=clean_name(upload.name),
        kind=kind.code,
        size=upload.size,
        digest=digest,
        uploaded_by=by,
    )


def _write(upload, place):
    """Write all of it under a temporary name in the same folder, and only then give it its own."""
    Path(settings.MEDIA_ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    found = hashlib.sha256()
    descriptor, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=place.parent)
    try:
        with open(descriptor, "wb") as file:
            upload.seek(0)
            for chunk in upload.chunks():
                found.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(place)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    _settle(place.parent)
    return found.hexdigest()


def _settle(folder):
    """A new name is only sure to survive a power cut once its folder was written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@transaction.atomic
def let_go(stored):
    """Throw a file away, unless a row elsewhere still points to it; True when it is gone."""
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError:
        return False
    place = place_of(stored.uid)
    transaction.on_commit(partial(place.unlink, missing_ok=True), robust=True)
    return True


def sweep():
    """Clear away the files on disk that have no row: what a crash or a refusal left behind."""
    old = time.time() - ORPHAN_AGE
    gone = 0
    for place in Path(settings.MEDIA_ROOT).glob("??/*"):
        if place.stat().st_mtime < old and not _has_row(place.name):
            place.unlink(missing_ok=True)
            gone += 1
    if gone:
        log.warning("%s files without a row were cleared away", gone)
    return gone


def _has_row(name):
    try:
        return StoredFile.objects.filter(uid=UUID(hex=name)).exists()
    except ValueError:
        return not name.startswith(UNFINISHED)  # not ours, so not ours to throw away
