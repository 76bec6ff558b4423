"""The six people of the practice portal whom anybody may be with one click."""

# What a button sends → the address of that person. Nobody else can be taken by one click.
PEOPLE = {
    "bureau": "oefen.bureau@example.org",
    "board": "oefen.board@example.org",
    "ambassador": "oefen.ambassador@example.org",
    "member": "oefen.member@example.org",
    "facilitator": "oefen.facilitator@example.org",
    "team_member": "oefen.team_member@example.org",
}
