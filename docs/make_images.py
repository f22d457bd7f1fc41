"""Makes the screenshots of the README from the demo: `python -m docs.make_images`."""

import tempfile
from datetime import date
from pathlib import Path

from evidence.cli.hospital_commands import create_example
from evidence.deployment import Deployment
from tests.browser.app_server import browsing, serving, settle, sign_in

IMAGES = Path(__file__).with_name("images")
SHOTS = {"overview": "", "gaps": "gaps", "contracts": "contracts"}


def main() -> None:
    """Serves an example hospital and photographs its screens."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        create_example(Deployment(Path(folder)), "liuzhou-workers", date.today())  # noqa: DTZ011
        with serving(Path(folder)) as address, browsing() as page:
            sign_in(page, address, "head")
            for name, path in SHOTS.items():
                page.goto(f"{address}/{path}")
                settle(page)
                page.wait_for_timeout(2000)
                page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
