"""Somebody at a screen, who reads words and presses what they name; and all that goes wrong."""

from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import SCREEN, wait_out

from .people import PASSWORD

PATIENCE = 20_000  # milliseconds; the machine may be busy
SIGNED_IN: dict[tuple[str, str], Any] = {}


class Seat:
    """A browser context of its own, signed in as one of the people; no name is a visitor."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        name: str = "",
        *,
        script: bool = True,
        size: dict[str, Any] = SCREEN,
    ) -> None:
        self.script = script
        self.context = browser.new_context(
            **size,
            java_script_enabled=script,
            locale="nl-NL",
            storage_state=SIGNED_IN.get((address, name)),
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.address = address
        self.faults: list[str] = []  # what the console says, and pages that fail
        self.acts = 0  # taps and fields: what it costs to do something
        self.page.on("console", lambda one: self._heard(one.type, one.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        if name:
            self.sign_in(name)

    def _heard(self, kind: str, text: str) -> None:
        expected = "Failed to load resource: the server responded with a status of 4" in text
        if kind in ("error", "warning") and not expected:
            self.faults.append(text)

    def sign_in(self, name: str) -> None:
        """Sign in; who did so before in these tests is signed in still."""
        if (self.address, name) in SIGNED_IN:
            self.go()
            return
        self.go("/inloggen/")
        self.fill("E-mailadres", f"{name}@example.nl")
        self.fill("Wachtwoord", PASSWORD)
        self.press("Inloggen")
        SIGNED_IN[self.address, name] = self.context.storage_state()

    def wear(self, session: str | None) -> None:
        """Go on as somebody who has signed in already."""
        if session:
            cookie: Any = {"name": "desk_session", "value": session, "url": self.address}
            self.context.add_cookies([cookie])

    def go(self, path: str = "/") -> int:
        """Open an address of this site; return how it answered."""
        url = path if path.startswith("http") else self.address + path
        answer = self.page.goto(url)
        return answer.status if answer else 0

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address).split("#")[0]

    def menu(self, word: str) -> None:
        """Follow a word of the main menu."""
        self._tap(self.page.get_by_label("Hoofdmenu").get_by_role("link", name=word, exact=True))

    def follow(self, words: str, *, within: Locator | None = None) -> None:
        """Follow the first link on the page with these words."""
        self._tap((within or self.main).get_by_role("link", name=words).first)

    def press(self, words: str, *, within: Locator | None = None) -> None:
        """Press the first button with these words."""
        self._tap((within or self.main).get_by_role("button", name=words).first)
        wait_out(self.page)

    def choose(self, words: str, *, of: str = "") -> None:
        """Tap a tile or an answer by its words; `of`: the question, when several are alike."""
        within = self.main.get_by_role("group", name=of).first if of else self.main
        self._tap(within.locator("label", has_text=words).first)

    def unfold(self, words: str) -> None:
        self._tap(self.main.locator("summary", has_text=words).first)

    def fill(self, label: str, text: str) -> None:
        self.acts += 1
        self.main.get_by_label(label).first.fill(text)

    def select(self, label: str, words: str) -> None:
        self.acts += 1
        self.main.get_by_label(label).first.select_option(label=words)

    def reads(self, *words: str) -> None:
        """The page shows each of these words to whoever looks."""
        for one in words:
            expect(self.main).to_contain_text(one, timeout=PATIENCE)

    def reads_not(self, *words: str) -> None:
        """The page holds none of these words, not even where nobody looks."""
        html = self.page.content()
        assert [one for one in words if one in html] == []

    def leave(self) -> None:
        """Close the browser; nothing may have gone wrong in it."""
        self.context.close()
        assert self.faults == []

    def _tap(self, what: Locator) -> None:
        self.acts += 1
        what.click()
