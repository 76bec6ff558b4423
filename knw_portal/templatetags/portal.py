"""The portal's components and filters, built into every template. Keyword arguments only.

Page and thread
  {% page_head title="Leden" up="Data 3.0" up_url=url place="Leden" lead="…" %}…{% endpage_head %}
      `up`/`up_url`: the page above; deeper: `crumbs=` a list of (label, url). The body comes below
      the title (state, meta line) and may be empty.
  {% entry title="Mijn coalities" when="vr 28 november" note="over 9 dagen" %}…{% endentry %}
      A row of the sheet: margin left, body right. All optional: `title` (`url` makes it a link,
      `level=3`), `when` bold and `note` soft in the margin, `due=` must be done by then (writes
      date, distance and "te laat" itself), `at=` happens or happened then, `knot`
      none|now|open|done, `tag` section|div|li, `id`, `css`.
  {% margin %}<b>14 leden</b>{% endmargin %}
      Inside an entry: puts anything in its margin.
  {% timeline label="Het jaar" %}{% entry tag="li" knot="done" … %}…{% endentry %}{% endtimeline %}
  {% subnav label="Onderdelen" items=tabs %}
      `tabs`: a list of (label, url) from the view; upright inside {% margin %}.

Marks
  {% state word="Te laat" kind="late" %}    kinds: done busy coming late stopped locked
  {% icon name="clock" %}                   names: see /stijl/; `label="…"` when it stands alone
  {% progress label="Bijeenkomsten" done=3 total=6 %}    `unit="scholen"`
  {% facts items=facts %}                   a dict or list of (label, value); empty ones fall out

Lists and messages
  {% table caption="Wat nu loopt" %}<thead>…</thead><tbody>…</tbody>{% endtable %}
      A list per row on a phone; headings move into the cells by themselves. `show_caption=True`;
      `plain=True` stays a table that scrolls; `css`. A part for htmx holds the whole table.
  {% nothing action="Idee insturen" url=url %}Er zijn nog geen ideeën.{% endnothing %}
  {% notice kind="good" title="Je stem is binnen." %}…{% endnotice %}    kinds: note good warning
  {% pagination newer_url=… older_url=… summary="1 tot 50 van 230" %}
  {% downloads list=downloads.mensen %}     the list as Excel or CSV; see knw_portal/sheets.py

Forms: <form method="post" novalidate data-guard>{% csrf_token %} and then
  {% error_summary %}                       before the form; reads `form`, `formset`, `forms` of the
                                            page, or give `form=`; the title gets "Fout: " by itself
  {% conflict form=form %}                  mine beside theirs, when a VersionedForm lost the race
  {% form_fields form=form %}               every field, by crispy (a FormHelper on the form counts)
  {% form_field field=form.name %}          one field, for a form laid out by hand
  {% form_buttons submit="Opslaan" cancel_url=url %}    one primary; `cancel`, `name`, `value`
  "confirm.html"                            a page "weet je het zeker": render it with `title`,
                                            `text`, `points`, `form`, `submit`, `cancel_url`

Dates (filters of a day or a moment; nothing in gives nothing out)
  |day vr 28 november               |full_day 28 november 2026    |clock 16.00 uur
  |moment vr 28 november, 16.00 uur |until:end do 11 december, 13.00 tot 16.00 uur
  |distance over 9 dagen, 4 dagen te laat    |ago 4 dagen geleden    |is_late True or False
  |school_year 2026–2027
Words
  |number drie (to twelve, then digits)      |plural:"lid leden" 1 lid, 14 leden
"""

import re
from datetime import date
from functools import wraps

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import template
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import Truncator, capfirst

from knw_portal import dates
from knw_portal.people.models import Role, duties_of

register = template.Library()

NUMBERS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes")
NUMBERS += ("zeven", "acht", "negen", "tien", "elf", "twaalf")
STATE_ICONS = {
    "done": "check-round",
    "busy": "half",
    "coming": "ring",
    "late": "warning",
    "stopped": "cross",
    "locked": "lock",
}
KNOTS = {"none": "", "now": "tied", "open": "tied tied-open", "done": "tied tied-done"}
MARGIN = re.compile(r"<!--margin-->(.*?)<!--/margin-->", re.DOTALL)
NOTICE_ICONS = {"note": "info", "good": "check-round", "warning": "warning"}


