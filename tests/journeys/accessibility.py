"""This file is where a page is held to what everybody can use, at three widths.

Axe costs a second for each page, and hundreds of looks at pages are taken. What it finds follows
from how the page is built and coloured, not from its words and names. So a page whose build has
been looked at in this run, in whatever journey, is not looked at once more, and contrast is tried
again at the next width only where colours meet that had not met. Whether anything flows over the
edge depends on the words and is tried each time.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Page

AXE = next((Path(__file__).parents[1] / "vendor").glob("axe-core-*/axe.min.js")).read_text()
WIDTHS = (1280, 390, 320)
# All rules, but nothing is brought back of what was in order, nor fetched that no rule asks for:
# the style sheets once more.
RUN_AXE = """rules => axe.run(document,
        {resultTypes: ['violations'], preload: {assets: ['media']}, rules})
    .then(found => found.violations.map(violation =>
        [violation.id, violation.nodes.slice(0, 3).map(node => node.html.slice(0, 120))]))"""
NO_CONTRAST = {"color-contrast": {"enabled": False}}
# How the parts of the page are built: all but words, addresses and names. Of several children that
# are built alike, one stands for all, but for landmarks, which are to have names of their own.
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
    const build = element => {
        const tag = element.localName, children = []
        for (const child of element.children) {
            if (child.localName == 'main' && tag != 'html') continue
            const built = build(child)
            if (alone.has(child.localName) || !children.includes(built)) children.push(built)
        }
        const text = [...element.childNodes].some(node => node.nodeType == 3 && node.data.trim())
        const attributes = [...element.attributes].map(told).sort()
        return `<${tag} ${attributes}${text ? ' T' : ''}${children.join('')}>`
    }
    const main = document.querySelector('main')
    return [build(document.documentElement), main ? build(main) : '']
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
    is_new = looked.is_new(page.evaluate(BUILD))
    if is_new:
        page.evaluate(AXE)
    met: set[str] = set()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if is_new:
            colours = set(page.evaluate(COLOURS))
            rules = NO_CONTRAST if colours <= met else {}
            met |= colours
            for violation, nodes in page.evaluate(RUN_AXE, rules):
                found.append(f"{page.url} {width} px {violation}: {'; '.join(nodes)}")
        wide = page.evaluate(WIDER)
        if wide > 0:
            found.append(f"{page.url} {width} px: {wide} px too wide")
    if before:
        page.set_viewport_size(before)
    return found
