"""Which characters the PDF can set: what typst's own fonts have a shape for, left to right.

A PDF/UA with a character that no font has is refused as a whole, and typst ends in a panic on some
mixes of right-to-left letters and loose accents; so one emoji in a member's text would cost
everybody the memo. Read from the fonts inside typst 0.15.2; a test sets every one of them and
fails when a newer typst no longer can.
"""

import re
import unicodedata

# First and last code point of each range, hexadecimal.
RANGES = """
    20-7e a0-ac ae-2ff 370-373 375-377 37a-37d 37f 384-386 388-38a 38c 38e-3a1 3a3-482 48a-4ff
    510-513 51a-51d 531-556 559-58a 58d-58f 606-607 609-60a 60c 66a 6f0-6f9 10d0-10ff 13a0-13f5
    13f8-13fd 1d00-1dbf 1e00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f70
    1f72 1f74 1f76 1f78 1f7a 1f7c 1f80-1fb4 1fb6-1fba 1fbc-1fbd 1fbf-1fc4 1fc6-1fc8 1fca 1fcc-1fd2
    1fd6-1fda 1fdd-1fe2 1fe4-1fea 1fec-1fed 1ff2-1ff4 1ff6-1ff8 1ffa 1ffc 1ffe 2002-200a 2010-2027
    202f-2040 2042 2044-2052 2054-205f 2070-2071 2074-208e 2090-209c 20a0-20a4 20a6-20c0 2100-211e
    2120 2122 2124 2127-2129 212c-2151 2153-2184 2189 2190-2328 232b-23ff 2422-2423 2460-2606
    2609-262f 2638-268b 2690-269c 26a0-26a7 26aa-26af 26b2 2701-2704 2706-2709 270c-2714 2717-2726
    272a-274b 274d 274f-2752 2756 2758-275e 2761-277f 2794 2798-27af 27b1-2adb 2add-2b73 2b76-2b95
    2b97-2bff 2c60-2cee 2cf2-2cf3 2cf9-2cff 2e02-2e05 2e08-2e0a 2e17-2e18 2e1f 2e22-2e25 2e2e 3012
    3016-3017 301a-301b 3030 3036 306e a46a-a46b a640-a641 a648-a649 a656-a657 a708-a716 a71b-a727
    a72d a730 a735 a765 a789-a78e a790-a791 a793 a7aa a7f8-a7f9 ab52 ab66 ab70-abbf fb00-fb06
    fb13-fb17 fb29 fe66 fffc-fffd 10140-1018e 102e1-102fb 1d106-1d107 1d400-1d454 1d456-1d49c
    1d49e-1d49f 1d4a2 1d4a5-1d4a6 1d4a9-1d4ac 1d4ae-1d4b9 1d4bb 1d4bd-1d4c3 1d4c5-1d505
    1d507-1d50a 1d50d-1d514 1d516-1d51c 1d51e-1d539 1d53b-1d53e 1d540-1d544 1d546 1d54a-1d550
    1d552-1d6a5 1d6a8-1d7cb 1d7ce-1d7ff 1eef0-1eef1 1f12f 1f6d1 1f780-1f7d8 1f7e0-1f7eb
    1f800-1f80b 1f810-1f847 1f850-1f859 1f860-1f887 1f890-1f8ad 1f8b0-1f8b1
"""

_BOUNDS = [[int(end, 16) for end in pair.split("-")] for pair in RANGES.split()]
_UNSETTABLE = re.compile(
    "[^\n\t" + "".join(f"{re.escape(chr(b[0]))}-{re.escape(chr(b[-1]))}" for b in _BOUNDS) + "]"
)


def settable(text):
    """The text with an empty box where our letters have no shape for a character."""
    return _UNSETTABLE.sub(_substitute, unicodedata.normalize("NFC", text))


def _substitute(match):
    # Loose accents, joiners and other invisible marks leave nothing behind.
    return "" if unicodedata.category(match.group())[0] in "MC" else "□"
