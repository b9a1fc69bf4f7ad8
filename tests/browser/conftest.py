"""A headless Chromium that remembers what it asked for and what it complained about."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.superset.wall import open_wall

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
PATIENCE = 120_000


@dataclass
class Watched:
    """A page and all it did: addresses asked for, addresses refused by the page's own policy, complaints."""

    page: object
    base: str
    asked: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    answers: list = field(default_factory=list)
    clicks: int = 0

    def watch(self) -> None:
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("requestfailed", lambda r: self.blocked.append(r.url) if r.failure == "csp" else None)
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.complaints.append(f"uncaught: {e}"))
        self.page.on("response", lambda r: self.answers.append(r))

    def log_in(self, user: str, password: str) -> None:
        self.page.goto(f"{self.base}/login/")
        self.page.fill("input#username", user)
        self.page.fill("input#password", password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/login" not in url)

    def open(self, slug: str) -> None:
        """A dashboard, drawn."""
        self.page.goto(f"{self.base}/superset/dashboard/{slug}/")
        self.drawn()

    def drawn(self) -> None:
        """Waits until every chart in the page shows its answer."""
        self.page.wait_for_selector("[data-test-chart-name]", timeout=PATIENCE)
        self.page.wait_for_function("""() => {
            const charts = [...document.querySelectorAll('[data-test-chart-name]')];
            return charts.length > 0 && charts.every(c => c.querySelector('.slice_container, .ant-empty, [data-test="slice-container"]')
                && !c.querySelector('[data-test="loading-indicator"], .loading'));
        }""", timeout=PATIENCE)
        self.page.wait_for_timeout(700)

    def click(self, locator) -> None:
        self.clicks += 1
        locator.click()

    def chart(self, title: str):
        """A chart by the start of its title."""
        return self.page.locator(f'[data-test-chart-name^="{title}"]')

    def rows(self, title: str) -> list[list[str]]:
        """The cells of a table, as read."""
        return self.chart(title).locator("tbody tr").evaluate_all(
            "rows => rows.map(r => [...r.querySelectorAll('td')].map(c => c.textContent.trim()))")

    def shoot(self, name: str) -> None:
        """A picture for the documentation, when FIRELAKE_SCREENSHOTS names a folder."""
        folder = os.environ.get("FIRELAKE_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture(scope="session")
def wall(services):
    """A running Superset over published marts."""
    return open_wall(services)


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        pytest.fail("Chromium is not installed: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def viewer(wall, chromium):
    """A watched page, logged in as the screen's account."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    watched = Watched(context.new_page(), f"http://{wall.address}")
    watched.watch()
    watched.log_in("wall", wall.password("wall"))
    yield watched
    context.close()
