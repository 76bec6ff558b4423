"""Whether answers to a question may be laid beside those to it in another version."""

from frameworks.definitions.models import FrameworkVersion, Question

_BEGINS_AGAIN = {Question.Equivalence.NEW, Question.Equivalence.CHANGED}


def since_of(framework):
    """By (concept, version number): as of which version the question may be compared. One query.

    Two versions in which that is the same number are comparable for that question; where it
    differs, the line between them is broken.
    """
    rows = (
        Question.objects.filter(version__framework=framework)
        .exclude(version__status=FrameworkVersion.DRAFT)
        .order_by("version__number")
        .values_list("concept_id", "version__number", "equivalence")
    )
    since, last = {}, {}
    for concept, number, equivalence in rows:
        began = last.get(concept)
        if began is None or equivalence in _BEGINS_AGAIN:
            began = number
        last[concept] = since[str(concept), number] = began
    return since
