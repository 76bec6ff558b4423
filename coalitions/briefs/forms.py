from django import forms
from django.forms import BaseInlineFormSet, ModelChoiceField, inlineformset_factory

from coalitions.briefs.models import (
    BriefPoint,
    Coalition,
    CoalitionTerm,
    Connection,
    DesiredFunction,
    Lineage,
    Memo,
    Milestone,
    ScopeItem,
    Source,
    SuccessCriterion,
)
from coalitions.themes.models import CommonTerm, ThemeRound
from knw_portal.forms import LinkField, TidyForm, VersionedForm


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
        fields = ["to", "sender", "dated_on", "subject", "status"]
        widgets = {"dated_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class Lines(BaseInlineFormSet):
    """The lines of one part of a brief. Each select's choices are asked once, not once a line."""

    def __init__(self, *args, queryset=None, **kwargs):
        named = [name for name in ("function", "earlier") if name in self.form.base_fields]
        if named:
            queryset = self.model._default_manager.select_related(*named)
        super().__init__(*args, queryset=queryset, **kwargs)

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
            field.queryset = self.instance.criteria.filter(parent=None)
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
        rows = self.model._default_manager.filter(**{self.fk.name: self.instance})
        return [
            [(self._label(name), self._shown(row, name)) for name in self._names()] for row in rows
        ]

    def carried_over(self):
        """What was typed, about the lines as they are now: one that is gone becomes a new one."""
        stored = self.model._default_manager.filter(**{self.fk.name: self.instance})
        known = {str(pk) for pk in stored.values_list("pk", flat=True)}
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


class SourceLines(Lines):
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

# The parts of a brief that are lists: address → (heading, formset class).
PARTS = {
    "punten": ("Punten", part(BriefPoint, ["number", "section", "text"])),
    "afspraken": ("Afspraken", part(CoalitionTerm, ["number", "title", "text"])),
    "succescriteria": (
        "Succescriteria",
        part(SuccessCriterion, ["number", "code", "title", "text", "parent"], form=CriterionForm),
    ),
    "afbakening": ("Wel en niet", part(ScopeItem, ["number", "kind", "text"])),
    "samenstelling": (
        "Gewenste samenstelling",
        part(DesiredFunction, ["number", "function", "wished", "note"]),
    ),
    "verbindingen": (
        "Verbindingen",
        part(Connection, ["number", "organisation", "what", "state", "url", "use"]),
    ),
    "bronnen": (
        "Bronnen",
        part(
            Source,
            ["number", "title", "maker", "url", "footnote", "state", "note"],
            formset=SourceLines,
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
