"""The report of a team over its moments, as page and as files."""

from django.http import Http404
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from frameworks.reports.mirror import RULE
from frameworks.reports.moments_letter import document
from frameworks.reports.reading import own_report, talks_of
from frameworks.reports.sheets import LONG, long_rows, sheets
from frameworks.teams.views.lookups import this_trajectory
from knw_portal.access import access
from knw_portal.documents.docx import to_docx
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.responses import CSV, DOCX, PDF, XLSX, download
from knw_portal.documents.tables import to_csv, to_workbook


@require_GET
@access("frameworks.view_report", on=this_trajectory)
def trajectory_report(request, trajectory):
    context = {"trajectory": trajectory, "report": own_report(trajectory), "rule": RULE}
    return render(request, "frameworks/reports/trajectory_report.html", context)


def this_report(request, pk, kind):
    if kind not in ("pdf", "docx", "xlsx", "csv"):
        raise Http404
    trajectory = this_trajectory(request, pk)
    trajectory.kind = kind
    return trajectory


@require_GET
@access("frameworks.view_report", on=this_report)
def trajectory_file(request, trajectory):
    name = slugify(f"verslag momenten {trajectory.team}")
    return file_of(
        trajectory.kind,
        name,
        letter=lambda: document(trajectory, own_report(trajectory)),
        talks=lambda: talks_of(trajectory),
    )


def file_of(kind, name, *, letter, talks, more_sheets=list, more_rows=list):
    """One of the four files of a report: `letter` gives its document, `talks` its rows.

    `more_sheets` and `more_rows` give what a workbook and a CSV file hold after those.
    """
    match kind:
        case "pdf":
            return download(to_pdf(letter()), f"{name}.pdf", PDF, inline=True)
        case "docx":
            return download(to_docx(letter()), f"{name}.docx", DOCX)
        case "xlsx":
            return download(
                to_workbook(name, [*sheets(talks()), *more_sheets()]), f"{name}.xlsx", XLSX
            )
        case "csv":
            return download(to_csv(LONG, [*long_rows(talks()), *more_rows()]), f"{name}.csv", CSV)
