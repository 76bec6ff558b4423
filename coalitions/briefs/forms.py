from datetime import timedelta

from django import forms
from django.forms import BaseInlineFormSet, ModelChoiceField, inlineformset_factory
from django.utils.timezone import localdate

from coalitions.briefs.models import (
    SENSIBLE,
    BriefLine,
    Coalition,
    Comment,
    Consultation,
    DesiredFunction,
    Lineage,
    Memo,
    Milestone,
    ThemeLine,
)
from coalitions.themes.actions import basis_of, needs_reason
from coalitions.themes.models import CommonTerm, Decision, ThemeRound
from knw_portal.forms import LinkField, TidyForm, VersionedForm
from knw_portal.people.models import Function

ISO = "%Y-%m-%d"  # what a date field of a browser reads


class BriefForm(VersionedForm):
    class Meta:
        model = Coalition
        fields = [
            "central_question",
            "activity",
            "purpose",
            "perspective",
            "form",
            "approach",
            "example_question",
            "success_note",
            "composition_note",
            "target_size",
            "starts_on",
            "ends_on",
        ]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "central_question": "Eén vraag, die bovenaan de pagina en op elke agenda staat.",
            "activity": "Verwijs met [^1] naar een bron met dat nootnummer.",
            "example_question": "Een vraag die een team zichzelf zou kunnen stellen.",
        }

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", "De coalitie eindigt na haar begin. Kies een latere datum.")
        return cleaned


class LastDay:
    """For forms with the last day of a round of comments."""

    def clean_closes_on(self):
        if self.cleaned_data["closes_on"] < localdate():
            raise forms.ValidationError("Die dag is al voorbij. Kies vandaag of een latere dag.")
        return self.cleaned_data["closes_on"]


class ConsultationForm(LastDay, TidyForm):
    class Meta:
        model = Consultation
        fields = ["asked", "closes_on", "note"]
        widgets = {
            "asked": forms.RadioSelect,
            "closes_on": forms.DateInput(attrs={"type": "date", "class": "short"}, format=ISO),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "closes_on": "Tot het eind van deze dag. Drie dagen ervoor krijgt wie nog niets zei "
            "een herinnering.",
            "note": "Staat in de mail en boven de opdracht.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["closes_on"] = localdate() + timedelta(days=14)


class ConsultationEditForm(LastDay, VersionedForm):
    class Meta:
        model = Consultation
        fields = ["closes_on"]
        widgets = {
            "closes_on": forms.DateInput(attrs={"type": "date", "class": "short"}, format=ISO)
        }


class CommentForm(TidyForm):
    class Meta:
        model = Comment
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"text": {"required": "Schrijf je opmerking op"}}


