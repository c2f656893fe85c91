"""Write docs/states.md: the state diagrams, drawn from the code itself.

    python -m tools.states

A test fails when the file no longer says what the code does.
"""

import os
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[1] / "docs" / "states.md"
TEXT = """# Where a signal can stand

Made from the code by `python -m tools.states`; a test checks that it is current. Change
`desk/flow.py` or `desk/undermining_flow.py`, not this page. The words in the diagrams are those of
the screens; `docs/glossary.md` maps them to English.

## A signal of trafficking: flow chart 1 ({version})

Why each question is asked, and its source in the policy, stands in `desk/flow.py`; what may follow
what, in `desk/workflow.py`.

```mermaid
{signal}
```

## A signal of other undermining crime ({undermining_version})

The regisseur ondermijning works it; see `desk/undermining_flow.py`.

```mermaid
{undermining}
```
"""


def text() -> str:
    """Return what docs/states.md should say."""
    from nietpluis.desk import chart, flow, undermining_flow

    return TEXT.format(
        version=flow.VERSION,
        signal=chart.mermaid(),
        undermining_version=undermining_flow.VERSION,
        undermining=chart.mermaid(
            undermining_flow.UNDERMINING_FLOW, undermining_flow.UNDERMINING_START
        ),
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text(), encoding="utf-8")
