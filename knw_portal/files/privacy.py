"""What this room keeps about a person: which files they sent. Whose those are, other rooms say."""

from knw_portal.files.models import StoredFile
from knw_portal.people import privacy


def files_of(user):
    return [
        {"naam": one.name, "soort": one.get_kind_display(), "gestuurd": one.uploaded_at}
        for one in StoredFile.objects.filter(uploaded_by=user)
    ]


def forget_files(user):
    """The files stay: they are the coalition's. That this person sent them is forgotten."""
    StoredFile.objects.filter(uploaded_by=user).update(uploaded_by=None)


privacy.register("bestanden", export=files_of, erase=forget_files)
