"""Takes the README's screenshots of the running assistant in a real browser: `python -m tools.screenshots`."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tools.chromium import chromium
from tools.running import running_assistant
from tools.serve import PROJECT

FOLDER = PROJECT / "docs" / "images"
QUESTIONS = ("does massage help sleep", "is it safe with diabetes?")
MOST_BYTES = 300_000
MILLISECONDS_TO_ANSWER = 20_000


class Shot(NamedTuple):
    """One picture: its name, and the window that it shows."""

    name: str
    width: int
    height: int
    is_phone: bool


SHOTS = (Shot("desktop", 1280, 800, False), Shot("phone", 390, 844, True))


def talk(page: Page) -> None:
    """Open the chat and ask the questions, each after the answer to the one before."""
    page.locator("clinic-chat .launcher").click()
    answers = page.locator("clinic-chat .message.assistant")
    for question in QUESTIONS:
        known = answers.count()
        page.locator("clinic-chat .input").fill(question)
        page.keyboard.press("Enter")
        expect(answers.nth(known)).to_be_visible(timeout=MILLISECONDS_TO_ANSWER)
        expect(page.locator("clinic-chat .typing")).to_be_hidden()


def take(browser: Browser, address: str, shot: Shot) -> bytes:
    """A picture of the page with the chat after the questions, as PNG."""
    window = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        has_touch=shot.is_phone,
        locale="en-GB",
        color_scheme="light",
        reduced_motion="reduce",
    )
    try:
        page = window.new_page()
        page.goto(address)
        talk(page)
        return page.screenshot(animations="disabled", caret="hide")
    finally:
        window.close()


def smaller(picture: bytes) -> bytes:
    """The PNG with a palette of 256 colours, which flat drawings and text hardly show."""
    output = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()


def main() -> None:
    """Take and save all of them.

    :raises SystemExit: one of them is too large for a README.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_assistant() as place, sync_playwright() as playwright, chromium(playwright) as browser:
        for shot in SHOTS:
            picture = smaller(take(browser, f"{place.url}/clinic/", shot))
            if len(picture) > MOST_BYTES:
                raise SystemExit(f"{shot.name}.png would have {len(picture)} bytes, {MOST_BYTES} are allowed.")
            (FOLDER / f"{shot.name}.png").write_bytes(picture)
            print(f"docs/images/{shot.name}.png: {len(picture)} bytes")


if __name__ == "__main__":
    main()
