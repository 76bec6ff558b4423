"""What several forms of the room use."""

from django import forms


class MomentInput(forms.DateTimeInput):
    """A day and a time, by the browser's own picker."""

    def __init__(self):
        super().__init__(
            attrs={"type": "datetime-local", "class": "middle"}, format="%Y-%m-%dT%H:%M"
        )
