"""Help from the dialogue model, wherever a question is shown."""

from django import template

from frameworks.teams.pillars import SOURCE, pillars_of

register = template.Library()


@register.filter
def pillars(question):
    """The pillars of the dialogue on which a question lies: (name, what it is about, questions)."""
    return pillars_of(question)


@register.simple_tag
def dialogue_source():
    """Where the network itself tells of the model."""
    return SOURCE
