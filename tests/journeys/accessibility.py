"""This file is where a page is held to what everybody can use, at three widths.

Axe costs a second for each page, and hundreds of looks at pages are taken. What it finds follows
from how the page is built and coloured, not from its words and names. So a page whose build has
been looked at in this run, in whatever journey, is not looked at once more.

The build says of each part how it is displayed too, and whether it is seen. Where another width
shows other parts or shows them in another way, all rules are tried there as well; where it does
not, only those that ask where on the page things are. Contrast is tried again at the next width
where colours meet that had not met. Whether anything flows over the edge depends on the words and
is tried each time. A page whose build and style sheets have been seen at the first width is built
at the others as it was then, and is not asked about there.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = next((Path(__file__).parents[1] / "vendor").glob("axe-core-*/axe.min.js")).read_text()
WIDTHS = (1280, 390, 320)
# All rules, but nothing is brought back of what was in order, no selector written that nobody
# reads, nor fetched what no rule asks for: the style sheets once more.
RUN_AXE = """which => axe.run(document,
        {resultTypes: ['violations'], selectors: false, preload: {assets: ['media']}, ...which})
    .then(found => found.violations.map(violation =>
        [violation.id, violation.nodes.slice(0, 3).map(node => node.html.slice(0, 120))]))"""
# What asks where on the page things are: whether a part scrolls, and what lies outside the screen.
OF_PLACE = ["scrollable-region-focusable", "region", "skip-link"]
CONTRAST = "color-contrast"
# How the parts of the page are built and displayed: all but words, addresses and names. Of several
# children that are built alike, one stands for all, but for landmarks, which are to have names of
# their own.
BUILD = """() => {
    const count = {}, refs = new Set(['for', 'headers', 'list', 'form', 'aria-labelledby',
        'aria-describedby', 'aria-controls', 'aria-owns', 'aria-errormessage', 'aria-details'])
    const words = new Set(['href', 'src', 'action', 'value', 'name', 'content', 'title', 'alt',
        'placeholder', 'datetime', 'aria-label', 'd', 'points', 'nonce', 'style'])
    const alone = new Set(['nav', 'section', 'aside', 'main', 'form', 'header', 'footer'])
    for (const element of document.querySelectorAll('[id]'))
        count[element.id] = (count[element.id] || 0) + 1
    const told = ({name, value}) =>
        name == 'id' ? `id${count[value]}`
        : refs.has(name) ? `${name}:${value.split(/\\s+/).every(id => count[id])}`
        : words.has(name) || name.startsWith('data-') || name.startsWith('hx-')
            ? `${name}:${value.trim() != ''}` : `${name}=${value}`
    const display = element => {
        const style = getComputedStyle(element)
        return `${style.display} ${style.visibility} ${style.position} ${style.clip}`
    }
    const build = element => {
        const tag = element.localName, children = []
        for (const child of element.children) {
            if (child.localName == 'main' && tag != 'html') continue
            const built = build(child)
            if (alone.has(child.localName) || !children.includes(built)) children.push(built)
        }
        const text = [...element.childNodes].some(node => node.nodeType == 3 && node.data.trim())
        const attributes = [...element.attributes].map(told).sort()
        const shown = tag == 'body' || element.closest('body') ? display(element) : ''
        return `<${tag} ${shown} ${attributes}${text ? ' T' : ''}${children.join('')}>`
    }
    const main = document.querySelector('main')
    const sheets = [...document.querySelectorAll('link[rel=stylesheet], style')]
    const styles = [document.body.className, ...sheets.map(one => one.href || one.textContent)]
    return [build(document.documentElement) + styles, main ? build(main) + styles : '']
}"""
# Which colours, and of large or small text, stand on which ground.
COLOURS = """() => {
    const found = new Set()
    for (const element of document.body.querySelectorAll('*')) {
        if (![...element.childNodes].some(node => node.nodeType == 3 && node.data.trim())) continue
        if (!element.checkVisibility()) continue
        const style = getComputedStyle(element), size = parseFloat(style.fontSize)
        const large = size >= 24 || size >= 18.66 && style.fontWeight >= 700
        let ground = element
        while (ground && /, 0\\)$|transparent/.test(getComputedStyle(ground).backgroundColor))
            ground = ground.parentElement
        const behind = ground ? getComputedStyle(ground).backgroundColor : 'none'
        found.add(`${style.color} on ${behind} ${style.opacity} ${large}`)
    }
    return [...found]
}"""
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


class Looked:
    """The builds that were looked at in this run of the tests, told between its processes."""

    folder: Path

    def is_new(self, builds: Iterable[str]) -> bool:
        """Whether any of these parts had not been looked at before. They have been hereafter."""
        return any([self._claim(build) for build in builds])

    def _claim(self, build: str) -> bool:
        try:
            (self.folder / sha256(build.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


looked = Looked()


def check_accessibility(page: Page) -> list[str]:
    """What axe finds at the three widths, and whether anything flows over the edge."""
    found = []
    before = page.viewport_size
    page.wait_for_load_state()
    is_new = False
    met: set[str] = set()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        ask = is_new or width == WIDTHS[0]
        is_new_here = ask and looked.is_new(page.evaluate(BUILD))
        if is_new_here and not is_new:
            page.evaluate(AXE)
            is_new = True
        if is_new:
            colours = set(page.evaluate(COLOURS))
            which = rules(is_new_here, not colours <= met)
            met |= colours
            for violation, nodes in page.evaluate(RUN_AXE, which):
                found.append(f"{page.url} {width} px {violation}: {'; '.join(nodes)}")
        wide = page.evaluate(WIDER)
        if wide > 0:
            found.append(f"{page.url} {width} px: {wide} px too wide")
    if before:
        page.set_viewport_size(before)
    return found


def rules(is_new: bool, has_new_colours: bool) -> dict[str, Any]:
    """Which rules axe tries where the build, and where the colours, had not been looked at."""
    if is_new:
        return {"rules": {CONTRAST: {"enabled": has_new_colours}}}
    return {"runOnly": [*OF_PLACE, *([CONTRAST] if has_new_colours else [])]}
