"""The public library: what coalitions made, to find, read and take along."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from coalitions.briefs.models import Lineage
from coalitions.outputs.actions import outputs as actions
from coalitions.outputs.models import Output, OutputFile
from knw_portal.access import PUBLIC, SIGNED_IN, access
from knw_portal.dates import school_year
from knw_portal.files.responses import download
from knw_portal.forms import Stale

PER_PAGE = 20
# The filters of the library: the word in the address, the column, the label, what no choice says.
FILTERS = (
    ("soort", "kind__name", "Soort", "Alle soorten"),
    ("kwaliteit", "about__name", "Kwaliteit van", "Alles"),
    ("jaar", "coalition__school_year", "Schooljaar", "Alle schooljaren"),
    ("lijn", "coalition__title", "Thema", "Alle thema’s"),
)


@require_safe
@access(PUBLIC)
@vary_on_headers("HX-Request")
def library(request):
    query = request.GET.get("q", "").strip()
    chosen = {name: request.GET.get(name, "").strip() for name, *_ in FILTERS}
    found = Output.objects.newest()
    if query:
        found = found.found_by(query, request.user)
    for name, column, *_ in FILTERS:
        if chosen[name]:
            found = found.filter(**{column: chosen[name]})
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    asked = {name: value for name, value in {"q": query, **chosen}.items() if value}
    context = {
        "page": page,
        "query": query,
        "asked": asked,
        "filters": filters(chosen),
        "summary": f"{page.start_index()} tot en met {page.end_index()} van {page.paginator.count}",
        "newer_url": address(asked, page.previous_page_number()) if page.has_previous() else "",
        "older_url": address(asked, page.next_page_number()) if page.has_next() else "",
    }
    template = (
        "coalitions/outputs/_library_rows.html"
        if request.htmx
        else "coalitions/outputs/library.html"
    )
    return render(request, template, context)


def address(asked, number):
    return "?" + urlencode({**asked, "pagina": number})


def filters(chosen):
    """Each filter with what can be chosen in it and how many outputs that is; one query."""
    columns = [column for _, column, *_ in FILTERS]
    counted = list(Output.objects.public().order_by().values(*columns).annotate(amount=Count("pk")))
    for name, column, label, everything in FILTERS:
        amounts = {}
        for row in counted:
            if row[column] is not None:
                amounts[row[column]] = amounts.get(row[column], 0) + row["amount"]
        values = sorted(amounts, reverse=name == "jaar")
        options = [
            (value, f"{school_year(value) if name == 'jaar' else value} ({amounts[value]})")
            for value in values
        ]
        yield {
            "name": name,
            "label": label,
            "options": [("", everything), *options],
            "chosen": chosen[name],
        }


def this_output(request, slug):
    """An output that is or was in the library; withdrawn ones too, to say so."""
    was_public = Output.objects.filter(
        published_at__isnull=False, coalition__published_at__isnull=False
    )
    return get_object_or_404(was_public.with_versions(), slug=slug)


def this_version(request, slug, number):
    output = this_output(request, slug)
    version = next(
        (one for one in output.versions.all() if one.number == number and one.published_at), None
    )
    if version is None:
        raise Http404
    return output, version


def this_file(request, slug, pk):
    """A file of a published version of an output that is in the library."""
    return get_object_or_404(
        OutputFile.objects.filter(
            version__published_at__isnull=False, version__output__in=Output.objects.public()
        ).select_related("stored"),
        pk=pk,
        version__output__slug=slug,
    )


@require_safe
@access(PUBLIC, on=this_output)
def output_detail(request, output):
    return shown(request, output, output.newest_version)


@require_safe
@access(PUBLIC, on=this_version)
def output_version(request, target):
    output, version = target
    return shown(request, output, version)


def shown(request, output, version):
    if output.withdrawn_at:
        context = {"output": output, "coalition": output.coalition}
        return render(request, "coalitions/outputs/output_withdrawn.html", context, status=410)
    credits = list(output.credits.select_related("user__institution"))
    context = {
        "output": output,
        "coalition": output.coalition,
        "version": version,
        "newest": output.newest_version,
        "versions": [one for one in reversed(output.versions.all()) if one.published_at],
        "files": version.files.select_related("stored"),
        "credits": credits,
        "is_named": any(one.user_id == request.user.pk for one in credits),
        "line": line_of(output.coalition),
    }
    return render(request, "coalitions/outputs/output_detail.html", context)


def line_of(coalition):
    """What this coalition built on and what was built on it, each with what it made."""
    lines = (
        Lineage.objects.filter(later=coalition, earlier__published_at__isnull=False)
        | Lineage.objects.filter(earlier=coalition, later__published_at__isnull=False)
    ).select_related("earlier", "later")
    others = {
        line.pk: line.earlier if line.later_id == coalition.pk else line.later for line in lines
    }
    made = {}
    for output in Output.objects.public().filter(coalition__in=others.values()).order_by("title"):
        made.setdefault(output.coalition_id, []).append(output)
    return [
        {
            "other": others[line.pk],
            "kind": line.kind,
            "is_earlier": line.later_id == coalition.pk,
            "outputs": made.get(others[line.pk].pk, []),
        }
        for line in sorted(lines, key=lambda line: others[line.pk].school_year)
    ]


@require_safe
@access(PUBLIC, on=this_file)
def output_file(request, file):
    return download(file.stored)


@require_POST
@access(SIGNED_IN, on=this_output)
def credit_withdraw(request, output):
    """Whoever is named at an output takes their own name away; nobody else's."""
    try:
        actions.withdraw_credit(output, by=request.user)
    except Stale:
        messages.info(request, "Je naam stond er niet (meer) bij.")
    else:
        messages.success(request, "Je naam staat er niet meer bij.")
    return redirect(output)