# --- page and thread --------------------------------------------------------------------------


@register.simple_block_tag
def page_head(content, *, title, lead="", place="", up="", up_url="", crumbs=()):
    trail = [*crumbs, *([(up, up_url)] if up else [])]
    return component(
        "page_head", content=content, title=title, lead=lead, place=place, crumbs=trail
    )


@register.simple_block_tag
def entry(
    content,
    *,
    title="",
    url="",
    level=0,
    when="",
    note="",
    due=None,
    at=None,
    knot="none",
    tag="section",
    id="",
    css="",
):
    aside = MARGIN.search(content)
    return component(
        "entry",
        content=mark_safe(MARGIN.sub("", content)),  # noqa: S308  a template's own output
        margin=mark_safe(aside.group(1)) if aside else "",  # noqa: S308
        title=title,
        url=url,
        heading=f"h{level or (3 if tag == 'li' else 2)}",
        when=when,
        note=note,
        due=due,
        at=at,
        knot=KNOTS[knot],
        tag=tag,
        id=id,
        css=css,
    )


@register.simple_block_tag
def margin(content):
    """Marks its content for the entry around it, which puts it in its margin."""
    return mark_safe(f"<!--margin-->{content.strip()}<!--/margin-->")  # noqa: S308


@register.simple_block_tag
def timeline(content, *, label="", css=""):
    return component("timeline", content=content, label=label, css=css)


@register.inclusion_tag("components/subnav.html", takes_context=True)
def subnav(context, *, label, items):
    path = path_of(context)
    current = closest(path, [str(url) for _, url in items])
    return {
        "label": label,
        "items": [(name, str(url), str(url) == current, path) for name, url in items],
    }


# --- marks ------------------------------------------------------------------------------------


@register.inclusion_tag("components/state.html")
def state(*, word, kind):
    return {"word": word, "kind": kind, "icon_name": STATE_ICONS[kind]}


@register.simple_tag
def icon(*, name, label=""):
    attributes = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return format_html(
        '<svg class="icon"{}><use href="{}#{}"/></svg>', flatatt(attributes), icons_url(), name
    )


@register.inclusion_tag("components/progress.html")
def progress(*, label, done, total, unit=""):
    return {"label": label, "done": done, "total": total, "unit": unit}


@register.inclusion_tag("components/facts.html")
def facts(*, items):
    pairs = items.items() if hasattr(items, "items") else items
    return {"pairs": [(name, value) for name, value in pairs if value not in (None, "", [])]}


# --- lists and messages -----------------------------------------------------------------------


@register.simple_block_tag
def table(content, *, caption, show_caption=False, plain=False, css=""):
    return component(
        "table",
        content=content if plain else mark_safe(labelled(content)),  # noqa: S308
        caption=caption,
        show_caption=show_caption,
        plain=plain,
        css=css,
    )


@register.simple_block_tag
def nothing(content, *, action="", url=""):
    return component("nothing", content=content, action=action, url=url)


@register.simple_block_tag
def notice(content, *, kind="note", title=""):
    return component(
        "notice", content=content, kind=kind, title=title, icon_name=NOTICE_ICONS[kind]
    )


@register.inclusion_tag("components/pagination.html")
def pagination(*, newer_url="", older_url="", summary="", newer="Vorige", older="Volgende"):
    return {
        "newer_url": newer_url,
        "older_url": older_url,
        "summary": summary,
        "newer": newer,
        "older": older,
    }


@register.inclusion_tag("components/downloads.html")
def downloads(*, list):
    return {"list": list}


# --- forms ------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def title_prefix(context):
    """What the title of a page with a form that was sent back begins with."""
    return "Fout: " if broken(forms_of(context)) else ""


@register.inclusion_tag("components/error_summary.html", takes_context=True)
def error_summary(context, *, form=None, forms=()):
    given = [*([form] if form is not None else []), *forms]
    return {"errors": broken(given or forms_of(context))}


@register.inclusion_tag("components/conflict.html")
def conflict(*, form):
    """Mine beside theirs, each as it would be read and not as it is stored."""
    return {
        "differences": [
            {
                "label": difference["field"].label,
                "place": place_of(difference["field"]),
                "theirs": as_read(difference["field"].field, difference["theirs"]),
                "mine": as_read(difference["field"].field, difference["mine"]),
            }
            for difference in getattr(form, "conflict", ())
        ]
    }


