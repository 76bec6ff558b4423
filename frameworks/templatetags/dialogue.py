"""Help from the dialogue model, wherever a question is shown."""

from django import template

from frameworks.teams.pillars import pillars_of

register = template.Library()


@register.filter
def pillars(question):
    """The pillars of the dialogue on which a question lies: (name, what it is about, questions)."""
    return pillars_of(question)
