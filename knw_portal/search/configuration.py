"""What the search table needs of PostgreSQL; its migration runs this.

Two text search configurations, to be made before the table: PostgreSQL's own `dutch` and `simple`
with accents taken off first, so that "coordinatie" finds "coördinatie". They need the extension
unaccent, and the table's index on titles needs pg_trgm.
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

# To run after the table is made. Kept in the row itself, the vectors are read in half the time:
# by default PostgreSQL puts anything above 2 kB elsewhere.
KEEP_INLINE = """
ALTER TABLE knw_portal_searchtext
    ALTER COLUMN dutch SET STORAGE MAIN,
    ALTER COLUMN simple SET STORAGE MAIN;
"""
