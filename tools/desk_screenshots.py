"""Takes the docs' pictures of the staff desk after some conversations with the running assistant: `python -m tools.desk_screenshots`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tools.chromium import chromium
from tools.running import Running, running_assistant
from tools.screenshots import FOLDER, SHOTS, smaller
from tools.serve import PROJECT, RUN_FOLDER, secret_of
from tools.website_client import WebsiteClient

NAME, PASSWORD = "olivia", "a picture of a pass phrase"
PAGES = {"list": "/", "transcript": "", "inbox": "/teach/", "dashboard": "/figures/?days=7"}
SECONDS_TO_COPY = 3.0
CONVERSATIONS = (
    ("does massage help sleep", "is it safe with diabetes?", "how much is an hour"),
    ("are you open on sunday?", "where can i park"),
    ("my neck has been stiff since monday, would a massage do anything?", "and for migraines?", "what does research say?"),
    ("does it help with asthma?", "eczema then?"),
    ("can i bring my dog", "can somebody call me"),
    ("which word fits you best, human or computer",),
    ("do you have gift vouchers", "can i pay with points from my bank"),
    ("im 30 weeks pregnant is it ok", "will it hurt", "what should i wear"),
    ("my chest is tight and my left arm is numb",),
    ("therapeutic massage", "does it help asthma"),
    ("how do i cancel", "what if i am late"),
)
_MAKE_STAFF = f"""
from django.contrib.auth.models import Group, User
User.objects.create_user({NAME!r}, password={PASSWORD!r}).groups.add(Group.objects.get(name="trainer"))
"""


def hold_conversations(url: str) -> None:
    """Ask what visitors ask."""
    for questions in CONVERSATIONS:
        chat = WebsiteClient(url).chat()
        for question in questions:
            chat.ask(question)


def make_staff(place: Running) -> None:
    """An account that sees everything on the pictures."""
    ours = {"CLINIC_DATABASE": str(place.database), "CLINIC_SECRET": secret_of(RUN_FOLDER / "secret")}
    command = [sys.executable, "-W", "ignore", "-m", "review", "shell", "--no-imports", "-c", _MAKE_STAFF]
    subprocess.run(command, cwd=PROJECT, env={**os.environ, **ours}, check=True)


def sign_in(page: Page, address: str) -> None:
    """Come in by the door."""
    page.goto(address)
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()


def take_all(browser: Browser, address: str) -> None:
    """A picture of each page in each size."""
    for shot in SHOTS:
        size: ViewportSize = {"width": shot.width, "height": shot.height}
        window = browser.new_context(base_url=address, viewport=size, locale="en-GB", color_scheme="light")
        page = window.new_page()
        sign_in(page, address)
        transcript = page.get_by_role("link", name=re.compile("stiff since monday")).get_attribute("href")
        for name, path in PAGES.items():
            page.goto(path or str(transcript))
            file = FOLDER / f"desk-{name}-{shot.name}.png"
            file.write_bytes(smaller(page.screenshot(animations="disabled", caret="hide")))
            print(f"{file.relative_to(PROJECT)}: {file.stat().st_size} bytes")
        window.close()


def main() -> None:
    """Chat, then take the pictures."""
    with running_assistant(desk_port=0) as place:
        hold_conversations(place.url)
        make_staff(place)
        time.sleep(SECONDS_TO_COPY)
        with sync_playwright() as playwright, chromium(playwright) as browser:
            take_all(browser, place.desk_url)


if __name__ == "__main__":
    main()
