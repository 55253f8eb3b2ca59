"""What is looked at on every page."""

from pathlib import Path

HERE = Path(__file__).parent
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROW = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}


def axe(page):
    """Return what axe finds wrong with a page once Gradio has taken its own sign of loading away."""
    page.wait_for_selector(".loading", state="detached")
    page.evaluate((HERE / "axe.min.js").read_text(encoding="utf-8") + ";0")
    result = page.evaluate("axe.run()")
    assert result["passes"]
    return [f"{v['id']}: {n['target']}" for v in result["violations"] for n in v["nodes"]]


def marked(page):
    """Return the words that the reader marks, once it has opened."""
    page.wait_for_selector(".rg-reader:not([aria-busy]) .rg-p mark")
    return "".join(page.locator(".rg-p mark").all_text_contents())


def tab_to(page, selector, *, back=False):
    """Move the focus by the keyboard until it is on an element."""
    for _ in range(60):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def check_narrow(page):
    """Fail if a page of 320 pixels scrolls sideways, or a control is clipped or too small to hit."""
    page.wait_for_timeout(100)
    report = page.evaluate(
        """() => {
            const open = document.querySelector('[aria-modal]');
            const all = [...(open || document).querySelectorAll('a, button, textarea, summary')];
            const seen = all.filter((e) => e.checkVisibility() && !e.matches('.rg-skip'));
            const bad = seen.filter((e) => {
                const box = e.getBoundingClientRect();
                return box.width < 24 || box.height < 24 || box.left < 0 || box.right > innerWidth
                    || e.scrollWidth > e.clientWidth + 1;
            });
            return [document.documentElement.scrollWidth, bad.map((e) => e.outerHTML.slice(0, 120)), seen.length];
        }"""
    )
    assert report[0] <= 320
    assert report[1] == []
    assert report[2] > 1
