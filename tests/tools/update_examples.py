"""Rewrite what the examples of the README and the help topics print: `python -m tests.tools.update_examples [FILE...]`.

Every command runs as in tests/packaging/test_readme.py. Look at the changes before you commit them.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.documents import Code, examples, lay_out, missing, run


def updated(text: str, codes: list[tuple[Code, str]]) -> str:
    """Return a document with the texts of some blocks replaced."""
    rows = text.splitlines(keepends=True)
    for code, new in sorted(codes, key=lambda pair: -pair[0].line):
        rows[code.line - 1 : code.line - 1 + code.text.count("\n")] = [new]
    return "".join(rows)


def main(names: list[str]) -> None:
    """Rewrite the documents with these names, or all."""
    found: dict[Path, list[tuple[Code, str]]] = {}
    with TemporaryDirectory() as made:
        lay_out(template := Path(made, "template"))
        for number, codes in enumerate(examples().values()):
            if names and codes[0].document.name not in names:
                continue
            folder = Path(shutil.copytree(template, Path(made, str(number), "folder")))
            for code in codes:
                if why := missing(code):
                    print(f"{code.at}: not run: {why}", file=sys.stderr)
                    continue
                try:
                    new = run(code, folder)
                except AssertionError as error:
                    print(f"{code.at}: {error}", file=sys.stderr)
                    continue
                if new != code.text:
                    print(f"{code.at}: updated")
                    found.setdefault(code.document, []).append((code, new))
    for document, pairs in found.items():
        document.write_text(updated(document.read_text("utf-8"), pairs), "utf-8")


if __name__ == "__main__":
    main([Path(name).name for name in sys.argv[1:]])
