"""One table of everything that can be found, asked by every room."""

from functools import reduce
from operator import and_, or_

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
    SearchVectorField,
    TrigramWordSimilarity,
)
from django.db import models
from django.db.models import F, Q

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
        return self.filter(may)

    def matching(self, query):
        """The texts that hold every word of a query in some form, best first.

        A word is found in its singular and plural, without accents, by its beginning, and in a
        title also with a typing error. No query is an error; one without words finds nothing.
        """
        words = words_of(query)
        if not words:
            return self.none()
        rank = (
            SearchRank(F("dutch"), reduce(or_, map(_in_dutch, words)))
            + SearchRank(F("simple"), reduce(or_, map(_as_written, words)))
            + TrigramWordSimilarity(" ".join(words), "title")
        )
        return (
            self.filter(reduce(and_, map(_holds, words)))
            .annotate(rank=rank)
            .order_by("-rank", "-updated_at", "pk")
        )

    def abouts(self, most=500):
        """The keys of what was found ("coalition:12"), in order."""
        return list(self.values_list("about", flat=True)[:most])


def _holds(word):
    holds = Q(dutch=_in_dutch(word)) | Q(simple=_as_written(word))
    # Shorter words look like too many others.
    return holds | Q(title__trigram_word_similar=word) if len(word) > 3 else holds


def _in_dutch(word):
    return _query([f"'{form}'" for form in forms_of(word)], DUTCH)


def _as_written(word):
    # By its beginning: who types "flex" means "flexibilisering".
    beginning = [f"'{word}':*"] if len(word) > 2 else []
    return _query([f"'{form}'" for form in forms_of(word)] + beginning, SIMPLE)


def _query(lexemes, config):
    # `raw` is safe here: words_of leaves letters and digits only.
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
        indexes = [
            GinIndex(fields=["dutch"], name="search_dutch"),
            GinIndex(fields=["simple"], name="search_simple"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="search_title"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.url