@register.simple_tag
def form_fields(*, form):
    helper = getattr(form, "helper", None) or FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return render_crispy_form(form, helper)


@register.simple_tag
def form_field(*, field):
    return mark_safe(  # noqa: S308  a template's own output
        render_to_string(
            "bootstrap5/field.html",
            {"field": field, "form_show_errors": True, "form_show_labels": True},
        )
    )


@register.inclusion_tag("components/form_buttons.html")
def form_buttons(*, submit="Opslaan", cancel_url="", cancel="Annuleren", name="", value=""):
    return {
        "submit": submit,
        "cancel_url": cancel_url,
        "cancel": cancel,
        "name": name,
        "value": value,
    }


def forms_of(context):
    """Every form and formset on the page: the context's `form`, `formset` and `forms`."""
    named = [context.get("form"), context.get("formset"), *(context.get("forms") or ())]
    return [form for form in named if form is not None]


def broken(forms, line=None):
    """What is wrong on these forms, as (id of the place to mend, text) in the order of the page."""
    found = []
    for form in forms:
        if not getattr(form, "is_bound", False):
            continue
        if hasattr(form, "forms"):  # a formset
            found += [("", text) for text in form.non_form_errors()]
            for number, one in enumerate(form.forms, start=1):
                found += broken([one], name_of_line(one, number))
            continue
        start = f"{capfirst(line)}: " if line else ""
        found += [("", start + text) for text in form.non_field_errors()]
        for field in form:
            place = "" if field.is_hidden else place_of(field)
            found += [(place, told(field, error, line)) for error in field.errors.as_data()]
    return found


def name_of_line(form, number):
    """What a line of a formset is called among the mistakes: as above it, or by its number."""
    stored = getattr(form, "instance", None)
    name = str(stored) if stored is not None and stored.pk else ""
    return Truncator(name).chars(70) or f"regel {number}"


def told(field, error, line=None):
    """A mistake in words that say which field it is about, also away from that field."""
    text = next(iter(error))
    label = str(field.label)
    if field.is_hidden or label.casefold() in text.casefold():
        return f"{capfirst(line)}: {text}" if line else text
    if line:
        return f"{label} ({line}): {text}"
    if not says_any_field(field.field, error):
        return text
    return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"


def says_any_field(field, error):
    """Whether these are Django's words, the same for every field; ours were written for one."""
    general = [
        message
        for kind in type(field).__mro__
        if kind.__module__.startswith("django.")
        for message in vars(kind).get("default_error_messages", {}).values()
    ]
    general += [getattr(type(validator), "message", None) for validator in field.validators]
    return any(error.message is message for message in general)


def as_read(field, value):
    """A value of a form field as a person would read it."""
    if value is None or value == "" or value == []:
        return "(leeg)"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, date):
        return dates.full_day(value) + (f", {dates.clock(value)}" if dates.clock(value) else "")
    choices = {str(code): label for code, label in getattr(field, "choices", ())}
    many = value if isinstance(value, list | tuple | set | QuerySet) else [value]
    return ", ".join(str(choices.get(str(one), one)) for one in many)


def place_of(field):
    """The id a link to this field must name; of a group of choices that is the first choice."""
    if field.use_fieldset:
        first = next(iter(field.subwidgets), None)
        return first.id_for_label if first else f"div_{field.auto_id}"
    return field.id_for_label or f"div_{field.auto_id}"


# --- menu -------------------------------------------------------------------------------------

VISITOR = [
    ("home", "Over coalities"),
    ("coalition_list", "Coalities"),
    ("library", "Bibliotheek"),
    ("framework_list", "Raamwerken"),
    ("join", "Doe mee"),
    ("account_login", "Inloggen"),
]
GUEST = [("library", "Bibliotheek"), ("framework_list", "Raamwerken")]
SIGNED_IN = [
    ("mine", "Mijn overzicht", ()),
    ("bureau", "Bureau", (Role.Kind.BUREAU,)),
    ("coalition_list", "Coalities", ()),
    (
        "round_list",
        "Thema’s",
        (Role.Kind.BUREAU, Role.Kind.BOARD, Role.Kind.AMBASSADOR, Role.Kind.DEPUTY),
    ),
    ("library", "Bibliotheek", ()),
    ("framework_list", "Raamwerken", ()),
]
# What has an address of its own and is found under "Raamwerken".
OF_FRAMEWORKS = ("/trajecten/", "/gesprekken/", "/praktijkkaarten/")


