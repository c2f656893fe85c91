"""Copy the front-end files that the pages name from node_modules/ to build/assets/.

`python -m tools.assets`. They are served as /static/vendor/…; nothing is built and nothing is
kept in git. A page finds here exactly the files of FILES, by these names.
"""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FROM = ROOT / "node_modules"
TO = ROOT / "build" / "assets"

CANDIDATE = "@nl-design-system-candidate"
FILES = {
    "utrecht.css": "@utrecht/component-library-css/dist/index.css",
    "voorbeeld.css": "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    **{
        f"{part}.css": f"{CANDIDATE}/{part}-css/dist/{part}.css"
        for part in ("button", "heading", "link", "paragraph", "skip-link")
    },
}
# A source map is not copied, so a file must not point to one.
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*")


def copy() -> list[Path]:
    """Fill build/assets/ anew; raises FileNotFoundError if a package is not installed."""
    texts = {name: (FROM / source).read_text(encoding="utf-8") for name, source in FILES.items()}
    shutil.rmtree(TO, ignore_errors=True)
    TO.mkdir(parents=True)
    for name, text in texts.items():
        (TO / name).write_text(SOURCE_MAP.sub("", text).strip() + "\n", encoding="utf-8")
    return sorted(TO.iterdir())


if __name__ == "__main__":
    for path in copy():
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB")
