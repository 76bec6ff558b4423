"""The two text search configurations that the search table needs; its migration runs this.

PostgreSQL's own `dutch` and `simple`, with accents taken off first: "coordinatie" finds
"coördinatie". They must exist before the table, and need the extension unaccent.
"""

_WORDS = "asciiword, word, hword, hword_part, asciihword, hword_asciipart"

CREATE = f"""
CREATE TEXT SEARCH CONFIGURATION knw_dutch (COPY = pg_catalog.dutch);
ALTER TEXT SEARCH CONFIGURATION knw_dutch
    ALTER MAPPING FOR {_WORDS} WITH unaccent, dutch_stem;
CREATE TEXT SEARCH CONFIGURATION knw_simple (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION knw_simple
    ALTER MAPPING FOR {_WORDS} WITH unaccent, simple;
"""
DROP = """
DROP TEXT SEARCH CONFIGURATION knw_dutch;
DROP TEXT SEARCH CONFIGURATION knw_simple;
"""
