"""The demo of the library: what coalitions made, with real files, and what is being written."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from coalitions.briefs.models import Coalition
from coalitions.desk.demo.reading import moment
from coalitions.outputs.actions import outputs as actions
from coalitions.outputs.actions.scores import score_version
from coalitions.outputs.models import (
    Credit,
    Delivery,
    Output,
    OutputBasis,
    OutputFile,
    OutputKind,
    OutputVersion,
)
from frameworks.definitions.models import QualityObject
from knw_portal.documents.docx import to_docx
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.structure import Document, Heading, plain
from knw_portal.documents.structure import paragraphs as paragraphs_of
from knw_portal.files.actions import keep
from knw_portal.people.models import Role, User

TEXTS = ("audience", "how_to_use", "body", "for_quality", "context", "transfers")


def load_kinds(specs):
    for name in specs["kinds"]:
        OutputKind.objects.get_or_create(name=name)
    for number, (code, name) in enumerate(specs["objects"].items(), start=1):
        QualityObject.objects.get_or_create(code=code, defaults={"name": name, "number": number})


def load_outputs(coalition_specs, specs):
    """What the memo's coalitions made is put in as published; drafts come from their people."""
    bureau = User.objects.filter(roles__kind=Role.Kind.BUREAU).order_by("pk").first()
    for spec in coalition_specs:
        coalition = Coalition.objects.get(slug=spec["slug"])
        for output in spec["outputs"]:
            if not coalition.outputs.filter(title=output["title"]).exists():
                publish(coalition, output, specs["published"].get(output["title"], {}), bureau)
    for spec in specs["drafts"]:
        if not Output.objects.filter(title=spec["title"]).exists():
            load_draft(spec)


def publish(coalition, spec, more, bureau):
    kind = OutputKind.objects.get(name=spec["kind"])
    about = QualityObject.objects.filter(code=more.get("about", "")).first()
    face = {"kind": kind, "about": about, "title": spec["title"], "summary": spec["text"].strip()}
    last = min(coalition.ends_on, localdate())
    output = Output.objects.create(
        coalition=coalition, slug=actions.free_slug(spec["title"]), **face
    )
    people = actions.makers_of(output)
    Credit.objects.bulk_create(Credit(output=output, user=user) for user in people)
    notes = ["", more["erratum"]] if "erratum" in more else [""]
    for number, note in enumerate(notes, start=1):
        version = OutputVersion.objects.create(
            output=output,
            number=number,
            is_erratum=bool(note),
            change_note=note,
            **face,
            **{name: more.get(name, "").strip() for name in TEXTS},
        )
        if "file" in more:
            put_file(version, more["file"])
        for delivery in deliveries_to(coalition, more.get("made_from")):
            OutputBasis.objects.create(version=version, delivery=delivery)
        at = moment(last, hour=9 + number)
        OutputVersion.objects.filter(pk=version.pk).update(published_at=at, published_by=bureau)
        Output.objects.filter(pk=output.pk).update(published_at=at)
    output.refresh_from_db()
    actions.index_output(output)


def deliveries_to(coalition, title):
    return Delivery.objects.filter(
        collection__coalition=coalition, collection__title=title, state=Delivery.State.DELIVERED
    )


def load_draft(spec):
    """Begun, written and laid before the bureau through the actions, as its people would."""
    by = User.objects.get(email=spec["by"])
    output = Output(
        coalition=Coalition.objects.get(slug=spec["coalition"]),
        kind=OutputKind.objects.get(name=spec["kind"]),
        title=spec["title"],
        summary=spec["summary"],
    )
    version = actions.start_output(output, by=by)
    OutputVersion.objects.filter(pk=version.pk).update(
        **{name: spec.get(name, "").strip() for name in TEXTS}
    )
    if "file" in spec:
        actions.add_files(version, [upload_of(spec["file"], version)], by=by)
    actions.name_makers(output, actions.makers_of(output), by=by)
    for said in spec.get("scores", ()):
        score_version(version, **said | {"by": User.objects.get(email=said["by"])})
    if spec.get("submit"):
        version.refresh_from_db()
        actions.submit_version(version, seen=version.stand, by=by)


def put_file(version, spec):
    stored = keep(upload_of(spec, version), by=None)
    OutputFile.objects.create(version=version, stored=stored, number=1)


def upload_of(spec, version):
    """A real PDF or Word file of the text of a version, by our own writers."""
    version.refresh_from_db()
    blocks = [Heading(2, "Zo gebruik je het"), *paragraphs_of(plain(version.how_to_use))]
    if version.body:
        blocks += [Heading(2, "Aan de slag"), *paragraphs_of(plain(version.body))]
    document = Document(
        title=plain(version.title),
        head=(("Soort", str(version.kind)), ("Van", f"coalitie {version.output.coalition}")),
        blocks=tuple(blocks),
        kind="Opbrengst",
    )
    make = to_pdf if spec["name"].endswith(".pdf") else to_docx
    return SimpleUploadedFile(spec["name"], make(document))
