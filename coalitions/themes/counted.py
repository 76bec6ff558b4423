"""A count in the shape that is kept, shown and printed: names, whole numbers and text.

Votes are texts with five decimals, because a number in JSON may be read as a fraction that is not
exact.
"""

from coalitions.themes import counting


def in_decimals(units):
    """500001 → "5.00001"."""
    whole, rest = divmod(units, counting.UNIT)
    return f"{whole}.{rest:05d}"


def seated(result, name):
    """A count by ticks or points: one stage, and the tie at the last seat if there was one."""
    tie = {
        "stage": 1,
        "about": "last seat",
        "tied": [name(one) for one in result.tied],
        "taken": None,
        "settled": None,
        "open_seats": result.open_seats,
    }
    return {
        "winners": [name(one) for one in result.winners],
        "tied": [name(one) for one in result.tied],
        "open_seats": result.open_seats,
        "stages": [
            {
                "stage": 1,
                "votes": {name(row.theme): f"{row.votes}.00000" for row in result.rows},
                "stars": {name(row.theme): row.stars for row in result.rows},
                "surplus": None,
                "exclusion": None,
                "elected": [name(one) for one in result.winners],
                "non_transferable": "0.00000",
            }
        ],
        "ties": [tie] if result.tied else [],
        "by_stars": result.by_stars,
        "margin": result.margin,
    }


def transferred(result, name):
    """A count with transfers, stage by stage."""
    return {
        "winners": [name(one) for one in result.winners],
        "tied": [name(one) for one in result.tied],
        "open_seats": result.open_seats,
        "quota": in_decimals(result.quota),
        "valid": result.valid,
        "stages": [
            {
                "stage": number,
                "votes": {name(one): in_decimals(units) for one, units in stage.votes},
                "surplus": None
                if stage.surplus is None
                else {"of": name(stage.surplus), "amount": in_decimals(stage.amount)},
                "exclusion": None if stage.excluded is None else name(stage.excluded),
                "elected": [name(one) for one in stage.elected],
                "filled": [name(one) for one in stage.filled],
                "non_transferable": in_decimals(stage.non_transferable),
            }
            for number, stage in enumerate(result.stages, start=1)
        ],
        "ties": [
            {
                "stage": tie.stage,
                "about": tie.about,
                "tied": [name(one) for one in tie.tied],
                "taken": None if tie.taken is None else name(tie.taken),
                "settled": tie.settled,
            }
            for tie in result.ties
        ],
    }


def as_counted(result):
    """A kept result as the command would print it for the same ballots: titles for themes."""
    titles = {row["theme"]: row["title"] for row in result["rows"]}

    def named(some):
        return [titles[one] for one in some]

    def maybe(one):
        return None if one is None else titles[one]

    found = {
        "winners": named(result["winners"]),
        "tied": named(result["tied"]),
        "open_seats": result["open_seats"],
    }
    if "stages" not in result:
        tie = {"stage": 1, "about": "last seat", "tied": found["tied"], "taken": None}
        tie |= {"settled": None, "open_seats": found["open_seats"]}
        stage = {
            "stage": 1,
            "votes": {row["title"]: f"{row['votes']}.00000" for row in result["rows"]},
            "stars": {row["title"]: row["stars"] for row in result["rows"]},
            "surplus": None,
            "exclusion": None,
            "elected": found["winners"],
            "non_transferable": "0.00000",
        }
        return found | {
            "stages": [stage],
            "ties": [tie] if found["tied"] else [],
            "by_stars": result["by_stars"],
            "margin": result["margin"],
        }
    return found | {
        "quota": result["quota"],
        "valid": result["valid"],
        "stages": [
            {
                **stage,
                "votes": {titles[int(one)]: votes for one, votes in stage["votes"].items()},
                "surplus": stage["surplus"]
                and {**stage["surplus"], "of": titles[stage["surplus"]["of"]]},
                "exclusion": maybe(stage["exclusion"]),
                "elected": named(stage["elected"]),
                "filled": named(stage["filled"]),
            }
            for stage in result["stages"]
        ],
        "ties": [
            {**tie, "tied": named(tie["tied"]), "taken": maybe(tie["taken"])}
            for tie in result["ties"]
        ],
    }