class AnswerForm(VersionedForm):
    class Meta:
        model = Comment
        fields = ["state", "answer"]
        widgets = {"state": forms.RadioSelect, "answer": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"state": {"required": "Kies wat je met de opmerking doet"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = self.fields["state"].choices
        self.fields["state"].choices = [one for one in choices if one[0] != Comment.State.OPEN]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("state") == Comment.State.DECLINED and not cleaned.get("answer"):
            self.add_error("answer", "Schrijf op waarom je de opmerking niet overneemt.")
        return cleaned


class DoneForm(forms.Form):
    """When a milestone was reached."""

    done_on = forms.DateField(
        label="Op welke dag is het gelukt?",
        initial=localdate,
        validators=SENSIBLE,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={"required": "Vul de dag in waarop het gelukt is"},
    )

    def clean_done_on(self):
        if self.cleaned_data["done_on"] > localdate():
            raise forms.ValidationError("Die dag moet nog komen. Kies vandaag of een eerdere dag.")
        return self.cleaned_data["done_on"]


class StepForm(forms.Form):
    """Carries the phase that somebody saw when they chose the next."""

    seen = forms.CharField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """For each theme of the result: chosen or not, why, and what it builds on.

    Who departs from the result says why, and so does who chooses among equals. A theme that
    builds on an earlier coalition says whether it deepens or broadens it, and in what respect.
    """

    FIELDS = ("gekozen", "motivering", "voorganger", "verdieping", "verbreding", "opzicht")

    version = forms.IntegerField(widget=forms.HiddenInput)
    toelichting = forms.CharField(
        label="Bij het besluit als geheel",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, themes, outcome, coalitions, **kwargs):
        super().__init__(*args, **kwargs)
        self.themes, self.outcome = themes, outcome
        self.coalitions = {str(coalition.pk): coalition for coalition in coalitions}
        earlier = [("", "Nergens op"), *((pk, str(one)) for pk, one in self.coalitions.items())]
        if self.quorum_was_missed:
            self.fields["toelichting"].label = "Waarom er toch een besluit is"
            self.fields["toelichting"].help_text = "Het quorum is niet gehaald."
            self.fields["toelichting"].required = True
            self.fields["toelichting"].error_messages["required"] = (
                "Schrijf op waarom er toch een besluit is, zonder quorum."
            )
        for theme in themes:
            self.fields |= {
                f"gekozen-{theme.pk}": forms.BooleanField(label="Gekozen", required=False),
                f"motivering-{theme.pk}": self._text("Motivering", 2000),
                f"voorganger-{theme.pk}": forms.ChoiceField(
                    label="Bouwt voort op", required=False, choices=earlier
                ),
                f"verdieping-{theme.pk}": forms.BooleanField(label="Verdieping", required=False),
                f"verbreding-{theme.pk}": forms.BooleanField(label="Verbreding", required=False),
                f"opzicht-{theme.pk}": self._text("In welk opzicht", 500),
            }

    @staticmethod
    def _text(label, length):
        widget = forms.Textarea(attrs={"rows": 2})
        return forms.CharField(label=label, required=False, max_length=length, widget=widget)

    @property
    def quorum_was_missed(self):
        quorum = self.outcome["quorum"]
        return bool(quorum and not quorum["met"])

    def clean(self):
        cleaned = super().clean()
        for theme in self.themes:
            self._check_reason(theme)
            self._check_line(theme)
        if not any(cleaned.get(f"gekozen-{theme.pk}") for theme in self.themes):
            self.add_error(None, "Kies ten minste één thema.")
        return cleaned

    def _check_reason(self, theme):
        chosen = self._said("gekozen", theme)
        basis = basis_of(theme.pk, bool(chosen), self.outcome)
        if self._said("motivering", theme) or not needs_reason(
            Decision(basis=basis, is_chosen=bool(chosen))
        ):
            return
        tied = basis == Decision.Basis.TIE
        self.add_error(
            f"motivering-{theme.pk}",
            f"{theme}: schrijf op waarom dit thema voorgaat bij de gelijke stand."
            if tied
            else f"{theme}: schrijf op waarom dit anders is dan de uitslag.",
        )

    def _check_line(self, theme):
        if not (self._said("gekozen", theme) and self._said("voorganger", theme)):
            return
        if not (self._said("verdieping", theme) or self._said("verbreding", theme)):
            self.add_error(
                f"verdieping-{theme.pk}", f"{theme}: kies verdieping, verbreding of allebei."
            )
        if not self._said("opzicht", theme):
            self.add_error(f"opzicht-{theme.pk}", f"{theme}: schrijf op in welk opzicht.")

    def _said(self, name, theme):
        return self.cleaned_data.get(f"{name}-{theme.pk}")

    @property
    def rows(self):
        """(theme, is chosen, motivation) for each theme."""
        return [
            (theme, self._said("gekozen", theme), self._said("motivering", theme))
            for theme in self.themes
        ]

    @property
    def lines(self):
        """What the chosen themes build on."""
        return [
            ThemeLine(
                theme=theme,
                earlier=self.coalitions[self._said("voorganger", theme)],
                is_deepening=self._said("verdieping", theme),
                is_broadening=self._said("verbreding", theme),
                note=self._said("opzicht", theme),
            )
            for theme in self.themes
            if self._said("gekozen", theme) and self._said("voorganger", theme)
        ]

    def fields_of(self, pk):
        """The fields of one theme, by name."""
        return {name: self[f"{name}-{pk}"] for name in self.FIELDS}


class ReturnForm(forms.Form):
    """Why the board sends a decision back."""

    reason = forms.CharField(
        label="Waarom stuur je het terug?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Schrijf op wat het bureau moet aanpassen"},
    )


class MemoForm(VersionedForm):
    class Meta:
        model = Memo
        fields = ["to", "coalition", "sender", "dated_on", "subject", "status"]
        widgets = {"dated_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "to": "‘Alle coalitieleden’ zijn die van elke coalitie die niet is afgerond.",
            "coalition": "Alleen bij één coalitie. De memo gaat dan over haar opdracht.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        born = self.instance.round.coalitions.order_by("number")
        self.fields["coalition"].queryset = born
        self.fields["coalition"].empty_label = "Niet van toepassing"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("to") != Memo.To.COALITION:
            cleaned["coalition"] = None
        elif not cleaned.get("coalition"):
            self.add_error("coalition", "Kies welke coalitie de memo krijgt")
        return cleaned


class Lines(BaseInlineFormSet):
    """The lines of one part of a brief. Each select's choices are asked once, not once a line."""

    @classmethod
    def rows_of(cls, coalition):
        """The lines of this part as they are in the database now."""
        named = [name for name in ("function", "earlier") if name in cls.form.base_fields]
        return cls.model._default_manager.filter(**{cls.fk.name: coalition}).select_related(*named)

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, queryset=self.rows_of(instance), **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if not form.instance.pk and "DELETE" in form.fields:
            form.fields["DELETE"].widget = forms.HiddenInput()  # there is nothing yet to take away
        for name, field in form.fields.items():
            if isinstance(field, ModelChoiceField) and name not in ("id", self.fk.name):
                field.choices = self._choices(name, field)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 2
            if isinstance(field.widget, forms.NumberInput):
                field.widget.attrs["class"] = "short"
        if "number" in form.fields and index is not None and index >= self.initial_form_count():
            # A new line comes after the others; as an initial value it does not count as typed.
            form.fields["number"].initial = index + 1

    def _choices(self, name, field):
        if name == "parent":
            field.queryset = self.rows_of(self.instance).filter(parent=None)
        elif name == "earlier":
            field.queryset = Coalition.objects.exclude(pk=self.instance.pk)
        known = self.__dict__.setdefault("_known_choices", {})
        if name not in known:
            known[name] = list(field.choices)
        return known[name]

    def get_unique_error_message(self, unique_check):
        label = self.model._meta.get_field(unique_check[-1]).verbose_name
        return f"Dezelfde {label} staat er twee keer. Haal één van de twee regels weg."

    def refuse(self, text):
        """Send the form back with this above it."""
        self._non_form_errors.append(text)

    def as_stored(self):
        """The lines as they are in the database now, each as (label, value) pairs."""
        return [
            [(self._label(name), self._shown(row, name)) for name in self._names()]
            for row in self.rows_of(self.instance)
        ]

    def carried_over(self):
        """What was typed, about the lines as they are now: one that is gone becomes a new one."""
        known = {str(row.pk) for row in self.rows_of(self.instance)}
        typed = [
            {name: self.data.get(f"{self.prefix}-{index}-{name}", "") for name in self._all_names()}
            for index in range(self.total_form_count())
        ]
        kept = [line for line in typed if line["id"] in known]
        fresh = [{**line, "id": ""} for line in typed if line["id"] not in known]
        data = {
            f"{self.prefix}-{index}-{name}": value
            for index, line in enumerate(kept + fresh)
            for name, value in line.items()
        }
        counts = {"TOTAL_FORMS": len(typed), "INITIAL_FORMS": len(kept)}
        data |= {f"{self.prefix}-{name}": str(count) for name, count in counts.items()}
        return type(self)(data, instance=self.instance, prefix=self.prefix)

    def _names(self):
        return [name for name in self.form.base_fields if name not in ("id", self.fk.name)]

    def _all_names(self):
        return [*self._names(), "id", self.fk.name, "DELETE"]

    def _label(self, name):
        return self.form.base_fields[name].label

    def _shown(self, row, name):
        show = getattr(row, f"get_{name}_display", None)
        return show() if show else getattr(row, name)


class BriefLines(Lines):
    """The lines of one part, or of the parts that share a page."""

    parts = ()
    states = ()
    required = ()

    @classmethod
    def rows_of(cls, coalition):
        return coalition.lines.filter(part__in=cls.parts)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name in self.required:
            form.fields[name].required = True
        for name, wanted in (("part", self.parts), ("state", self.states)):
            if name in form.fields:
                field = form.fields[name]
                field.choices = [choice for choice in field.choices if choice[0] in wanted]
                field.required, field.initial = True, wanted[0]

    def save_new(self, form, commit=True):
        if "part" not in form.fields:
            form.instance.part = self.parts[0]
        return super().save_new(form, commit=commit)


class SourceLines(BriefLines):
    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            number = form.cleaned_data.get("footnote") if hasattr(form, "cleaned_data") else None
            if number and not form.cleaned_data.get("DELETE"):
                if number in seen:
                    form.add_error("footnote", "Dit nootnummer heeft al een bron. Kies een ander.")
                seen.add(number)


class CriterionForm(TidyForm):
    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and parent == self.instance:
            raise forms.ValidationError("Een criterium kan geen onderdeel van zichzelf zijn.")
        if parent and self.instance.pk and self.instance.parts.exists():
            raise forms.ValidationError(
                "Dit criterium heeft zelf onderdelen, dus het blijft zelfstandig."
            )
        return parent


class WishForm(TidyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["function"].queryset = Function.objects.open(self.instance.function_id)


def part(model, fields, *, form=TidyForm, formset=Lines, **kwargs):
    return inlineformset_factory(
        Coalition,
        model,
        form=form,
        formset=formset,
        fields=fields,
        field_classes={"url": LinkField},
        extra=2,
        can_delete=True,
        **kwargs,
    )


def lines(parts, fields, *, required, states=(), form=TidyForm, formset=BriefLines, **labels):
    """A part whose lines are `BriefLine`s: which ones, their fields, and what these are called."""
    known = {"parts": parts, "required": required, "states": states}
    formset = type("BriefLines", (formset,), known)
    return part(BriefLine, fields, form=form, formset=formset, labels=labels)


# What holds for every coalition of a round; each takes it over at its birth.
CommonTermLines = inlineformset_factory(
    ThemeRound,
    CommonTerm,
    form=TidyForm,
    formset=Lines,
    fields=["number", "title", "text"],
    extra=2,
    can_delete=True,
)

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
Part, State = BriefLine.Part, BriefLine.State
POINTS = (Part.ACTIVITY, Part.DEMAND, Part.INCLUDED, Part.MAY_USE, Part.INPUT, Part.GUIDANCE)

# The parts of a brief that are lists: address → (heading, formset class).
PARTS = {
    "punten": ("Punten", lines(POINTS, ["number", "part", "text"], required=["text"])),
    "afspraken": (
        "Afspraken",
        lines([Part.TERM], ["number", "title", "text"], required=["title", "text"], title="Kort"),
    ),
    "succescriteria": (
        "Succescriteria",
        lines(
            [Part.CRITERION],
            ["number", "code", "title", "text", "parent"],
            required=["code", "text"],
            form=CriterionForm,
            title="Kort",
        ),
    ),
    "afbakening": (
        "Wel en niet",
        lines(BriefLine.SCOPE, ["number", "part", "text"], required=["text"], part="Wel of niet"),
    ),
    "samenstelling": (
        "Gewenste samenstelling",
        part(DesiredFunction, ["number", "function", "wished", "note"], form=WishForm),
    ),
    "verbindingen": (
        "Verbindingen",
        lines(
            [Part.CONNECTION],
            ["number", "title", "text", "state", "url", "note"],
            required=["title", "text"],
            states=[State.DEVELOPED, State.DEVELOPING],
            title="Organisatie",
            text="Wat",
            note="Wat wij ermee doen",
        ),
    ),
    "bronnen": (
        "Bronnen",
        lines(
            [Part.SOURCE],
            ["number", "title", "text", "url", "footnote", "state", "note"],
            required=["title"],
            states=[State.AVAILABLE, State.COMING],
            formset=SourceLines,
            text="Maker",
        ),
    ),
    "mijlpalen": (
        "Mijlpalen",
        part(
            Milestone,
            ["title", "due_on", "done_on"],
            widgets={"due_on": DATE, "done_on": DATE},
        ),
    ),
    "lijn": (
        "Waar dit op voortbouwt",
        part(Lineage, ["earlier", "is_deepening", "is_broadening", "note"], fk_name="later"),
    ),
}
