import re
from datetime import timedelta

from django import forms
from django.utils.timezone import now

from coalitions.themes.actions import parts_of
from coalitions.themes.models import (
    EarlierWork,
    Idea,
    Meeting,
    RollExit,
    Theme,
    ThemeComment,
    ThemeRound,
)
from coalitions.themes.models.rounds import TIE_RULES
from knw_portal.dates import moment
from knw_portal.forms import LinkField, VersionedForm
from knw_portal.people.doors import DoorForm
from knw_portal.people.models import Institution, User
from knw_portal.templatetags.portal import number


class IdeaForm(DoorForm):
    class Meta:
        model = Idea
        fields = ["title", "issue", "name", "email", "institution_name"]
        labels = {
            "title": "Je idee in één regel",
            "issue": "Welk vraagstuk zit erachter?",
            "name": "Je naam",
            "email": "Je e-mailadres",
            "institution_name": "Waar je werkt",
        }
        help_texts = {
            "issue": "Waar loop je tegenaan, en waarom is dat meer dan een vraag van jouw school?"
        }
        error_messages = {
            "title": {"required": "Schrijf je idee in één regel op"},
            "issue": {"required": "Schrijf op welk vraagstuk erachter zit"},
        }
        widgets = {"issue": forms.Textarea(attrs={"rows": 6})}


class MomentInput(forms.DateTimeInput):
    """A day and a time, by the browser's own picker."""

    def __init__(self):
        super().__init__(
            attrs={"type": "datetime-local", "class": "middle"}, format="%Y-%m-%dT%H:%M"
        )


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
            "tie_rule": forms.Textarea(attrs={"rows": 3}),
            "proposals_close_at": MomentInput(),
            "vote_opens_at": MomentInput(),
            "vote_closes_at": MomentInput(),
            "meeting_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

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


class MeetingForm(VersionedForm):
    class Meta:
        model = Meeting
        fields = ["starts_at", "ends_at", "place", "link", "preparation"]
        field_classes = {"link": LinkField}
        widgets = {
            "starts_at": MomentInput(),
            "ends_at": MomentInput(),
            "preparation": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"place": "Het adres, of laat dit leeg als het online is."}
        error_messages = {
            "starts_at": {"required": "Kies wanneer de bijeenkomst begint"},
            "ends_at": {"required": "Kies wanneer de bijeenkomst eindigt"},
        }

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and starts < now() and "starts_at" in self.changed_data:
            self.add_error("starts_at", "Dit moment is al geweest. Kies een moment dat nog komt.")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "Het einde komt na het begin. Kies een later moment.")
        return cleaned


class MeetingOffForm(forms.Form):
    reason = forms.CharField(
        label="Waarom gaat het niet door?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Iedereen die is uitgenodigd, leest dit in de mail.",
        error_messages={"required": "Schrijf op waarom, iedereen leest dit"},
    )


