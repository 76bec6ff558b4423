"""Everything that institutions delivered, in one zip."""

import logging
import tempfile
import zipfile

from coalitions.outputs.models import Delivery

log = logging.getLogger(__name__)


def bundle(collection, overview, more=None):
    """An open file with a folder per institution: its text, and its files by their own names.

    `more`: other files about all of them, by name.
    """
    deliveries = (
        collection.deliveries.filter(state=Delivery.State.DELIVERED)
        .select_related("institution")
        .prefetch_related("files__stored")
    )
    whole = tempfile.TemporaryFile()  # noqa: SIM115  the answer that sends it closes it
    # What is packed here is packed already: to squeeze it again costs time and gains nothing.
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as pack:
        pack.writestr("overzicht.xlsx", overview)
        for name, body in (more or {}).items():
            pack.writestr(name, body)
        for delivery in deliveries:
            folder = delivery.institution.slug
            if delivery.text:
                pack.writestr(f"{folder}/tekst.txt", delivery.text)
            _add_files(pack, folder, delivery)
    whole.seek(0)
    return whole


def _add_files(pack, folder, delivery):
    taken = set()
    for one in delivery.files.all():
        name = _free(one.stored.name, taken)
        try:
            pack.write(one.stored.path, f"{folder}/{name}")
        except OSError:
            log.exception("the file of storedfile:%s is not in the bundle", one.stored.pk)
            pack.writestr(f"{folder}/{name} ontbreekt.txt", "Dit bestand kon niet gelezen worden.")


def _free(name, taken):
    """The name, with a number when another file in the folder has it; case makes no difference."""
    stem, dot, ending = name.rpartition(".")
    number, free = 1, name
    while free.lower() in taken:
        number += 1
        free = f"{stem} {number}{dot}{ending}"
    taken.add(free.lower())
    return free
