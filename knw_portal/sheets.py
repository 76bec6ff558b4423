"""Lists to take along: what a page lists, as a file for a spreadsheet program.

A list says once, beside its view, what each column is called and what stands in it. The page then
hands out the file itself, at its own address with `?lijst=mensen&als=csv` (or `xlsx`): so the file
has the filters of the page and asks for the permission of the page.

    PEOPLE = Sheet("Mensen", {"naam": "name", "rollen": roles_in_words})

    def person_list(request):
        …
        return page_or_file(request, template, context, PEOPLE.of(people))

and in the template {% downloads list=downloads.mensen %}.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.text import capfirst, slugify

from knw_portal.documents.responses import CSV, XLSX, download
from knw_portal.documents.tables import to_csv, to_xlsx

LONGEST = 10_000  # rows; what is longer is cut, and says so in its last row
CUT = f"De lijst gaat verder. Hier staan de eerste {LONGEST} regels; zoek eerst iets uit."
OF_ONE_PAGE = ("lijst", "als", "pagina", "voor")  # what a link to the whole list leaves out


@dataclass(frozen=True)
class Sheet:
    """What a list is called and what its columns hold: an attribute of the row, or a function of
    it. `permission` is asked beyond that of the page, about the row that the page is about."""

    title: str
    columns: dict[str, str | Callable]
    permission: str = ""

    @cached_property
    def code(self):
        """What the list is called in an address and in a template."""
        return slugify(self.title).replace("-", "_")

    def of(self, rows, about=None):
        """The list with its rows: anything that gives them, or a function that does."""
        return Listing(self, rows, about)


@dataclass(frozen=True)
class Listing:
    sheet: Sheet
    rows: Iterable | Callable
    about: object = None

    def is_for(self, user):
        return not self.sheet.permission or user.has_perm(self.sheet.permission, self.about)

    def table(self):
        """The header, and the cells of every row."""
        rows = self.rows() if callable(self.rows) else self.rows
        columns = self.sheet.columns
        cells = [
            [cell(row, source) for source in columns.values()] for row in islice(rows, LONGEST + 1)
        ]
        if len(cells) > LONGEST:
            cells[LONGEST:] = [[CUT, *[""] * (len(columns) - 1)]]
        return [capfirst(name) for name in columns], cells

    def file(self, kind):
        title = f"{self.sheet.title} {self.about or ''}".strip()
        if kind == "csv":
            return download(to_csv(*self.table()), f"{title}.csv", CSV)
        return download(to_xlsx(title, *self.table()), f"{title}.xlsx", XLSX)


def cell(row, source):
    """What stands in one cell: `source` is a function of the row or the name of an attribute."""
    if not isinstance(source, str):
        return source(row)
    value = getattr(row, source)
    return value() if callable(value) else value


def page_or_file(request, template, context, *listings, status=200):
    """The page, with links to its lists in `downloads`; or the file that the address asks for."""
    kind = request.GET.get("als")
    if kind is None:
        links = {one.sheet.code: links_to(one, request) for one in listings}
        return render(request, template, {**context, "downloads": links}, status=status)
    found = [one for one in listings if one.sheet.code == request.GET.get("lijst")]
    if not found or kind not in ("csv", "xlsx"):
        raise Http404
    if not found[0].is_for(request.user):
        raise PermissionDenied
    return found[0].file(kind)


def links_to(listing, request):
    """Where the files of a list are, with the filters of the page; nothing for who may not."""
    if not listing.is_for(request.user):
        return None
    asked = request.GET.copy()
    for name in OF_ONE_PAGE:
        asked.pop(name, None)
    asked["lijst"] = listing.sheet.code
    urls = {}
    for kind in ("xlsx", "csv"):
        asked["als"] = kind
        urls[kind] = f"{request.path}?{asked.urlencode()}"
    return {"title": listing.sheet.title, **urls}