@register.simple_tag(takes_context=True)
def menu(context):
    """Where this person can go: `items`, and `account` to the right of them."""
    user = context.get("user")
    signed_in = bool(user and user.is_authenticated)
    if not signed_in:
        links = [(name, label, address(name)) for name, label in VISITOR]
        *items, account = links
    elif user.is_guest:
        items = [(name, label, address(name)) for name, label in GUEST]
        account = ("team_guest_detail", f"{user.name} (gast)", address("team_guest_detail"))
    else:
        duties = duties_of(user)
        items = [
            (name, label, address(name))
            for name, label, kinds in SIGNED_IN
            if not kinds or duties.has(*kinds)
        ]
        account = ("profile", user.name, address("profile"))
    path = path_of(context)
    if path.startswith(OF_FRAMEWORKS):
        path = address("framework_list")
    current = closest(path, [url for _, _, url in [*items, account] if url])
    return {
        "items": [(label, url, url == current) for _, label, url in items if url],
        "account": (account[1], account[2], account[2] == current),
        "signed_in": signed_in,
        "sign_out": address("account_logout") if signed_in else "",
    }


def address(name):
    """The address of a page, or nothing as long as there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def address_of(*, name):
    """The address of a page that may not be there in every portal."""
    return address(name)


def closest(path, urls):
    """The one of these addresses under which a path falls; the home page only as itself."""
    fitting = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(fitting, key=len, default=None)


def path_of(context):
    request = context.get("request")
    return request.path if request else ""


# --- dates and words --------------------------------------------------------------------------


def date_filter(function):
    """A filter of a day or moment that lets an empty value through as nothing."""

    @wraps(function)
    def wrapper(value, *args):
        return function(value, *args) if value else ""

    return register.filter(name=function.__name__)(wrapper)


@date_filter
def day(value):
    return dates.short_day(value)


@date_filter
def full_day(value):
    return dates.full_day(value)


@date_filter
def clock(value):
    return dates.clock(value)


@date_filter
def moment(value):
    return dates.moment(value)


@date_filter
def until(value, end):
    return dates.span(value, end)


@date_filter
def distance(value):
    return dates.distance(value)


@date_filter
def ago(value):
    return dates.ago(value)


@date_filter
def is_late(value):
    return dates.is_late(value)


@date_filter
def school_year(value):
    return dates.school_year(value)


@register.filter
def number(value):
    """drie; from thirteen on in digits."""
    return NUMBERS[value] if 0 <= value < len(NUMBERS) else str(value)


@register.filter
def plural(value, words):
    """14|plural:"lid leden" is 14 leden."""
    one, many = words.split()
    return f"{value} {one if value == 1 else many}"


# --- how components are made ------------------------------------------------------------------


def component(name, **values):
    return mark_safe(render_to_string(f"components/{name}.html", values))  # noqa: S308  a template's own output


@register.simple_tag
def icons_url():
    return static("icons.svg")


ROLES = {"thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}
CELL = re.compile(r"<(thead|tbody|tfoot|tr|td|th)\b([^>]*)>", re.IGNORECASE)
HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.IGNORECASE | re.DOTALL)


def labelled(html):
    """The rows of a table with in every cell the heading above it, for where columns fall away.

    The roles are written out because a browser forgets that it is a table once CSS shows it as
    something else.
    """
    head = re.search(r"<thead\b.*?</thead>", html, re.IGNORECASE | re.DOTALL)
    labels = [
        " ".join(strip_tags(re.sub(r"<br\s*/?>", " ", text)).split())
        for text in HEADING.findall(head.group() if head else "")
    ]
    column = 0

    def mark(match):
        nonlocal column
        tag, attributes = match.group(1).lower(), match.group(2)
        if tag == "tr":
            column = 0
        role = ROLES.get(tag) or ("rowheader" if 'scope="row"' in attributes else "columnheader")
        extra = "" if "role=" in attributes else f' role="{role}"'
        if tag in ("td", "th"):
            if tag == "td" and "data-label" not in attributes and column < len(labels):
                label = labels[column].replace('"', "&quot;")
                extra += f' data-label="{label}"'
            column += 1
        return f"<{match.group(1)}{attributes}{extra}>"

    return CELL.sub(mark, html)