class OutcomeForm(VersionedForm):
    """Who was there, and what came of it."""

    guests = forms.MultipleChoiceField(
        label="Wie waren erbij?", required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["guests", "outcome"]

    class Meta:
        model = Meeting
        fields = ["outcome"]
        widgets = {"outcome": forms.Textarea(attrs={"rows": 8})}
        labels = {"outcome": "Wat kwam eruit?"}

    def __init__(self, *args, guests, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guests"].choices = [
            (str(one.pk), f"{one.user.name}, {one.institution}") for one in guests
        ]
        self.initial["guests"] = [
            str(one.pk)
            for one in guests
            if one.was_present or (one.was_present is None and one.answer == "yes")
        ]

    @property
    def present(self):
        return {int(pk) for pk in self.cleaned_data["guests"]}


class RoomCountForm(forms.Form):
    """How many stood at each theme in the room, and who counted that when."""

    source = forms.CharField(
        label="Waar komt de telling vandaan?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Wie telde, wanneer en hoe. Dit staat bij de uitslag.",
        error_messages={"required": "Schrijf op wie er telde en wanneer"},
    )
    correction = forms.CharField(
        label="Waarom corrigeer je?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Schrijf op waarom de telling anders wordt"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, round, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.themes = themes
        counts = {theme: getattr(theme, "room_count", None) for theme in themes}
        self.initial |= {"source": round.room_count_source, "version": round.version}
        if round.room_counted_at is None:
            del self.fields["correction"]
        for theme, count in counts.items():
            self.fields[f"stemmen-{theme.pk}"] = forms.IntegerField(
                label=str(theme),
                min_value=0,
                max_value=10_000,
                initial=count.votes if count else None,
                widget=forms.NumberInput(attrs={"class": "short"}),
                error_messages={"required": f"Vul in hoeveel mensen bij {theme} stonden"},
            )
        self.order_fields([f"stemmen-{theme.pk}" for theme in themes])

    @property
    def votes(self):
        """How many, by the id of the theme."""
        return {theme.pk: self.cleaned_data[f"stemmen-{theme.pk}"] for theme in self.themes}


class ThemeForm(VersionedForm):
    """A proposal for the long list, by an ambassador. A draft needs no more than a title."""

    class Meta:
        model = Theme
        fields = ["title", "edition", "issue", "urgency"]
        help_texts = {
            "title": "Kort. Een vervolg heet hetzelfde als de coalitie waarop het voortbouwt.",
            "edition": "Alleen bij een vervolg, bijvoorbeeld 3.0.",
            "issue": "Waar lopen scholen tegenaan?",
            "urgency": "Waarom moet dit nu, en kan het niet een jaar wachten?",
        }
        error_messages = {
            "title": {"required": "Geef het thema een titel"},
            "issue": {"required": "Schrijf op welk vraagstuk erachter zit"},
            "urgency": {"required": "Schrijf op waarom dit nu speelt"},
        }
        widgets = {
            "issue": forms.Textarea(attrs={"rows": 4}),
            "urgency": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, to_list=True, look_alikes="", **kwargs):
        super().__init__(*args, **kwargs)
        if to_list:
            # So that "already on this list" is asked of a draft that goes there.
            self.instance.published_at = self.instance.published_at or now()
        else:
            self.fields["issue"].required = self.fields["urgency"].required = False
        if look_alikes:
            # While somebody types: what looks like it. The button asks the same without a script.
            self.fields["title"].widget.attrs |= {
                "hx-get": look_alikes,
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#lijkt-op",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "autocomplete": "off",
            }

    def _get_validation_exclusions(self):
        # So that "already on this list" is found here and not by the database.
        standing = {"round", "published_at", "withdrawn_at", "merged_into", "split_at"}
        return super()._get_validation_exclusions() - standing


class BureauThemeForm(ThemeForm):
    """The same, with where it comes from."""

    institution = forms.ModelChoiceField(
        Institution.objects.affiliated(), label="Ingebracht door", required=False
    )

    class Meta(ThemeForm.Meta):
        fields = [*ThemeForm.Meta.fields, "origin", "institution"]


class IdeaThemeForm(ThemeForm):
    """An idea as a proposal: in which round, and in words that fit the long list."""

    round = forms.ModelChoiceField(ThemeRound.objects.none(), label="In welke ronde")

    class Meta(ThemeForm.Meta):
        fields = ["round", *ThemeForm.Meta.fields]

    def __init__(self, *args, rounds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds


class SetAsideForm(forms.ModelForm):
    class Meta:
        model = Idea
        fields = ["set_aside_reason"]
        labels = {"set_aside_reason": "Waarom wordt dit geen voorstel?"}
        help_texts = {"set_aside_reason": "Dit staat zo in de mail aan wie het idee gaf."}
        error_messages = {"set_aside_reason": {"required": "Schrijf op waarom"}}
        widgets = {"set_aside_reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["set_aside_reason"].required = True


class JotForm(forms.Form):
    """One line at the conference: a theme, and after a dash perhaps the issue."""

    line = forms.CharField(
        label="Thema – vraagstuk",
        max_length=2200,
        error_messages={"required": "Typ een thema en druk op Enter"},
    )

    def clean_line(self):
        line = " ".join(self.cleaned_data["line"].split())
        title, issue = parts_of(line)
        most = Theme._meta.get_field("title").max_length
        if not title.strip(" -–—"):
            raise forms.ValidationError("Begin met het thema, en zet het vraagstuk na een streepje")
        if len(title) > most:
            raise forms.ValidationError(
                f"De titel is te lang: hooguit {most} tekens. Zet de rest na een streepje met aan "
                "weerszijden een spatie"
            )
        if len(issue) > Theme._meta.get_field("issue").max_length:
            raise forms.ValidationError("Het vraagstuk is te lang: maak het korter")
        return line


class EarlierWorkForm(forms.ModelForm):
    class Meta:
        model = EarlierWork
        fields = ["looked_at", "verdict", "conclusion"]
        labels = {"looked_at": "Wat heb je bekeken?", "verdict": "Wat komt eruit?"}
        help_texts = {
            "looked_at": "Noem coalities, opbrengsten en thema’s van eerdere jaren.",
            "conclusion": "Wat is er al, en wat voegt dit thema daaraan toe?",
        }
        error_messages = {
            "looked_at": {"required": "Schrijf op wat je hebt bekeken"},
            "verdict": {"required": "Kies wat eruit komt"},
            "conclusion": {"required": "Schrijf je conclusie op"},
        }
        widgets = {
            "looked_at": forms.Textarea(attrs={"rows": 3}),
            "verdict": forms.RadioSelect,
            "conclusion": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = EarlierWork.Verdict.choices


class CommentForm(forms.ModelForm):
    class Meta:
        model = ThemeComment
        fields = ["text"]
        labels = {"text": "Jouw reactie"}
        help_texts = {"text": "Ambassadeurs, bestuur en bureau lezen dit, met je naam erbij."}
        error_messages = {"text": {"required": "Schrijf eerst je reactie op"}}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class HideForm(forms.ModelForm):
    class Meta:
        model = ThemeComment
        fields = ["hidden_reason"]
        labels = {"hidden_reason": "Waarom verberg je deze reactie?"}
        help_texts = {"hidden_reason": "Dit komt op de plek van de reactie te staan."}
        error_messages = {"hidden_reason": {"required": "Schrijf op waarom"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hidden_reason"].required = True


class PairForm(forms.Form):
    """Two different themes of one list."""

    a = forms.ModelChoiceField(Theme.objects.none(), label="Het ene thema")
    b = forms.ModelChoiceField(Theme.objects.none(), label="Het andere thema")

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["a"].queryset = self.fields["b"].queryset = themes

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("a") and cleaned.get("a") == cleaned.get("b"):
            self.add_error("b", "Kies twee verschillende thema’s")
        return cleaned

    @property
    def pair(self):
        return self.cleaned_data["a"], self.cleaned_data["b"]


class TicksForm(forms.Form):
    """What somebody ticks. How many may be ticked is decided here, on the server."""

    thema = forms.MultipleChoiceField(
        label="Thema’s",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kies uit de thema’s op deze lijst."},
    )
    eerste = forms.ChoiceField(label="Eerste keus", required=False, widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, themes, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.themes, self.max_choices = themes, round.max_choices
        choices = [(str(theme.pk), str(theme)) for theme in themes]
        self.fields["thema"].choices = choices
        self.fields["eerste"].choices = choices

    def clean(self):
        cleaned = super().clean()
        chosen, star = cleaned.get("thema", []), cleaned.get("eerste", "")
        if "thema" not in self.errors:
            if not chosen:
                self.add_error(
                    "thema", "Kruis ten minste één thema aan, of kies onderaan voor onthouden."
                )
            elif len(chosen) > self.max_choices:
                self.add_error(
                    "thema",
                    f"Je kruiste {number(len(chosen))} thema’s aan. Het mogen er hooguit"
                    f" {number(self.max_choices)} zijn: haal er"
                    f" {number(len(chosen) - self.max_choices)} weg.",
                )
            if star and star not in chosen:
                # Beside the themes: the star of a theme without a tick may be out of sight.
                self.add_error("thema", "Geef de ster aan een thema dat je ook aankruist.")
        return cleaned

    @property
    def marks(self):
        """The ticked themes: id → whether it has the star."""
        star = self.cleaned_data["eerste"]
        return {int(pk): pk == star for pk in self.cleaned_data["thema"]}

    def lines(self, held):
        """The themes with what is ticked: what was just sent, else what stands."""
        sent = self.data.getlist("thema") if self.is_bound else [str(pk) for pk in held]
        star = (
            self.data.get("eerste")
            if self.is_bound
            else next((str(pk) for pk, starred in held.items() if starred), None)
        )
        for theme in self.themes:
            pk = str(theme.pk)
            # A star beside a theme without a tick is out of sight, so it is let go of.
            starred = pk == star and pk in sent
            said = "eerste keus" if starred else ""
            yield {"theme": theme, "chosen": pk in sent, "starred": starred, "said": said}


class NumbersForm(forms.Form):
    """A number beside each theme: `label` says what it is, `name` begins its field."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = said = nothing = ""

    def __init__(self, *args, themes, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.themes, self.round = themes, round
        for theme in themes:
            self.fields[self.key(theme)] = self.field(theme)

    def key(self, theme):
        return f"{self.name}-{theme.pk}"

    def clean(self):
        cleaned = super().clean()
        given = {theme: cleaned.get(self.key(theme)) for theme in self.themes}
        given = {theme: int(number) for theme, number in given.items() if number}
        if not self.errors:
            self.check(given) if given else self.add_error(None, self.nothing)
        self.marks = {theme.pk: number for theme, number in given.items()}
        return cleaned

    def lines(self, held):
        """The themes with their numbers: what was just sent, else what stands."""
        for theme in self.themes:
            field = self[self.key(theme)]
            value = field.value() if self.is_bound else held.get(theme.pk)
            yield {
                "theme": theme,
                "field": field,
                "value": "" if value in (None, "0", 0) else value,
                "chosen": value not in (None, "", "0", 0),
                "said": self.said.format(value),
            }


class PointsForm(NumbersForm):
    """Points over themes. How many there are is decided here, on the server."""

    name, said = "punten", "{} van de punten"
    nothing = "Geef ten minste één thema een punt, of kies onderaan voor onthouden."

    def field(self, theme):
        return forms.IntegerField(
            label=f"Punten voor {theme}",
            required=False,
            min_value=0,
            max_value=self.round.points,
            error_messages={
                "invalid": f"{theme}: vul een heel getal in.",
                "min_value": f"{theme}: vul een getal vanaf 0 in.",
                "max_value": f"{theme}: dat zijn meer dan de {self.round.points} punten samen.",
            },
        )

    def check(self, given):
        total, most = sum(given.values()), self.round.points
        if total > most:
            self.add_error(
                None,
                f"Je verdeelde {total} punten. Het mogen er hooguit {most} zijn:"
                f" haal er {total - most} weg.",
            )
        if len(given) > self.round.max_choices:
            self.add_error(
                None,
                f"Je gaf {number(len(given))} thema’s punten. Het mogen er hooguit"
                f" {number(self.round.max_choices)} zijn.",
            )


class RankingForm(NumbersForm):
    """A place for some of the themes, from 1 on and without holes."""

    name, said = "plaats", "plaats {}"
    nothing = "Zet ten minste één thema op plaats 1, of kies onderaan voor onthouden."

    def field(self, theme):
        places = [(str(place), str(place)) for place in self.places]
        return forms.ChoiceField(
            label=f"Plaats van {theme}", required=False, choices=[("", "–"), *places]
        )

    @property
    def places(self):
        return range(1, min(self.round.max_choices, len(self.themes)) + 1)

    def check(self, given):
        for place in self.places:
            here = [theme for theme, number in given.items() if number == place]
            if len(here) > 1:
                titles = " en ".join(f"‘{theme}’" for theme in here)
                self.add_error(
                    self.key(here[-1]),
                    f"Plaats {place} staat bij {titles}. Geef elk thema een eigen plaats.",
                )
        missing = set(range(1, max(given.values()) + 1)) - set(given.values())
        if missing:
            self.add_error(
                None, f"Plaats {min(missing)} is nog leeg. Begin bij 1 en sla geen plaats over."
            )


BALLOT_FORMS = {
    ThemeRound.Method.APPROVAL: TicksForm,
    ThemeRound.Method.POINTS: PointsForm,
    ThemeRound.Method.RANKING: RankingForm,
}
