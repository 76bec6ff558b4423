"""One table of everything that can be found, asked by every room."""

from functools import reduce
from operator import and_, or_

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
    SearchVectorField,
    TrigramWordSimilarity,
)
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from knw_portal.people.models import duties_of
from knw_portal.search.words import forms_of, words_of

DUTCH, SIMPLE = "knw_dutch", "knw_simple"


class SearchTextQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The texts that a person may find; for the anonymous visitor those that are public."""
        duties = duties_of(user)
        may = Q(is_public=True) | Q(group_id__in=list(duties.groups))
        if duties.has("bureau", "board"):
            may |= Q(is_for_bureau=True)
        if duties.has("ambassador", "deputy"):
            may |= Q(is_for_ambassadors=True)
        return self.filter(may)

    def matching(self, query):
        """The texts that hold every word of a query in some form, best first.

        A word is found in its singular and plural, without accents, by its beginning, and in a
        title also with a typing error. No query is an error; one without words finds nothing.
        """
        words = words_of(query)
        if not words:
            return self.none()
        any_word = reduce(or_, map(_in_dutch, words))
        # Costly, so only where no word was found as it was typed.
        likeness = Case(
            When(dutch=any_word, then=Value(0.0)),
            default=TrigramWordSimilarity(" ".join(words), "title"),
        )
        return (
            self.filter(reduce(and_, map(_holds, words)))
            .annotate(rank=SearchRank(F("dutch"), any_word), likeness=likeness)
            .order_by("-rank", "-likeness", "-updated_at", "pk")
        )

    def resembling(self, title, *, most=6):
        """The texts whose title has half the words of this one, or that hold them all; best first.

        For "is this there already?", where one word more or less must not hide what is there.
        """
        words = words_of(title)
        if not words:
            return self.none()
        any_word = reduce(or_, map(_in_dutch, words))
        return (
            self.filter(reduce(or_, map(_holds, words)))
            .annotate(
                titled=_how_many(map(_holds_in_title, words)),
                held=_how_many(map(_holds, words)),
                rank=SearchRank(F("dutch"), any_word),
                likeness=TrigramWordSimilarity(" ".join(words), "title"),
            )
            .filter(Q(titled__gte=(len(words) + 1) // 2) | Q(held=len(words)))
            .order_by("-titled", "-held", "-rank", "-likeness", "-updated_at", "pk")[:most]
        )

    def abouts(self, most=500):
        """The keys of what was found ("coalition:12"), in order."""
        return list(self.values_list("about", flat=True)[:most])


def _holds(word):
    """The rows that hold a word in some way."""
    holds = Q(dutch=_in_dutch(word)) | Q(simple=_as_written(word))
    # Shorter words look like too many others.
    return holds | Q(_AnyOf(F("pk"), _looking_like(word))) if len(word) > 3 else holds


def _holds_in_title(word):
    """The rows that have a word in their title, of which the words weigh A."""
    holds = Q(dutch=_query(word, DUTCH, "A")) | Q(simple=_query(word, SIMPLE, "A"))
    return holds | Q(_AnyOf(F("pk"), _looking_like(word))) if len(word) > 3 else holds


def _how_many(conditions):
    """How many of these conditions a row meets."""
    return sum((Case(When(one, then=1), default=0) for one in conditions), start=Value(0))


def _looking_like(word):
    # A list made once from the index: as a condition of the row, every title was compared.
    alike = SearchText.objects.filter(title__trigram_word_similar=word).order_by()
    return ArraySubquery(alike.values("pk"))


class _AnyOf(Func):
    """Whether a value stands in an array."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


def _in_dutch(word):
    return _query(word, DUTCH)


def _as_written(word):
    return _query(word, SIMPLE)


def _query(word, config, weight=""):
    """Any form of a word, or what begins with it: who types "flex" means "flexibilisering"."""
    # `raw` is safe here: a word is letters and digits only.
    beginning = [f"'{word}':*{weight}"] if len(word) > 2 else []
    of_weight = weight and f":{weight}"
    lexemes = [f"'{form}'{of_weight}" for form in forms_of(word)] + beginning
    return SearchQuery(" | ".join(lexemes), config=config, search_type="raw")


def _vector(config):
    return models.GeneratedField(
        expression=SearchVector("title", weight="A", config=config)
        + SearchVector("text", weight="B", config=config),
        output_field=SearchVectorField(),
        db_persist=True,
    )


class SearchText(models.Model):
    """What can be found about one thing, and who may find it. Written by actions only."""

    about = models.CharField("waarover", max_length=100, unique=True)  # "coalition:12"
    kind = models.CharField("soort", max_length=40)
    title = models.CharField("titel", max_length=300)
    text = models.TextField("tekst", blank=True)
    url = models.CharField("adres", max_length=500)
    is_public = models.BooleanField("voor iedereen", default=False)
    # Off unless said: what a team writes is the team's, not the bureau's.
    is_for_bureau = models.BooleanField("ook voor bureau en bestuur", default=False)
    is_for_ambassadors = models.BooleanField("ook voor ambassadeurs", default=False)
    group = models.ForeignKey(
        "knw_portal.Group",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="voor de leden van",
    )
    updated_at = models.DateTimeField("bijgewerkt", auto_now=True)
    dutch = _vector(DUTCH)
    simple = _vector(SIMPLE)

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "vindbare tekst"
        verbose_name_plural = "vindbare teksten"
        # Without fastupdate: texts change seldom, and a full pending list made PostgreSQL read the
        # whole table instead of the index.
        indexes = [
            GinIndex(fields=["dutch"], name="search_dutch", fastupdate=False),
            GinIndex(fields=["simple"], name="search_simple", fastupdate=False),
            GinIndex(
                fields=["title"],
                name="search_title",
                opclasses=["gin_trgm_ops"],
                fastupdate=False,
            ),
        ]

    def __str__(self):
        return self.title
