"""The lists that the bureau keeps in the browser."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.desk import actions
from coalitions.desk.forms import (
    FunctionForm,
    InstitutionForm,
    MergeForm,
    OutputKindForm,
    QualityObjectForm,
)
from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale, version_in
from knw_portal.pages import page_of
from knw_portal.people.models import Institution
from knw_portal.sheets import Sheet, page_or_file

PAGE = 100
NAMES = 30  # so many people are named before the rest is a number
CHOOSE = "Twee instellingen zijn één geworden. Kies met welke; daarna zie je wat er verandert."
TAKEN = "Deze naam staat net op de lijst. Kies een andere."


@dataclass(frozen=True)
class Reference:
    """One list: its words, its form, and its columns on the page and in a file."""

    path: str
    noun: str
    lead: str
    form: type
    sheet: Sheet
    fetched: tuple = ()

    def __str__(self):
        return self.sheet.title

    @property
    def model(self):
        return self.form._meta.model

    @property
    def can_close(self):
        return hasattr(self.model, "is_open")

    def rows(self):
        return actions.with_use(self.model.objects.select_related(*self.fetched))

    def url(self):
        return reverse("reference_list", kwargs={"list": self.path})


REFERENCES = {
    one.path: one
    for one in [
        Reference(
            "functies",
            "functie",
            "Waar mensen uit kiezen, en waar een gewenste samenstelling uit bestaat.",
            FunctionForm,
            Sheet(
                "Functies",
                {
                    "naam": "name",
                    "meervoud": "plural",
                    "valt onder": "parent",
                    "volgorde": "number",
                    "te kiezen": "is_open",
                    "in gebruik": "in_use",
                },
            ),
            ("parent",),
        ),
        Reference(
            "soorten-opbrengst",
            "soort opbrengst",
            "Wat een coalitie kan opleveren. De lijst mag groeien, maar een dashboard hoort er "
            "niet bij.",
            OutputKindForm,
            Sheet(
                "Soorten opbrengst",
                {"naam": "name", "te kiezen": "is_open", "in gebruik": "in_use"},
            ),
        ),
        Reference(
            "objecten-van-kwaliteit",
            "object van kwaliteit",
            "Waarvan de kwaliteit wordt bekeken. Makers kiezen eruit bij een vraag en bij een "
            "opbrengst, en de bibliotheek is erop te doorzoeken.",
            QualityObjectForm,
            Sheet(
                "Objecten van kwaliteit",
                {
                    "naam": "name",
                    "in bestanden": "code",
                    "volgorde": "number",
                    "te kiezen": "is_open",
                    "in gebruik": "in_use",
                },
            ),
        ),
        Reference(
            "instellingen",
            "instelling",
            "De scholen waar mensen werken. Wat aangesloten is, is te kiezen en stemt mee.",
            InstitutionForm,
            Sheet(
                "Instellingen",
                {
                    "naam": "name",
                    "soort": "get_kind_display",
                    "plaats": "city",
                    "regio": "region",
                    "aangesloten": "is_affiliated",
                    "opgegaan in": "merged_into",
                    "in gebruik": "in_use",
                },
            ),
            ("merged_into",),
        ),
    ]
}


def this_list(request, list):
    if list not in REFERENCES:
        raise Http404
    return REFERENCES[list]


def this_entry(request, list, pk):
    reference = this_list(request, list)
    return reference, get_object_or_404(reference.rows(), pk=pk)


def this_closable(request, list, pk):
    reference, row = this_entry(request, list, pk)
    if not reference.can_close:
        raise Http404
    return reference, row


def this_institution(request, pk):
    return get_object_or_404(Institution.objects.select_related("merged_into"), pk=pk)


@require_safe
@access("knw_portal.edit_lists")
def reference_index(request):
    return redirect(next(iter(REFERENCES.values())).url())


@require_safe
@access("knw_portal.edit_lists", on=this_list)
def reference_list(request, reference):
    rows = reference.rows()
    page = page_of(request, rows, PAGE)
    _, cells = reference.sheet.of(page).table()
    context = {
        "reference": reference,
        "columns": reference.sheet.columns,
        "lines": [
            (row, [as_shown(cell) for cell in line]) for row, line in zip(page, cells, strict=True)
        ],
        "page": page,
        "tabs": [(str(one), one.url()) for one in REFERENCES.values()],
    }
    template = "coalitions/desk/reference_list.html"
    return page_or_file(request, template, context, reference.sheet.of(rows))


def as_shown(cell):
    """A cell as the page writes it."""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    return "–" if cell in (None, "") else cell


@require_http_methods(["GET", "HEAD", "POST"])
@access("knw_portal.edit_lists", on=this_list)
def reference_new(request, reference):
    form = reference.form(request.POST or None)
    if form.is_valid():
        try:
            actions.add_entry(form, by=request.user)
        except Stale:
            form.add_error("name", TAKEN)
        else:
            messages.success(request, f"‘{form.instance}’ staat op de lijst.")
            return redirect(reference.url())
    context = {"form": form, "reference": reference, "title": f"{reference.noun} toevoegen"}
    return render(request, "coalitions/desk/reference_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("knw_portal.edit_lists", on=this_entry)
def reference_edit(request, target):
    (reference, row), title = target, str(target[1])
    used = {"is_used": row.in_use} if reference.form is InstitutionForm else {}
    form = reference.form(request.POST or None, instance=row, **used)
    if form.is_valid():
        try:
            if actions.change_entry(form, by=request.user):
                messages.success(request, f"‘{row}’ is gewijzigd.")
                return redirect(reference.url())
        except Stale:
            form.add_error("name", TAKEN)
    context = {"form": form, "reference": reference, "row": row, "title": title}
    return render(request, "coalitions/desk/reference_edit.html", context)


@require_POST
@access("knw_portal.edit_lists", on=this_closable)
def reference_close(request, target):
    done = "‘{}’ is niet meer te kiezen. Waar het al gekozen was, blijft het staan."
    return _move(request, target, actions.close_entry, done)


@require_POST
@access("knw_portal.edit_lists", on=this_closable)
def reference_open(request, target):
    return _move(request, target, actions.open_entry, "‘{}’ is weer te kiezen.")


def _move(request, target, deed, done):
    reference, row = target
    try:
        deed(row, by=request.user)
    except Stale:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, done.format(row))
    return redirect(reference.url())


@require_http_methods(["GET", "HEAD", "POST"])
@access("knw_portal.edit_lists", on=this_entry)
def reference_delete(request, target):
    reference, row = target
    if request.method == "POST":
        name = str(row)
        try:
            actions.delete_entry(row, by=request.user)
        except (actions.InUse, ProtectedError, IntegrityError):
            other = "Sluit het dan." if reference.can_close else "Voeg het dan samen."
            messages.error(request, f"‘{name}’ is in gebruik en kan niet weg. {other}")
        else:
            messages.success(request, f"‘{name}’ is van de lijst.")
        return redirect(reference.url())
    context = {
        "title": f"‘{row}’ van de lijst halen",
        "text": "Dit is nooit gebruikt, dus er verandert verder niets.",
        "submit": "Van de lijst halen",
        "cancel_url": reference.url(),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("knw_portal.edit_lists", on=this_institution)
def institution_merge(request, institution):
    """Choose into which; see what moves; confirm."""
    back = redirect(REFERENCES["instellingen"].url())
    if institution.merged_into:
        messages.info(request, f"{institution} ging al op in {institution.merged_into}.")
        return back
    form = MergeForm(request.POST or request.GET or None, institution=institution)
    into = form.cleaned_data["into"] if form.is_valid() else None
    if request.method == "POST" and into:
        seen = version_in(request.POST)
        try:
            actions.merge_institutions(institution, into, seen=seen, by=request.user)
        except Stale:
            messages.warning(request, CHANGED)
        except actions.OnTheRoll as refused:
            messages.warning(request, waits_for(refused.args[0], institution))
        else:
            messages.success(request, f"{institution} is opgegaan in {into}.")
        return back
    vote = actions.open_vote_of(institution)
    context = {
        "institution": institution,
        "form": form,
        "title": f"{institution} gaat op in {into}" if into else f"{institution} samenvoegen",
        "lead": "Kijk na wat er verandert." if into else CHOOSE,
        "into": into,
        "points": points(institution, into) if into and not vote else (),
        "refusal": vote and waits_for(vote, institution),
        "up_url": back.url,
    }
    return render(request, "coalitions/desk/institution_merge.html", context)


def waits_for(round, institution):
    return (
        f"{institution} heeft een eigen stem in ‘{round}’. Voeg samen als die stemming gesloten is."
    )


def points(institution, into):
    """What a merge does, in sentences."""
    moves = actions.what_moves(institution)
    yield from people_points(moves, institution, into)
    counts = [("teams", moves.teams), ("open aanmeldingen als ambassadeur", moves.requests)]
    counts.append(("keren belangstelling voor een coalitie", moves.interests))
    along = [f"{words}: {count}" for words, count in counts if count]
    if along:
        yield f"Ook mee naar {into} gaan: {', '.join(along)}."
    yield f"{institution} is daarna niet meer te kiezen en stemt niet meer mee."
    yield (
        f"Rondes, stemmen, thema’s en rollen van vroeger blijven op naam van {institution} staan."
    )
    yield "Er gaat geen mail uit. Terugdraaien kan niet in één keer."


def people_points(moves, institution, into):
    if moves.people:
        yield f"Deze mensen werken straks bij {into}: {listed(moves.people)}."
    else:
        yield f"Bij {institution} werkt niemand met een account."
    for role in moves.roles:
        yield (
            f"{role.user} is niet meer {role.get_kind_display()} van {institution}, maar wel van "
            f"{into}."
        )


def listed(people):
    names = [person.name for person in people[:NAMES]]
    more = len(people) - len(names)
    return ", ".join(names) + (f" en nog {more}" if more else "")
