"""Keep translations beside the Dutch: what is still to do, and taking in what was done.

    python -m nietpluis.knowledge.translating pl              what is missing or stale
    python -m nietpluis.knowledge.translating pl todo.json    the same, with the Dutch, to fill in
    python -m nietpluis.knowledge.translating pl --take todo.json

Each entry is {"key": {"nl": the Dutch, "text": the translation}}. Taking in skips what is still
empty, refuses what was made from another Dutch text than today's, and marks the rest as machine.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

from .texts import DUTCH, FILES, Review, Translation, dutch, faults, files, mark, translations

HEAD = """\
# Made from the Dutch. `of` is the mark of the Dutch it was made from: when the Dutch changes, this
# text is stale and a test names it. `review` is "machine" until somebody who speaks the language
# has read it, then "reviewed". See nietpluis/knowledge/translating.py.
"""


class WrongTranslation(ValueError):
    """This cannot be taken in; the message names the keys and why."""


def blanks(words: str) -> set[str]:
    """Return the names that a text wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def todo(lang: str) -> dict[str, dict[str, str]]:
    """Return every text that is missing or stale in a language: its Dutch, and room for it."""
    named = {fault.partition(":")[0] for fault in faults(lang)}
    return {key: {"nl": words, "text": ""} for key, words in dutch().items() if key in named}


def take(lang: str, filled: Mapping[str, Mapping[str, str]]) -> int:
    """Write new translations beside those there are; return how many. Raises WrongTranslation."""
    done = {key: entry["text"] for key, entry in filled.items() if entry["text"].strip()}
    stale = [key for key in done if dutch().get(key) != filled[key]["nl"]]
    wrong = [f"{key}: made from another Dutch text" for key in stale]
    wrong += [
        f"{key}: fills in {sorted(blanks(words))}, not {sorted(blanks(dutch()[key]))}"
        for key, words in done.items()
        if key in dutch() and blanks(words) != blanks(dutch()[key])
    ]
    if wrong:
        raise WrongTranslation("\n".join(wrong))
    there = dict(translations(lang)) if (FILES / lang).is_dir() else {}
    fresh = {
        key: Translation(text=words, of=mark(dutch()[key]), review=_review(there, key, words))
        for key, words in done.items()
    }
    write(lang, there | fresh)
    return len(fresh)


def _review(there: Mapping[str, Translation], key: str, words: str) -> Review:
    """A text that is the same as before keeps the review that somebody gave it."""
    same = key in there and there[key].text == words and there[key].of == mark(dutch()[key])
    return there[key].review if same else Review.MACHINE


def write(lang: str, made: Mapping[str, Translation]) -> None:
    """Write every translation of a language, file by file in the order of the Dutch."""
    folder = FILES / lang
    folder.mkdir(exist_ok=True)
    for name, keys in files().items():
        lines, table = [HEAD], ""
        for key in (key for key in keys if key in made):
            heading, _, word = key.partition(".")
            if heading != table:
                lines.append(f"\n[{heading}]\n")
                table = heading
            one = made[key]
            text = json.dumps(one.text, ensure_ascii=False)
            lines.append(
                f'{word} = {{ of = "{one.of}", review = "{one.review}", text = {text} }}\n'
            )
        if table:
            (folder / f"{name}.toml").write_text("".join(lines), encoding="utf-8")
    translations.cache_clear()


def main(lang: str, *rest: str) -> None:
    if lang == DUTCH:
        print("Dutch is what the others are made from.")
    elif rest[:1] == ("--take",):
        print(take(lang, json.loads(Path(rest[1]).read_text(encoding="utf-8"))), "taken in.")
    elif rest:
        words = json.dumps(todo(lang), ensure_ascii=False, indent=1)
        Path(rest[0]).write_text(words + "\n", encoding="utf-8")
    else:
        print("\n".join(faults(lang)) or "Nothing is missing or stale.")


if __name__ == "__main__":
    main(*sys.argv[1:])
