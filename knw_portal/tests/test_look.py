"""The base page, the components, and the pages that belong to no room."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.template import Context, Template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate, now

from knw_portal import style
from knw_portal.people.models import Duties, Role, User
from knw_portal.templatetags import portal
from knw_portal.tests.factories import RoleFactory
from knw_portal.tests.looking import troubles
from knw_portal.views import server_error

TEMPLATES = Path(django_settings.BASE_DIR, "templates")
STATIC = Path(django_settings.BASE_DIR, "static")


def rendered(source, **context):
    return BeautifulSoup(Template(source).render(Context(context)), "html.parser")


def text_of(node):
    return " ".join(node.get_text(" ").split())


# --- page and thread --------------------------------------------------------------------------


def test_a_page_head_leads_back_to_the_pages_above_it():
    page = rendered(
        '{% page_head title="Leden" up="Data <3" up_url="/coalities/data/" crumbs=crumbs'
        ' place="Leden" %}<p>14</p>{% endpage_head %}',
        crumbs=[("Coalities", "/coalities/")],
    )

    assert [(a.text, a["href"]) for a in page.nav.find_all("a")] == [
        ("Coalities", "/coalities/"),
        ("Data <3", "/coalities/data/"),
    ]
    assert page.h1.text == "Leden"
    assert page.find("p", string="14") is not None


def test_an_entry_keeps_what_stands_in_its_margin_apart_from_an_entry_inside_it():
    page = rendered(
        '{% entry title="Buiten" %}{% margin %}<b>veertien</b>{% endmargin %}'
        '{% entry title="Binnen" note="twee" %}tekst{% endentry %}{% endentry %}'
    )
    outer, inner = page.find_all("section")

    assert text_of(outer.find(class_="entry-margin")) == "veertien"
    assert text_of(inner.find(class_="entry-margin")) == "twee"
    assert "veertien" not in inner.text


@pytest.mark.parametrize(
    ("knot", "classes"),
    [
        ("none", []),
        ("now", ["tied"]),
        ("open", ["tied", "tied-open"]),
        ("done", ["tied", "tied-done"]),
    ],
)
def test_a_knot_says_where_an_entry_stands(knot, classes):
    page = rendered("{% entry knot=knot %}x{% endentry %}", knot=knot)

    assert page.section["class"] == ["entry", *classes]


def test_what_is_late_says_so_with_a_sign_and_in_words():
    late = rendered("{% entry due=due %}x{% endentry %}", due=localdate() - timedelta(days=4))
    soon = rendered("{% entry due=due %}x{% endentry %}", due=localdate() + timedelta(days=9))

    assert text_of(late.find(class_="state-late")) == "4 dagen te laat"
    assert late.find("use")["href"].endswith("#warning")
    assert soon.find(class_="state-late") is None
    assert "over 9 dagen" in text_of(soon)


def test_what_happens_at_a_moment_is_never_late():
    page = rendered("{% entry at=at %}x{% endentry %}", at=now() - timedelta(days=4))

    assert "4 dagen geleden" in text_of(page)
    assert page.find(class_="state-late") is None


def test_an_entry_escapes_what_people_wrote():
    page = rendered("{% entry title=title note=title %}{% endentry %}", title="<script>x</script>")

    assert page.script is None
    assert page.h2.text == "<script>x</script>"


# --- tables, facts, states --------------------------------------------------------------------


def test_every_cell_of_a_table_carries_its_heading_for_where_columns_fall_away():
    page = rendered(
        '{% table caption="Stand" %}<thead><tr><th scope="col">Wat</th>'
        '<th scope="col">Vragen<br>tot "28" nov</th><th scope="col">Nu</th></tr></thead>'
        '<tbody><tr><th scope="row">Data</th><td>a</td><td data-label="eigen">b</td></tr></tbody>'
        "{% endtable %}"
    )

    assert [td["data-label"] for td in page.find_all("td")] == ['Vragen tot "28" nov', "eigen"]
    assert page.table["role"] == "table"
    assert page.find("th", scope="row")["role"] == "rowheader"
    assert page.caption.text == "Stand"


def test_facts_leave_out_what_is_not_known():
    page = rendered("{% facts items=items %}", items=[("Waar", "Zwolle"), ("Wie", ""), ("Uur", 0)])

    assert [(dt.text, dt.find_next("dd").text) for dt in page.find_all("dt")] == [
        ("Waar", "Zwolle"),
        ("Uur", "0"),
    ]


def test_a_misspelt_argument_or_state_is_an_error_and_not_a_silence():
    with pytest.raises(KeyError):
        rendered('{% state word="Klaar" kind="klaar" %}')
    with pytest.raises(Exception, match="unexpected keyword"):
        rendered('{% nothing txt="x" %}{% endnothing %}')


def test_progress_is_told_in_words_too():
    page = rendered('{% progress label="Stemmen" done=37 total=46 unit="scholen" %}')

    assert (page.progress["value"], page.progress["max"]) == ("37", "46")
    assert "37 van 46 scholen" in text_of(page)


def test_pages_to_leaf_through_are_shown_where_there_are_any():
    assert rendered("{% pagination %}").nav is None
    assert rendered('{% pagination older_url="?na=7" %}').a["href"] == "?na=7"


def test_numbers_and_plurals_are_words():
    page = rendered(
        '{{ 3|number }} {{ 13|number }} {{ 1|plural:"lid leden" }} {{ 14|plural:"lid leden" }}'
    )

    assert page.text == "drie 13 1 lid 14 leden"


def test_a_filter_of_dates_lets_nothing_through_as_nothing():
    page = rendered(
        "[{{ x|day }}{{ x|full_day }}{{ x|distance }}{{ x|school_year }}{{ x|ago }}]", x=None
    )

    assert page.text == "[]"


# --- forms ------------------------------------------------------------------------------------


def wrong_form():
    return style.SampleForm(style.WRONG)


def test_everything_a_field_refers_to_is_on_the_page():
    page = rendered("{% error_summary %}{% form_fields form=form %}", form=wrong_form())
    ids = {tag["id"] for tag in page.find_all(id=True)}
    described = {
        name
        for tag in page.find_all(attrs={"aria-describedby": True})
        for name in tag["aria-describedby"].split()
    }

    assert described - ids == set()
    assert described != set()
    assert {a["href"][1:] for a in page.select(".error-summary a")} - ids == set()
    assert {label["for"] for label in page.find_all("label")} - ids == set()
    assert len(ids) == len(page.find_all(id=True))


def test_the_summary_names_every_mistake_in_the_order_of_the_form_and_links_to_it():
    page = rendered("{% error_summary %}", form=wrong_form())

    assert text_of(page.h2) == "Vier antwoorden kloppen nog niet"
    assert [(a["href"], a.text) for a in page.find_all("a")] == [
        ("#id_email", "Schrijf je e-mailadres met een @, bijvoorbeeld naam@school.nl"),
        ("#id_hours", "Vul in hoeveel uur per maand je hebt, in cijfers"),
        ("#id_agreed_0", "Kies of je het met je leidinggevende hebt overlegd"),
        ("#id_rules", "Zet een vinkje als je hiermee akkoord gaat"),
    ]


def test_a_mistake_is_marked_and_said_at_its_field():
    page = rendered("{% form_fields form=form %}", form=wrong_form())
    email = page.find(id="id_email")

    assert email["aria-invalid"] == "true"
    assert text_of(page.find(id="id_email_error")).startswith("Fout: Schrijf")
    assert page.find(id="id_name").get("aria-invalid") is None


def test_help_stands_between_the_name_of_a_field_and_the_field():
    page = rendered("{% form_fields form=form %}", form=style.SampleForm())
    field = page.find(id="div_id_hours")

    assert [tag.name for tag in field.find_all(["label", "p", "input"])] == ["label", "p", "input"]
    assert page.find(id="id_hours")["aria-describedby"] == "id_hours_helptext"


def test_choices_are_a_group_with_a_legend():
    page = rendered("{% form_fields form=form %}", form=wrong_form())
    group = page.find(id="div_id_agreed")

    assert group.name == "fieldset"
    assert text_of(group.legend) == "Heb je dit met je leidinggevende overlegd?"
    assert group["aria-describedby"] == "id_agreed_error"
    assert page.find("input", value="tue").has_attr("checked")


def test_what_may_stay_empty_says_so_in_words_and_nothing_has_an_asterisk():
    page = rendered("{% form_fields form=form %}", form=style.SampleForm())

    assert [text_of(tag.parent) for tag in page.find_all(class_="optional")] == [
        "Op welke dagen kun je? (niet verplicht)",
        "Vanaf wanneer? (niet verplicht)",
        "Wat breng je mee? (niet verplicht)",
    ]
    assert "*" not in page.text


def test_a_hint_for_the_browser_reaches_the_field():
    page = rendered("{% form_fields form=form %}", form=style.SampleForm())

    assert page.find(id="id_email")["autocomplete"] == "email"
    assert page.find(id="id_hours")["class"] == ["short", "textinput", "form-control"]


class WholeForm(forms.Form):
    begin = forms.IntegerField(label="Begin")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("Dit past niet bij elkaar")


def test_a_mistake_of_the_whole_form_or_a_hidden_field_is_not_lost():
    page = rendered("{% error_summary %}{% form_fields form=form %}", form=WholeForm({"begin": 1}))

    assert [text_of(li) for li in page.select(".error-summary li")] == [
        "Dit past niet bij elkaar",
        "Dit veld is verplicht.",
    ]
    assert "Dit past niet bij elkaar" in page.select_one("p.field-error").text
    assert page.find("input", {"name": "version"})["type"] == "hidden"


class GeneralForm(forms.Form):
    begin = forms.IntegerField(label="Begin", min_value=3)
    hours = forms.IntegerField(label="Hoeveel uur heb je?")
    job = forms.CharField(
        label="Je functie", max_length=9, error_messages={"required": "Schrijf je functie op"}
    )


def said_by(**context):
    page = rendered("{% error_summary %}", **context)
    return [text_of(li) for li in page.select(".error-summary li")]


def test_a_mistake_in_general_words_names_its_field_and_one_in_words_of_its_own_does_not():
    assert said_by(form=GeneralForm({"begin": 1})) == [
        "Begin: Zorg ervoor dat deze waarde minstens 3 is.",
        "Hoeveel uur heb je? Dit veld is verplicht.",
        "Schrijf je functie op",
    ]
    assert said_by(form=GeneralForm({"begin": 3, "hours": 1, "job": "onderwijskundige"})) == [
        "Je functie: Zorg dat deze waarde niet meer dan 9 tekens bevat (het zijn er nu 16)."
    ]


def test_a_mistake_in_a_line_names_the_line():
    lines = forms.formset_factory(GeneralForm, extra=1)
    formset = lines(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "2",
            "form-0-begin": "4",
            "form-0-hours": "1",
            "form-1-begin": "4",
            "form-1-hours": "1",
            "form-1-job": "docent",
        }
    )
    stored = formset.forms[1]
    stored.instance = Role(pk=1, kind=Role.Kind.BOARD)
    stored.add_error("hours", "Dat is te weinig")
    stored.add_error(None, "Dit past niet bij elkaar")

    assert said_by(formset=formset) == [
        "Regel 1: Schrijf je functie op",
        "Bestuur: Dit past niet bij elkaar",
        "Hoeveel uur heb je? (bestuur): Dat is te weinig",
    ]


def test_a_summary_gathers_from_every_form_and_formset_on_the_page():
    lines = forms.formset_factory(WholeForm, extra=1)
    formset = lines({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-begin": "1"})
    page = rendered(
        "{% error_summary %}", form=wrong_form(), formset=formset, forms=[WholeForm({})]
    )

    assert len(page.find_all("li")) == 4 + (1 + 1) + (1 + 1 + 1) + (1 + 1 + 1)
    assert page.find("a", href="#id_form-1-begin") is not None


@pytest.mark.parametrize("given", [{}, {"form": None}, {"form": style.SampleForm()}])
def test_a_page_without_mistakes_has_no_summary_and_a_plain_title(given):
    page = rendered("{% error_summary %}<title>{% title_prefix %}Stijl</title>", **given)

    assert page.find(class_="error-summary") is None
    assert page.title.text == "Stijl"


def test_the_title_of_a_page_with_mistakes_begins_with_fout():
    page = rendered("<title>{% title_prefix %}Stijl</title>", form=wrong_form())

    assert page.title.text == "Fout: Stijl"


def test_a_form_has_one_primary_button_and_a_way_out():
    page = rendered('{% form_buttons submit="Versturen" cancel_url="/terug/" %}')

    assert [b.text for b in page.find_all("button")] == ["Versturen"]
    assert page.a["href"] == "/terug/"


def test_who_lost_the_race_sees_both_texts_as_words():
    form = style.SampleForm()
    form.conflict = [
        {"field": form["brings"], "mine": "mijn <b>", "theirs": ""},
        {"field": form["days"], "mine": ["tue", "thu"], "theirs": ["wed"]},
        {"field": form["rules"], "mine": True, "theirs": False},
        {"field": form["start"], "mine": localdate(), "theirs": None},
    ]
    page = rendered("{% conflict form=form %}", form=form)
    texts = [text_of(tag) for tag in page.find_all(class_="said-by")]

    assert texts[:6] == ["(leeg)", "mijn <b>", "woensdag", "dinsdag, donderdag", "nee", "ja"]
    assert texts[6:] == ["(leeg)", portal.dates.full_day(localdate())]
    assert page.find("a", href="#id_brings") is not None
    assert rendered("{% conflict form=form %}", form=style.SampleForm()).text.strip() == ""


def test_weet_je_het_zeker_names_the_deed_and_a_way_back(rf):
    page = BeautifulSoup(
        render_to_string(
            "confirm.html",
            {
                "title": "De stemming sluiten?",
                "points": ["Niemand kan nog stemmen"],
                "submit": "Ja, sluit de stemming",
                "cancel_url": "/themas/",
            },
            request=visit(rf),
        ),
        "html.parser",
    )

    assert page.h1.text == "De stemming sluiten?"
    assert page.select_one("main form button").text == "Ja, sluit de stemming"
    assert page.select_one("main form a")["href"] == "/themas/"


# --- the menu ---------------------------------------------------------------------------------


def visit(rf, path="/", user=None):
    request = rf.get(path)
    request.user = user or AnonymousUser()
    return request


def person(*kinds):
    user = User(name="Sanne Hoekstra")
    user.duties = Duties(roles=frozenset((kind, None) for kind in kinds))
    return user


def menu_of(rf, path="/", user=None):
    request = visit(rf, path, user)
    return portal.menu(Context({"request": request, "user": request.user}))


def test_a_visitor_can_look_take_part_and_sign_in(rf):
    menu = menu_of(rf)

    assert [label for label, _, _ in menu["items"]] == [
        "Over coalities",
        "Coalities",
        "Bibliotheek",
        "Raamwerken",
        "Doe mee",
    ]
    assert menu["account"] == ("Inloggen", reverse("account_login"), False)
    assert menu["sign_out"] == ""


@pytest.mark.parametrize(
    ("kinds", "extra"),
    [
        ((), []),
        ((Role.Kind.EXPERT,), []),
        ((Role.Kind.BOARD,), ["Thema’s"]),
        ((Role.Kind.AMBASSADOR,), ["Thema’s"]),
        ((Role.Kind.DEPUTY,), ["Thema’s"]),
        ((Role.Kind.BUREAU,), ["Bureau", "Thema’s"]),
    ],
)
def test_the_menu_shows_what_goes_with_ones_roles(rf, kinds, extra):
    labels = [label for label, _, _ in menu_of(rf, user=person(*kinds))["items"]]

    assert [name for name in ("Bureau", "Thema’s") if name in labels] == extra
    assert labels[0] == "Mijn overzicht"
    assert "Doe mee" not in labels


def test_every_page_the_menu_can_name_is_there():
    names = {name for name, *_ in [*portal.VISITOR, *portal.SIGNED_IN]}

    assert [
        name for name in [*names, "profile", "account_logout"] if not portal.address(name)
    ] == []


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", ["Over coalities"]),
        ("/coalities/", ["Coalities"]),
        ("/coalities/data-3/", ["Coalities"]),
        ("/trajecten/7/ambities/", ["Raamwerken"]),
        ("/gesprekken/7/", ["Raamwerken"]),
        ("/privacy/", []),
    ],
)
def test_the_menu_marks_where_one_is(rf, path, here):
    assert [label for label, _, current in menu_of(rf, path)["items"] if current] == here


def test_only_the_page_deepest_in_the_address_is_marked(rf):
    menu = menu_of(rf, reverse("profile"), person())

    assert [label for label, _, current in menu["items"] if current] == []
    assert menu["account"][2] is True


def test_signing_out_is_a_form_and_not_a_link(rf):
    page = BeautifulSoup(
        render_to_string("base.html", {}, request=visit(rf, user=person())), "html.parser"
    )

    assert [form["method"] for form in page.select(".masthead form")] == ["post", "post"]
    assert page.select('.masthead a[href*="uitloggen"]') == []


# --- the base page ----------------------------------------------------------------------------


@pytest.mark.parametrize("demo", [True, False])
def test_every_page_of_the_practice_portal_says_that_it_is_one(client, settings, demo, db):
    settings.DEMO = demo

    assert ("verzonnen gegevens" in client.get("/privacy/").content.decode()) is demo


@pytest.mark.django_db
def test_a_page_has_its_landmarks_its_skip_link_and_its_live_regions(client):
    page = BeautifulSoup(client.get("/privacy/").content, "html.parser")

    assert page.html["lang"] == "nl"
    assert page.body.find("a")["href"] == "#inhoud"
    assert [len(page.find_all(tag)) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert page.select_one("main #messages[role=status]") is not None
    assert page.select_one("main #alerts[role=alert]") is not None
    assert len({nav["aria-label"] for nav in page.find_all("nav")}) == len(page.find_all("nav"))


@pytest.mark.django_db
def test_a_message_is_shown_once_in_the_region_that_fits_it(client, settings):
    settings.DEMO = True
    page = BeautifulSoup(client.get("/stijl/?melding=1").content, "html.parser")

    assert "aanmelding is verstuurd" in page.find(id="messages").text
    assert text_of(page.find(id="alerts")) == ""
    assert "aanmelding is verstuurd" not in client.get("/stijl/").content.decode()


INLINE = re.compile(
    r"<(?!svg|rect)[^>]*\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=\"|javascript:"
)


def test_no_template_holds_inline_script_or_style():
    pages = [path for path in TEMPLATES.rglob("*.html") if "emails" not in path.parts]
    found = [str(path) for path in pages if INLINE.search(path.read_text())]

    assert len(pages) > 30
    assert found == []
    assert INLINE.search('<p style="x">')
    assert INLINE.search('<b onclick="x">')


def test_every_icon_a_template_names_is_drawn():
    drawn = set(style.icon_names())
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon name="([^"]+)"', path.read_text())
    }
    known = {*portal.STATE_ICONS.values(), *portal.NOTICE_ICONS.values()}

    assert (named | known) - drawn == set()


def test_the_stylesheet_fetches_nothing_the_security_policy_refuses():
    css = (STATIC / "portal.css").read_text()
    fetched = re.findall(r'url\("?([^")]+)', css)

    assert fetched != []
    assert [name for name in fetched if not finders.find(name)] == []


@pytest.mark.parametrize(
    "ground", ["paper", "sheet", "linen", "weld-tint", "moss-tint", "woad-tint"]
)
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "woad", "madder", "moss"])
def test_text_can_be_read_on_every_ground(ground, ink):
    colours = {colour["name"]: colour["value"] for colour in style.swatches()}

    assert style.contrast(colours[ink], colours[ground]) >= 4.5


def test_the_edge_of_a_control_can_be_seen():
    colours = {colour["name"]: colour["value"] for colour in style.swatches()}

    assert style.contrast(colours["edge"], colours["sheet"]) >= 3
    assert style.contrast(colours["edge"], colours["linen"]) >= 3


def test_contrast_is_reckoned_as_wcag_does():
    assert style.contrast("#000000", "#ffffff") == 21
    assert style.contrast("#767676", "#ffffff") == 4.5


def test_static_files_can_be_collected_for_production(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    manifest = (tmp_path / "staticfiles.json").read_text()
    for name in ("portal.css", "portal.js", "icons.svg", "bootstrap/css/bootstrap.min.css"):
        assert f'"{name}":' in manifest
    assert len(list((tmp_path / "bootstrap").rglob("*.css"))) == 2


# --- pages of the portal itself ---------------------------------------------------------------


@pytest.mark.django_db
def test_the_style_page_is_only_there_in_the_practice_portal(client, settings):
    settings.DEMO = False

    assert client.get("/stijl/").status_code == 404


@pytest.mark.django_db
def test_health_says_ok_when_the_database_answers_and_is_up_to_date(
    client, django_assert_num_queries
):
    client.get("/gezondheid/")  # reads the migrations from their files, once

    with django_assert_num_queries(2):
        response = client.get("/gezondheid/")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.django_db
def test_health_says_503_when_the_database_is_away(client):
    def away(*args):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(away):
        response = client.get("/gezondheid/")

    assert (response.status_code, response.json()) == (503, {"status": "geen database"})


@pytest.mark.django_db
def test_health_says_503_when_a_migration_is_missing(client):
    MigrationRecorder(connection).migration_qs.filter(app="knw_portal").delete()

    response = client.get("/gezondheid/")

    assert (response.status_code, response.json()) == (503, {"status": "migraties ontbreken"})


@pytest.mark.django_db
def test_security_txt_says_where_to_report_and_is_never_expired(client, settings):
    settings.CONTACT_EMAIL = "veilig@example.org"
    lines = dict(
        line.split(": ", 1)
        for line in client.get("/.well-known/security.txt").content.decode().splitlines()
    )

    assert lines["Contact"] == "mailto:veilig@example.org"
    assert now() < datetime.fromisoformat(lines["Expires"]) < now() + timedelta(days=365)


@pytest.mark.parametrize(("demo", "first"), [(True, "Disallow: /"), (False, "Disallow: /mijn/")])
@pytest.mark.django_db
def test_robots_stay_out_of_what_is_not_public(client, settings, demo, first):
    settings.DEMO = demo

    assert client.get("/robots.txt").content.decode().splitlines()[1] == first


@pytest.mark.parametrize("name", ["400", "500", "503"])
def test_a_page_for_when_all_else_fails_needs_no_database_and_no_context(name):
    page = BeautifulSoup(render_to_string(f"{name}.html"), "html.parser")

    assert name in page.select_one(".place").text
    assert page.h1.text.strip() != ""


@pytest.mark.parametrize("name", ["403", "403_csrf", "404", "409"])
def test_a_page_for_what_is_not_possible_says_what_to_do(rf, name):
    page = BeautifulSoup(render_to_string(f"{name}.html", request=visit(rf, "/x/")), "html.parser")

    assert page.h1.text.strip() != ""
    assert page.select("main a[href]") != []


def test_a_crash_is_answered_with_a_page_and_nothing_of_the_crash(
    client, settings, monkeypatch, db
):
    settings.DEMO = True
    client.raise_request_exception = False

    def crash(request):
        raise ZeroDivisionError("geheim")

    monkeypatch.setattr(style, "context", crash)
    response = client.get("/stijl/")

    assert response.status_code == 500
    assert "dat ligt niet aan jou" in response.content.decode()
    assert "geheim" not in response.content.decode()
    assert "verzonnen gegevens" in response.content.decode()


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_told_in_dutch(client):
    response = client.get("/bestaat-niet/")

    assert response.status_code == 404
    assert "Deze pagina is er niet" in response.content.decode()


# --- in a browser -----------------------------------------------------------------------------

PAGES = [
    "/stijl/",
    "/stijl/?fout=1",
    "/stijl/?botsing=1",
    "/stijl/?melding=1",
    "/privacy/",
    "/toegankelijkheid/",
    "/bestaat-niet/",
]


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.mark.browser
def test_no_page_has_troubles(browser_page, demo):
    for path in PAGES:
        browser_page.goto(path)
        assert troubles(browser_page) == []


@pytest.mark.browser
def test_no_page_scrolls_sideways(browser_page, demo):
    wide = {}
    for path in PAGES:
        browser_page.goto(path)
        for width in (320, 375, 600, 768, 992, 1100, 1280, 1600):
            browser_page.set_viewport_size({"width": width, "height": 900})
            reach = browser_page.evaluate("document.documentElement.scrollWidth")
            if reach > width:
                wide[path, width] = reach

    assert wide == {}


@pytest.mark.browser
def test_bootstrap_never_stands_alone(browser_page, demo):
    """Somebody clicks on before the page is in, and one of the stylesheets never comes."""
    browser_page.route("**/portal.css", lambda route: route.abort())

    browser_page.goto("/stijl/")
    browser_page.get_by_role("radio").first.check()

    # What was refused is seen by `browser_page`.
    assert browser_page.get_by_role("radio").first.is_checked()


@pytest.mark.browser
def test_a_long_name_and_the_longest_menu_fit(browser_page, browser_sign_in, demo):
    name = "Wilhelmina van der Scheepers-Oudenhuijsen tot Nieuwersluis"
    browser_sign_in(RoleFactory(kind=Role.Kind.BUREAU, user__name=name).user)
    browser_page.goto("/privacy/")

    for width in (320, 992, 1100, 1280):
        browser_page.set_viewport_size({"width": width, "height": 900})
        assert browser_page.evaluate("document.documentElement.scrollWidth") == width
    assert browser_page.is_visible(".nav-main >> text=Bureau")
    assert troubles(browser_page) == []


@pytest.mark.browser
def test_the_summary_of_mistakes_gets_the_focus_and_leads_to_each_field(browser_page, demo):
    browser_page.goto("/stijl/")
    browser_page.fill("#id_name", "Priya Ramdin")
    browser_page.click("text=Aanmelding versturen")
    browser_page.wait_for_selector(".error-summary")

    assert browser_page.title().startswith("Fout: Stijl")
    assert focused(browser_page) == "error-summary"

    for link, field in [("Kies of je het", "id_agreed_0"), ("Zet een vinkje", "id_rules")]:
        browser_page.click(f".error-summary a:has-text('{link}')")
        assert browser_page.evaluate("document.activeElement.id") == field
    assert browser_page.input_value("#id_name") == "Priya Ramdin"


def focused(page):
    """What has the focus once the page has loaded and its script had its turn."""
    page.wait_for_load_state("load")
    page.wait_for_timeout(100)
    return page.evaluate("document.activeElement.className")


@pytest.mark.browser
def test_mistakes_that_htmx_brings_are_in_the_title_and_get_the_focus(browser_page, demo):
    browser_page.goto("/stijl/")
    browser_page.evaluate(
        "htmx.ajax('POST', '/stijl/', {target: '#formulier', select: '#formulier', "
        "swap: 'outerHTML'})"
    )
    browser_page.wait_for_selector(".error-summary")

    assert browser_page.title().startswith("Fout: Stijl")
    assert focused(browser_page) == "error-summary"


@pytest.mark.browser
def test_who_lost_the_race_starts_reading_there(browser_page, demo):
    browser_page.goto("/stijl/?botsing=1")

    assert focused(browser_page) == "conflict"


@pytest.mark.browser
def test_the_skip_link_comes_first_and_jumps_to_the_page(browser_page, demo):
    browser_page.goto("/privacy/")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.textContent") == "Naar de inhoud"

    browser_page.keyboard.press("Enter")

    assert browser_page.evaluate("document.activeElement.id") == "inhoud"


@pytest.mark.browser
def test_the_menu_on_a_phone_opens_and_closes_with_the_keyboard(browser_page, demo):
    browser_page.set_viewport_size({"width": 375, "height": 800})
    browser_page.goto("/privacy/")
    browser_page.focus(".menu summary")
    browser_page.keyboard.press("Enter")
    assert browser_page.is_visible(".menu nav a >> text=Coalities")

    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Escape")

    assert not browser_page.is_visible(".menu nav a >> text=Coalities")
    assert browser_page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.browser
def test_a_form_is_sent_once_however_often_the_button_is_pressed(browser_page, demo):
    sent = []
    browser_page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    browser_page.goto("/stijl/")

    browser_page.evaluate(
        "const b = document.querySelector('main form button'); b.click(); b.click(); b.click();"
    )
    browser_page.wait_for_selector(".error-summary")
    assert len(sent) == 1

    browser_page.click("text=Aanmelding versturen")
    browser_page.wait_for_selector(".error-summary")
    browser_page.go_back()
    assert browser_page.get_attribute("main form button", "aria-disabled") is None


@pytest.mark.browser
def test_leaving_a_form_with_something_typed_is_asked_about(browser_page, demo):
    asked = []

    def answer(dialog):
        asked.append(dialog.type)
        dialog.accept()

    browser_page.on("dialog", answer)
    browser_page.goto("/stijl/")
    browser_page.goto("/privacy/")
    assert asked == []

    browser_page.goto("/stijl/")
    browser_page.type("#id_name", "Priya")
    browser_page.goto("/privacy/")
    assert asked == ["beforeunload"]

    browser_page.goto("/stijl/")
    browser_page.type("#id_name", "Priya")
    browser_page.click("text=Aanmelding versturen")
    browser_page.wait_for_selector(".error-summary")
    assert asked == ["beforeunload"]


@pytest.mark.browser
def test_a_form_works_without_script(chromium, live_server, demo):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/stijl/")
    page.click("text=Aanmelding versturen")

    assert page.title().startswith("Fout: Stijl")
    assert page.locator(".error-summary a").count() == 5
    context.close()


@pytest.mark.browser
def test_on_paper_there_is_text_and_no_menu(browser_page, demo):
    browser_page.goto("/stijl/")
    browser_page.emulate_media(media="print")

    for gone in (".nav-main", ".menu", ".foot", ".practice", "main form .btn"):
        assert not browser_page.is_visible(gone)
    assert browser_page.is_visible("h1")


@pytest.mark.browser
def test_the_signs_stay_where_a_person_chose_the_colours(browser_page, demo):
    browser_page.emulate_media(forced_colors="active", reduced_motion="reduce")
    browser_page.goto("/stijl/?fout=1")

    assert css(browser_page, "#id_days_0", "appearance") == "auto"  # the browser's own tick
    browser_page.focus(".error-summary a")
    assert css(browser_page, ".error-summary a", "outlineStyle") == "solid"


def css(page, selector, name):
    return page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).{name}")


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("weg"), 503), (ValueError("stuk"), 500)]
)
def test_a_database_that_is_away_is_no_crash_wherever_it_shows(rf, error, status):
    try:
        raise error
    except type(error):
        response = server_error(rf.get("/"))

    assert response.status_code == status
