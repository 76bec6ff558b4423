"""What is proposed: themes by ambassadors, ideas by anyone."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils.timezone import now

from coalitions.themes.models.rounds import ThemeRound
from knw_portal.people.models import Role, duties_of

# On the long list: published, and not withdrawn, gone up in another theme or split into others.
STANDING = Q(published_at__isnull=False, withdrawn_at=None, merged_into=None, split_at=None)


def _count(rows):
    """How many of these a theme has; a subquery, since two joins would multiply."""
    mine = rows.filter(theme=OuterRef("pk")).order_by().values("theme")
    return Coalesce(Subquery(mine.annotate(how_many=Count("pk")).values("how_many")), 0)


class ThemeQuerySet(models.QuerySet):
    def standing(self):
        """What can be voted on."""
        return self.filter(STANDING)

    def visible_to(self, user):
        """The themes whose page this person may read, of those who take part in rounds.

        A draft, and what was withdrawn, is its proposer's and the bureau's. What was merged or
        split stays to be read by all: it is where another theme came from.
        """
        duties = duties_of(user)
        if duties.has(Role.Kind.BUREAU):
            return self
        if not duties.has(Role.Kind.BOARD, Role.Kind.AMBASSADOR, Role.Kind.DEPUTY):
            return self.none()
        listed = Q(published_at__isnull=False, withdrawn_at=None)
        return self.filter(listed | Q(proposed_by=user))

    def unchecked(self):
        """On the list, and nobody wrote down yet what was done before."""
        return self.standing().filter(~Exists(EarlierWork.objects.filter(theme=OuterRef("pk"))))

    def with_marks(self):
        """With whether earlier work was looked at, and how many support and comment."""
        standing = ThemeComment.objects.filter(withdrawn_at=None, hidden_at=None)
        return self.annotate(
            is_checked=Exists(EarlierWork.objects.filter(theme=OuterRef("pk"))),
            support_count=_count(ThemeSupport.objects),
            comment_count=_count(standing),
        )

    def ranked(self):
        """The long list with votes in a room and decisions: most votes first, others by title."""
        return (
            self.standing()
            .select_related("institution", "room_count", "decision", "coalition")
            .order_by(F("room_count__votes").desc(nulls_last=True), "title", "edition")
        )


class Theme(models.Model):
    """A subject on the long list of a round."""

    class Origin(models.TextChoices):
        AMBASSADOR = "ambassador", "ambassadeur"
        CONFERENCE = "conference", "conferentie"
        IDEA = "idea", "ideeënbus"
        COALITION = "coalition", "eerdere coalitie"
        BUREAU = "bureau", "bureau"

    SENTENCES = {
        "draft": "Dit is een concept. Alleen jij en het bureau zien het.",
        "withdrawn": "Dit voorstel is ingetrokken. Er kan niet op gestemd worden.",
        "merged": "Dit voorstel is opgegaan in een ander thema.",
        "split": "Dit voorstel is gesplitst in andere thema’s.",
        "standing": "",
    }

    round = models.ForeignKey(ThemeRound, models.PROTECT, related_name="themes")
    title = models.CharField("thema", max_length=120)
    edition = models.CharField("editie", max_length=10, blank=True)
    issue = models.TextField("vraagstuk", max_length=2000)
    urgency = models.TextField("waarom nu", max_length=2000)
    origin = models.CharField("herkomst", max_length=20, choices=Origin.choices)
    institution = models.ForeignKey(
        "knw_portal.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="ingebracht door",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField("voorgesteld", default=now)
    # Empty while it is a draft.
    published_at = models.DateTimeField("op de lange lijst", null=True, blank=True, default=now)
    withdrawn_at = models.DateTimeField("ingetrokken", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parents"
    )
    split_at = models.DateTimeField("gesplitst", null=True, blank=True)
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["title", "edition"]
        verbose_name = "thema"
        verbose_name_plural = "thema’s"
        constraints = [
            models.UniqueConstraint(
                "round",
                Lower("title"),
                "edition",
                condition=STANDING,
                name="theme_once_in_a_round",
                violation_error_message="Dit thema staat al op de lange lijst.",
            ),
            models.CheckConstraint(
                name="theme_not_merged_into_itself",
                condition=~Q(merged_into=F("pk")) & ~Q(split_from=F("pk")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="list_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("this_round", "bigint")],
                func="""
                    -- A draft is not on the list, so it may come, change and go at any time.
                    IF TG_OP = 'DELETE' AND OLD.published_at IS NULL THEN
                        RETURN OLD;
                    END IF;
                    IF TG_OP = 'INSERT' AND NEW.published_at IS NULL THEN
                        RETURN NEW;
                    END IF;
                    IF TG_OP = 'UPDATE' AND (
                        (NEW.published_at IS NULL AND OLD.published_at IS NULL)
                        OR (NEW.round_id, NEW.title, NEW.edition, NEW.issue, NEW.urgency,
                            NEW.published_at, NEW.withdrawn_at, NEW.merged_into_id, NEW.split_at,
                            NEW.split_from_id)
                        IS NOT DISTINCT FROM (OLD.round_id, OLD.title, OLD.edition, OLD.issue,
                            OLD.urgency, OLD.published_at, OLD.withdrawn_at, OLD.merged_into_id,
                            OLD.split_at, OLD.split_from_id))
                    THEN
                        RETURN NEW;
                    END IF;
                    this_round := CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END;
                    IF EXISTS (SELECT FROM coalitions_themeround WHERE roll_frozen_at IS NOT NULL
                        AND (id = this_round OR (TG_OP = 'UPDATE' AND id = OLD.round_id)))
                    THEN
                        RAISE EXCEPTION 'the long list is fixed since the vote was opened';
                    END IF;
                    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                """,
            )
        ]

    def __str__(self):
        return f"{self.title} {self.edition}".strip()

    def get_absolute_url(self):
        kwargs = {"school_year": self.round.school_year, "pk": self.pk}
        return reverse("theme_detail", kwargs=kwargs)

    @property
    def state(self):
        """One of the keys of SENTENCES."""
        if self.published_at is None:
            return "draft"
        if self.merged_into_id:
            return "merged"
        if self.split_at:
            return "split"
        return "withdrawn" if self.withdrawn_at else "standing"

    @property
    def sentence(self):
        return self.SENTENCES[self.state]

    def may_change(self, at=None, *, is_bureau):
        """Until the proposals close for who proposed it; for the bureau until the vote opens."""
        if self.state not in ("draft", "standing"):
            return False
        return self.round.may_propose(at, is_bureau=is_bureau)


class EarlierWork(models.Model):
    """Somebody looked whether this was done before, and says what was found. Kept as it is.

    Looking again is a new row; the newest counts. Without one a theme cannot go to the vote.
    """

    class Verdict(models.TextChoices):
        NEW = "new", "nieuw: hier is nog niet aan gewerkt"
        BUILDS_ON = "builds_on", "bouwt voort op eerder werk"
        DONE = "done", "is al gedaan: beter gebruiken wat er is"

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="earlier_work")
    looked_at = models.TextField("wat er is bekeken", max_length=2000)
    verdict = models.CharField("uitkomst", max_length=20, choices=Verdict.choices)
    conclusion = models.TextField("conclusie", max_length=2000)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-checked_at", "-pk"]
        verbose_name = "controle op eerder werk"
        verbose_name_plural = "controles op eerder werk"
        triggers = [
            pgtrigger.Protect(
                name="what_was_found_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.theme}: {self.get_verdict_display()}"


class ThemeComment(models.Model):
    """What an ambassador or the bureau says about a theme. It can be taken back, and hidden."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="comments")
    text = models.TextField("reactie", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey("knw_portal.Institution", models.PROTECT, null=True)
    said_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField("reden", max_length=200, blank=True)

    class Meta:
        ordering = ["said_at", "pk"]
        verbose_name = "reactie"
        verbose_name_plural = "reacties"
        constraints = [
            models.CheckConstraint(
                name="hidden_with_a_reason",
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""),
            )
        ]

    def __str__(self):
        return f"reactie op {self.theme}"


