"""How a test looks at a page: on a laptop and on a phone, with the eyes of axe."""

from axe_playwright_python.sync_playwright import Axe

LAPTOP, PHONE, NARROW = 1280, 375, 320
# To read an imported stylesheet axe would write styles into the page, and our content security
# policy refuses that. The one rule that asks for them, on turning a phone, is an experiment.
OPTIONS = {"preload": False}
# The innermost part of the page that is seen to reach over its edge.
REACHES_OUT = """() => [...document.querySelectorAll("main *, header *, footer *")]
    .filter(part => part.getBoundingClientRect().right > window.innerWidth + 1)
    .at(-1)?.outerHTML.slice(0, 200)"""


def violations(page):
    return Axe().run(page, options=OPTIONS).response["violations"]


def troubles(page):
    """What is wrong with the page that is there or on its way, as tuples of its address, the
    width and the trouble: what axe finds (WCAG 2.2 AA), and whether it has to be scrolled
    sideways, also on the narrowest screen that WCAG asks of us. The window gets its size back."""
    page.wait_for_load_state()
    before, found = page.viewport_size, []
    for width in (LAPTOP, PHONE, NARROW):
        page.set_viewport_size({"width": width, "height": before["height"]})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append((page.url, width, "scrolls sideways", page.evaluate(REACHES_OUT)))
        if width != NARROW:
            found += [
                (page.url, width, violation["id"], violation["nodes"][0]["html"][:120])
                for violation in violations(page)
            ]
    page.set_viewport_size(before)
    return found


def troubles_at(page, url):
    """The same of a page that has to be there."""
    status = page.goto(url).status
    return troubles(page) + ([] if status == 200 else [(url, status)])
