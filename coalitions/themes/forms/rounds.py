"""A round: its dates and rules, and what goes otherwise while it runs."""

import re
from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms

from coalitions.themes.forms.fields import MomentInput
from coalitions.themes.models import (
    RollExit,
    ThemeRound,
)
from coalitions.themes.models.rounds import TIE_RULES
from knw_portal.dates import moment
from knw_portal.forms import VersionedForm
from knw_portal.people.models import Institution, User

COUNTS = ["seats", "max_choices", "points", "quorum"]


class RoundForm(VersionedForm):
    """The dates and rules of a round. They are fixed once the vote is opened."""

    class Meta:
        model = ThemeRound
        fields = [
            "title",
            "method",
            "seats",
            "max_choices",
            "points",
            "tie_break",
            "tie_rule",
            "quorum_kind",
            "quorum",
            "leaver_rule",
            "proposals_close_at",
            "vote_opens_at",
            "vote_closes_at",
            "meeting_on",
        ]
        labels = {"max_choices": "Hoeveel thema’s een school hooguit kiest"}
        help_texts = {
            "method": "In de zaal: na afloop vul je in hoeveel mensen bij elk thema stonden.",
            "quorum_kind": "Wordt het niet gehaald, dan vraagt een besluit om een motivering.",
            "quorum": "Een percentage of een aantal; laat 0 staan als er geen quorum is.",
            "leaver_rule": "Bijvoorbeeld als twee scholen samengaan terwijl er gestemd wordt.",
            "points": "Alleen als scholen punten verdelen.",
            "tie_break": "Alleen bij aankruisen. Zo rekent de telling bij een gelijke stand om de"
            " laatste plaats.",
            "tie_rule": "In woorden. Kies je een andere manier, dan past deze tekst zich aan,"
            " tenzij je zelf iets schreef. Ambassadeurs lezen dit voordat ze stemmen.",
            "vote_opens_at": "Niet eerder dan het sluiten van de voorstellen.",
            "vote_closes_at": "Op de seconde: een stem die daarna binnenkomt, telt niet.",
        }
        widgets = {
            **dict.fromkeys(COUNTS, forms.NumberInput(attrs={"class": "short"})),
            "tie_rule": forms.Textarea(attrs={"rows": 3}),
            "proposals_close_at": MomentInput(),
            "vote_opens_at": MomentInput(),
            "vote_closes_at": MomentInput(),
            "meeting_on": forms.DateInput(
                attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *(["school_year"] if "school_year" in self.fields else []),
            "title",
            Fieldset("Hoe er gekozen wordt", "method", "seats", "max_choices", "points"),
            Fieldset(
                "Wat vooraf vaststaat",
                *["tie_break", "tie_rule", "quorum_kind", "quorum", "leaver_rule"],
            ),
            Fieldset(
                "Wanneer", "proposals_close_at", "vote_opens_at", "vote_closes_at", "meeting_on"
            ),
            "version",
        )

    def clean(self):
        cleaned = super().clean()
        proposals, opens, closes = (
            cleaned.get(name) for name in ("proposals_close_at", "vote_opens_at", "vote_closes_at")
        )
        if proposals and opens and opens < proposals:
            self.add_error("vote_opens_at", "Laat de stemming pas beginnen als de lijst vastligt.")
        if opens and closes and closes <= opens:
            self.add_error("vote_closes_at", "Laat de stemming sluiten nadat hij begon.")
        kind, quorum = cleaned.get("quorum_kind"), cleaned.get("quorum")
        if kind == ThemeRound.Quorum.NONE:
            cleaned["quorum"] = 0
        elif quorum is not None and quorum < 1:
            self.add_error("quorum", "Vul in hoeveel scholen ten minste moeten stemmen.")
        elif kind == ThemeRound.Quorum.SHARE and quorum and quorum > 100:
            self.add_error("quorum", "Een percentage is hooguit 100.")
        for name in ("seats", "max_choices", "points"):
            if cleaned.get(name) == 0:
                self.add_error(name, "Vul een getal vanaf 1 in.")
        self.fit_tie_rule(cleaned)
        return cleaned

    def fit_tie_rule(self, cleaned):
        """Stars exist where themes are ticked; and the words are those of the method."""
        method, words = cleaned.get("method"), cleaned.get("tie_rule", "")
        if method in (ThemeRound.Method.POINTS, ThemeRound.Method.RANKING):
            cleaned["tie_break"] = ThemeRound.TieBreak.DECISION
        if " ".join(words.split()) in TIE_RULES.values() and method in TIE_RULES:
            cleaned["tie_rule"] = TIE_RULES[method]


class NewRoundForm(RoundForm):
    class Meta(RoundForm.Meta):
        fields = ["school_year", *RoundForm.Meta.fields]
        help_texts = {
            **RoundForm.Meta.help_texts,
            "school_year": "Het schooljaar waarin de coalities werken, bijvoorbeeld 2028-2029.",
        }

    def clean_school_year(self):
        years = re.fullmatch(r"(20\d\d)-(20\d\d)", self.cleaned_data["school_year"].strip())
        if not years or int(years[2]) != int(years[1]) + 1:
            raise forms.ValidationError("Schrijf het schooljaar als 2028-2029.")
        return years[0]


LONGEST_EXTENSION = timedelta(days=60)


class ExtendForm(forms.Form):
    """Until when, and why: everybody who may vote reads it."""

    until = forms.DateTimeField(
        label="Nieuw moment van sluiten",
        widget=MomentInput(),
        error_messages={"required": "Kies tot wanneer er gestemd kan worden"},
    )
    reason = forms.CharField(
        label="Waarom sluit de stemming later?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Alle ambassadeurs en plaatsvervangers lezen dit in de mail.",
        error_messages={"required": "Schrijf op waarom, iedereen leest dit"},
    )

    def __init__(self, *args, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = round

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until <= self.round.vote_closes_at:
            raise forms.ValidationError(
                f"Kies een moment na {moment(self.round.vote_closes_at)}. Eerder sluiten kan niet."
            )
        if until > self.round.vote_closes_at + LONGEST_EXTENSION:
            raise forms.ValidationError("Verleng hooguit zestig dagen per keer. Klopt het jaar?")
        return until


class CallOffForm(forms.Form):
    reason = forms.CharField(
        label="Waarom gaat de stemming niet door?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Alle ambassadeurs en plaatsvervangers lezen dit in de mail.",
        error_messages={"required": "Schrijf op waarom, iedereen leest dit"},
    )


class LeaveRollForm(forms.ModelForm):
    """What happened to an institution that leaves the roll."""

    class Meta:
        model = RollExit
        fields = ["kind", "merged_into", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"merged_into": "Alleen bij samengaan."}
        error_messages = {"reason": {"required": "Schrijf op wat er is gebeurd"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Institution.objects.affiliated().exclude(pk=self.instance.entry.institution_id)
        self.fields["merged_into"].queryset = others
        self.fields["merged_into"].empty_label = "Niet van toepassing"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == RollExit.Kind.LEFT:
            cleaned["merged_into"] = None
        elif not cleaned.get("merged_into"):
            self.add_error("merged_into", "Kies in welke school deze is opgegaan")
        return cleaned


class VoterForm(forms.Form):
    """Who becomes deputy of an institution: somebody with an account there, or somebody new."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label="Iemand van deze school met een account",
        required=False,
        empty_label="Iemand anders, hieronder",
    )
    name = forms.CharField(label="Naam", max_length=120, required=False)
    email = forms.EmailField(label="E-mailadres", max_length=254, required=False)

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.filter(
            institution=entry.institution_id, is_active=True
        ).order_by("name")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("person"):
            return cleaned
        if not cleaned.get("name"):
            self.add_error("name", "Kies iemand, of vul een naam in")
        email = cleaned.get("email")
        if not email and "email" not in self.errors:
            self.add_error("email", "Kies iemand, of vul een e-mailadres in")
        if email:
            known = User.objects.filter(email=email.lower(), is_active=True).first()
            cleaned["person"] = known or User(email=email.lower(), name=cleaned.get("name", ""))
        return cleaned
