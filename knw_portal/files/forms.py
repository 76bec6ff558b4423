"""Fields for uploading. The page's form needs enctype="multipart/form-data"."""

from django import forms
from django.conf import settings

from knw_portal.files.checks import Refused, clean_name, inspect
from knw_portal.files.kinds import ENDINGS, TAKEN

MISSING = {"required": "Kies een bestand.", "invalid": "Kies een bestand."}


class UploadField(forms.FileField):
    """One file of a kind that we take; `cleaned_data` holds an upload for `files.actions.keep`."""

    widget = forms.FileInput
    default_error_messages = MISSING

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", f"{TAKEN}, tot {settings.UPLOAD_MB} MB.")
        super().__init__(**kwargs, allow_empty_file=True)  # `inspect` says it better

    def widget_attrs(self, widget):
        return {"accept": ",".join(f".{ending}" for ending in ENDINGS)}

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload and upload is not initial:
            inspect(upload)
        return upload

    def has_changed(self, initial, data):
        return bool(data)


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class UploadsField(UploadField):
    """Any number of files, at most `most`; `cleaned_data` holds a list of them."""

    widget = ManyFilesInput

    def __init__(self, *, most=10, **kwargs):
        self.most = most
        kwargs.setdefault(
            "help_text",
            f"Eén of meer, samen hoogstens {most}. {TAKEN}, elk tot {settings.UPLOAD_MB} MB.",
        )
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if not uploads:
            super().clean(None, initial)
            return []
        if len(uploads) > self.most:
            raise Refused(f"Dat zijn {len(uploads)} bestanden. Kies er hoogstens {self.most}.")
        wrong = []
        for upload in uploads:
            try:
                super().clean(upload)
            except forms.ValidationError as error:
                wrong += [f"{clean_name(upload.name)}: {text}" for text in error.messages]
        if wrong:
            raise Refused(wrong)
        return list(uploads)