class ThemeSupport(models.Model):
    """An institution says that it supports a theme; once, and it can take that back."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="supports")
    institution = models.ForeignKey("knw_portal.Institution", models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=now)

    class Meta:
        ordering = [Lower("institution__name")]
        verbose_name = "steun"
        verbose_name_plural = "steun"
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "institution"], name="one_support_per_institution"
            )
        ]

    def __str__(self):
        return f"{self.institution} steunt {self.theme}"


class IdeaQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def waiting(self):
        """Confirmed, and nothing was done with it yet."""
        return self.confirmed().filter(theme=None, set_aside_at=None)


class Idea(models.Model):
    """An idea for a future theme, from anyone; counts once its giver confirmed it by mail."""

    title = models.CharField("jouw idee in één regel", max_length=120)
    issue = models.TextField("welk vraagstuk zit erachter?", max_length=2000)
    name = models.CharField("naam", max_length=120)
    email = models.EmailField("e-mailadres", max_length=254)
    institution_name = models.CharField("waar je werkt", max_length=120, blank=True)
    given_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, related_name="ideas")
    set_aside_at = models.DateTimeField(null=True)
    set_aside_reason = models.TextField("waarom niet", max_length=1000, blank=True)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        verbose_name = "idee"
        verbose_name_plural = "ideeën"
        constraints = [
            models.CheckConstraint(
                name="idea_set_aside_or_taken_up_with_a_word",
                condition=Q(set_aside_at=None) | Q(theme=None) & ~Q(set_aside_reason=""),
            )
        ]

    def __str__(self):
        return self.title
