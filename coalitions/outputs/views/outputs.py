"""Where a coalition writes its outputs, and the bureau publishes them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.briefs.models import Coalition
from coalitions.outputs.actions import outputs as actions
from coalitions.outputs.actions.scores import scores_of
from coalitions.outputs.forms.outputs import (
    DraftForm,
    FilesForm,
    FinishForm,
    MakersForm,
    NextDraftForm,
    OutputForm,
    ReturnForm,
    ReviseForm,
    WithdrawOutputForm,
)
from coalitions.outputs.models import (
    Collection,
    Delivery,
    Output,
    OutputFile,
    OutputVersion,
)
from knw_portal.access import access
from knw_portal.files.checks import Refused
from knw_portal.files.responses import download
from knw_portal.forms import CHANGED, Stale
from knw_portal.sheets import Sheet, page_or_file

OUTPUTS = Sheet(
    "Opbrengsten",
    {
        "opbrengst": "title",
        "soort": "kind",
        "samenvatting": "summary",
        "in de bibliotheek sinds": "published_at",
        "ingetrokken": "withdrawn_at",
        "waarom ingetrokken": "withdraw_reason",
    },
    permission="coalitions.submit_output",
)
WITH_BUREAU = "Dit concept ligt bij het bureau. Het bureau kan het wijzigen of teruggeven."
PUBLISHED = "Wat gepubliceerd is, verandert niet. Maak een nieuwe versie."


def this_coalition(request, slug):
    return get_object_or_404(Coalition.objects.visible_to(request.user), slug=slug)


def this_output(request, slug, pk):
    outputs = Output.objects.visible_to(request.user)
    return get_object_or_404(outputs.with_versions(), pk=pk, coalition__slug=slug)


def this_draft(request, slug, pk):
    """The version of an output that is worked on, with its output and coalition."""
    drafts = OutputVersion.objects.filter(
        published_at=None, output__in=Output.objects.visible_to(request.user)
    )
    return get_object_or_404(
        drafts.select_related("output__coalition", "kind"),
        output=pk,
        output__coalition__slug=slug,
    )


def this_file(request, slug, pk, number):
    """A file of a version of an output, whether published or not."""
    files = OutputFile.objects.filter(
        version__output__in=Output.objects.visible_to(request.user)
    ).select_related("stored", "version__output__coalition")
    return get_object_or_404(
        files, pk=number, version__output=pk, version__output__coalition__slug=slug
    )


@require_safe
@access("coalitions.see_outputs", on=this_coalition)
def output_list(request, coalition):
    outputs = coalition.outputs.with_versions().order_by("title", "pk")
    context = {"coalition": coalition, "outputs": outputs}
    template = "coalitions/outputs/output_list.html"
    return page_or_file(request, template, context, OUTPUTS.of(outputs, coalition))


def deliveries_to_use(request, coalition):
    """The collection one begins from, and what was delivered to it; for who may read that."""
    number = request.GET.get("uitvraag", "")
    if not number.isdecimal() or not request.user.has_perm("coalitions.run_collections", coalition):
        return None, []
    collection = get_object_or_404(Collection, pk=number, coalition=coalition)
    delivered = collection.deliveries.filter(state=Delivery.State.DELIVERED)
    return collection, list(delivered.select_related("institution"))


@require_http_methods(["GET", "POST"])
@access("coalitions.draft_output", on=this_coalition)
def output_new(request, coalition):
    collection, deliveries = deliveries_to_use(request, coalition)
    output = Output(coalition=coalition)
    if collection:
        output.title, output.kind = collection.title, collection.kind
    form = OutputForm(request.POST or None, instance=output, deliveries=deliveries)
    if form.is_valid():
        try:
            actions.start_output(
                output, deliveries=form.chosen_texts, stored=form.chosen_files, by=request.user
            )
        except Stale as stale:
            messages.info(request, "Er is al een concept met deze titel. Dit is het.")
            return back(stale.args[0])
        messages.success(request, "Het concept staat klaar. Schrijf nu hoe je het gebruikt.")
        return redirect("output_edit", slug=coalition.slug, pk=output.pk)
    context = {
        "form": form,
        "coalition": coalition,
        "collection": collection,
        "collections": () if collection else delivered_collections(request, coalition),
    }
    return render(request, "coalitions/outputs/output_new.html", context)


def delivered_collections(request, coalition):
    """The collections one may begin from."""
    if not request.user.has_perm("coalitions.run_collections", coalition):
        return Collection.objects.none()
    return coalition.collections.filter(deliveries__state=Delivery.State.DELIVERED).distinct()


@require_safe
@access("coalitions.see_outputs", on=this_output)
def output_preview(request, output):
    """How it will stand in the library, and what can be done with it now."""
    return preview(request, output, FilesForm(version=output.draft))


def preview(request, output, form):
    version = output.draft or output.newest_version
    scores = scores_of(version)
    context = {
        "output": output,
        "coalition": output.coalition,
        "draft": output.draft,
        "version": version,
        "files": version.files.select_related("stored"),
        "credits": output.credits.select_related("user__institution"),
        "bases": version.bases.select_related("delivery__institution", "delivery__collection"),
        "missing": output.draft.missing() if output.draft else [],
        "scores": scores,
        "has_scored": any(one.by == request.user for _, said in scores for one in said),
        "form": form,
        "locked": is_locked(request, output.draft),
    }
    return render(request, "coalitions/outputs/output_preview.html", context)


def is_locked(request, draft):
    """Whether a draft lies with the bureau and this person is not of it."""
    return bool(
        draft
        and draft.submitted_at
        and not request.user.has_perm("coalitions.publish_output", draft.output)
    )


def back(output):
    return redirect(output.work_url)


@require_http_methods(["GET", "POST"])
@access("coalitions.draft_output", on=this_output)
def output_edit(request, output):
    """The texts of the draft. Who was writing when it went to the bureau keeps what they wrote."""
    draft = output.draft
    closed = PUBLISHED if draft is None else WITH_BUREAU if is_locked(request, draft) else ""
    if closed and request.method == "GET":
        messages.info(request, closed)
        return back(output)
    version = draft or output.newest_version
    form_class = DraftForm if version.number == 1 else NextDraftForm
    form = form_class(request.POST or None, instance=version)
    try:
        if form.is_valid() and not closed and actions.write_version(form, by=request.user):
            messages.success(request, "Het concept is bewaard.")
            return back(output)
    except Stale:
        closed = PUBLISHED
    context = {"form": form, "output": output, "coalition": output.coalition, "closed": closed}
    return render(request, "coalitions/outputs/output_edit.html", context)


@require_POST
@access("coalitions.draft_output", on=this_output)
def output_upload(request, output):
    draft = output.draft
    if draft is None or is_locked(request, draft):
        messages.warning(request, CHANGED)
        return back(output)
    form = FilesForm(request.POST, request.FILES, version=draft)
    if form.is_valid():
        try:
            actions.add_files(draft, form.cleaned_data["files"], by=request.user)
        except Refused as refused:
            form.add_error("files", refused)
        except Stale:
            messages.warning(request, CHANGED)
            return back(output)
        else:
            messages.success(request, "De bestanden staan erbij.")
            return redirect(f"{output.work_url}#bestanden")
    return preview(request, output, form)


@require_safe
@access("coalitions.see_outputs", on=this_file)
def output_draft_file(request, file):
    return download(file.stored)


@require_POST
@access("coalitions.draft_output", on=this_file)
def output_file_remove(request, file):
    output = file.version.output
    try:
        if is_locked(request, file.version):
            raise Stale(file)
        actions.remove_file(file, by=request.user)
    except Stale:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, f"Weggehaald: {file.stored.name}")
    return redirect(f"{output.work_url}#bestanden")


@require_http_methods(["GET", "POST"])
@access("coalitions.submit_output", on=this_output)
def output_makers(request, output):
    people = actions.makers_of(output).select_related("institution")
    named = output.credits.values_list("user", flat=True)
    form = MakersForm(request.POST or None, people=people, named=named)
    if request.method == "POST" and form.is_valid():
        actions.name_makers(output, form.chosen, by=request.user)
        messages.success(request, "De makers zijn bewaard.")
        return back(output)
    context = {"form": form, "output": output, "coalition": output.coalition}
    return render(request, "coalitions/outputs/output_makers.html", context)


@require_POST
@access("coalitions.submit_output", on=this_output)
def output_submit(request, output):
    try:
        actions.submit_version(draft_of(output), seen=request.POST.get("stand"), by=request.user)
    except Stale:
        messages.warning(request, CHANGED)
    except actions.NotWhole:
        messages.warning(request, "Er ontbreekt nog iets. Hieronder staat wat.")
    else:
        messages.success(request, "Het ligt nu bij het bureau.")
    return back(output)


def draft_of(output):
    if output.draft is None:
        raise Stale(output)
    return output.draft


def ask(request, output, form, **words):
    context = {
        "form": form,
        "place": output.coalition,
        "cancel_url": output.work_url,
        **words,
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.publish_output", on=this_draft)
def output_return(request, draft):
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        try:
            actions.return_version(
                draft, form.cleaned_data["reason"], seen=draft.stand, by=request.user
            )
        except Stale:
            messages.warning(request, CHANGED)
        else:
            messages.success(request, "Het concept is terug bij de coalitie, met je toelichting.")
        return back(draft.output)
    return ask(
        request, draft.output, form, title=f"‘{draft.title}’ teruggeven", submit="Teruggeven"
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.publish_output", on=this_draft)
def output_publish(request, draft):
    """The whole page as everybody will see it, with the question whether that is right."""
    output = draft.output
    if request.method == "POST":
        try:
            actions.publish_version(draft, seen=request.POST.get("stand"), by=request.user)
        except Stale:
            messages.warning(request, CHANGED)
        except actions.NotWhole:
            messages.warning(request, "Er ontbreekt nog iets. Hieronder staat wat.")
        else:
            messages.success(request, "De opbrengst staat in de bibliotheek.")
            return redirect(output)
        return back(output)
    context = {
        "output": output,
        "coalition": output.coalition,
        "version": draft,
        "files": draft.files.select_related("stored"),
        "credits": output.credits.select_related("user__institution"),
        "missing": draft.missing(),
    }
    return render(request, "coalitions/outputs/output_publish.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.publish_output", on=this_output)
def output_withdraw(request, output):
    form = WithdrawOutputForm(request.POST or None)
    if form.is_valid():
        try:
            actions.withdraw_output(output, form.cleaned_data["reason"], by=request.user)
        except Stale:
            messages.warning(request, CHANGED)
        else:
            messages.success(request, "De opbrengst is ingetrokken. Je kunt haar terugzetten.")
        return back(output)
    return ask(
        request,
        output,
        form,
        title=f"‘{output.title}’ intrekken",
        text="De opbrengst verdwijnt uit de bibliotheek. Wie het adres nog heeft, leest waarom.",
        submit="Intrekken",
    )


@require_POST
@access("coalitions.publish_output", on=this_output)
def output_restore(request, output):
    try:
        actions.restore_output(output, by=request.user)
    except Stale:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, "De opbrengst staat weer in de bibliotheek.")
    return back(output)


@require_http_methods(["GET", "POST"])
@access("coalitions.draft_output", on=this_output)
def output_revise(request, output):
    form = ReviseForm(request.POST or None)
    if form.is_valid():
        try:
            actions.revise_output(
                output,
                is_erratum=form.cleaned_data["is_erratum"],
                change_note=form.cleaned_data["change_note"],
                by=request.user,
            )
        except Stale:
            messages.warning(request, "Er is al een concept. Werk daarin verder.")
            return back(output)
        return redirect("output_edit", slug=output.coalition.slug, pk=output.pk)
    return ask(
        request,
        output,
        form,
        title=f"Nieuwe versie van ‘{output.title}’",
        text="Je begint met de tekst en de bestanden van nu. Wat in de bibliotheek staat, blijft "
        "daar tot het bureau de nieuwe versie publiceert.",
        submit="Nieuwe versie beginnen",
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.submit_output", on=this_draft)
def output_drop(request, draft):
    output, coalition = draft.output, draft.output.coalition
    if request.method == "POST":
        try:
            if is_locked(request, draft):
                raise Stale(draft)
            actions.drop_version(draft, by=request.user)
        except Stale:
            messages.warning(request, CHANGED)
            return back(output)
        messages.success(request, "Het concept is weggegooid.")
        return redirect("output_list", slug=coalition.slug)
    return ask(
        request,
        output,
        None,
        title=f"Het concept van ‘{draft.title}’ weggooien",
        text="De tekst en de bestanden van dit concept zijn dan weg.",
        submit="Weggooien",
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.finish_coalition", on=this_coalition)
def coalition_finish(request, coalition):
    """Close a coalition; without an output that needs a reason."""
    if coalition.phase == Coalition.Phase.COMPLETED:
        messages.info(request, "Deze coalitie is al afgerond.")
        return redirect("output_list", slug=coalition.slug)
    made = coalition.outputs.public().order_by("title")
    form = None if made else FinishForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            reason = form.cleaned_data["reason"] if form else ""
            actions.finish_coalition(coalition, reason=reason, by=request.user)
        except (Stale, actions.NothingMade):
            messages.warning(request, CHANGED)
            return redirect("coalition_finish", slug=coalition.slug)
        messages.success(request, f"{coalition} is afgerond.")
        return redirect(coalition)
    open_drafts = coalition.outputs.filter(versions__published_at=None).order_by("title")
    context = {"coalition": coalition, "form": form, "made": made, "open_drafts": open_drafts}
    return render(request, "coalitions/outputs/coalition_finish.html", context)


@require_POST
@access("coalitions.finish_coalition", on=this_coalition)
def coalition_reopen(request, coalition):
    try:
        actions.reopen_coalition(coalition, by=request.user)
    except Stale:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, f"{coalition} loopt weer.")
    return redirect("output_list", slug=coalition.slug)
