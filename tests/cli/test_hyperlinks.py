"""Links to the rules page: only if the user asks for them and the page is installed."""

import os
import pty
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cleaner.commands.diff import RULES_PAGE
from cleaner.render.diff import DiffLayout, render_diff
from cleaner.rulebook.rulebook import load_rulebook
from tests.support.command import PAGE, cleaner, environment, result

LINK = re.compile("\x1b]8;;([^\x1b]+)\x1b\\\\(.*?)\x1b]8;;\x1b\\\\")


class Ids(HTMLParser):
    """Collect the anchors of a page and its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags = set[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.targets += [value or "" for name, value in attrs if name == "href"]


def test_every_rule_has_an_anchor_on_the_rules_page(tmp_path: Path) -> None:
    page = Ids(cleaner("rules", "--isolated", "--format", "html", cwd=tmp_path).stdout.decode())
    codes = [rule.code for rule in load_rulebook().rules]
    assert page.ids == codes and page.targets == [f"#{code}" for code in codes]


def test_markup_in_a_rule_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text(
        '[[rule]]\ncode = "MY001"\nname = "<script>"\nkind = "promotion"\nweight = 3.0\npattern = "<img>"\n'
        'why = "A <b>bold</b> example. More."\ndrops = ["<img>"]\nkeeps = ["</pre>"]\n'
    )
    text = cleaner("rules", "MY001", "--format", "html", cwd=tmp_path).stdout.decode()
    page = Ids(text)
    assert page.ids == ["MY001"] and not page.tags & {"script", "img", "b"} and text.count("</pre>") == 1


def test_only_the_code_of_a_rule_is_a_link() -> None:
    done = result("one\nSHARE", (4, 9), kind="share", rule="SHA101")
    linked = "\n".join(
        render_diff("p", done, DiffLayout(3, 80, True, address=lambda rule: f"file:///rules.html#{rule}"))
    )
    assert LINK.findall(linked) == [("file:///rules.html#SHA101", "SHA101")]
    assert LINK.sub(r"\2", linked) == "\n".join(render_diff("p", done, DiffLayout(3, 80, True))), (
        "links must not change the layout"
    )


SHIM = """
import sys, sysconfig
found, data = sysconfig.get_path, sys.argv[1]
sysconfig.get_path = lambda name: data if name == "data" else found(name)
from cleaner.cli import main
sys.argv = ["cleaner", *sys.argv[2:]]
main()
"""
RULE = """\
[[rule]]
code = "MY001"
name = "sign-up"
kind = "promotion"
weight = 40.0
pattern = "^Sign up"
why = "An example."
drops = ["Sign up"]
keeps = ["Up"]
"""


@pytest.mark.parametrize(
    ("variables", "has_page", "is_linked"),
    [
        ({"FORCE_HYPERLINK": "1"}, True, True),
        ({"FORCE_HYPERLINK": "1"}, False, False),
        ({"FORCE_HYPERLINK": "0"}, True, False),
        ({"VTE_VERSION": "7600"}, True, False),
    ],
)
def test_pager_gets_links_only_on_request(
    tmp_path: Path, variables: dict[str, str], has_page: bool, is_linked: bool
) -> None:
    data, pager = tmp_path / "a b" / RULES_PAGE, tmp_path / "pager"
    data.parent.mkdir(parents=True)
    if has_page:
        data.write_text("")
    pager.write_text(f'#!/bin/sh\ncat > "{tmp_path}/paged"\n')
    pager.chmod(0o755)
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "cleaner.toml").write_text(RULE)
    ours, theirs = pty.openpty()
    env = environment(PAGER=str(pager), TERM="xterm", LESS="R", **variables)
    call = [sys.executable, "-c", SHIM, str(tmp_path / "a b"), "diff", "page.txt"]
    subprocess.run(call, cwd=tmp_path, stdin=theirs, stdout=theirs, env=env, check=True, timeout=60)
    os.close(theirs)
    os.close(ours)
    found = LINK.findall((tmp_path / "paged").read_text())
    assert bool(found) == is_linked
    codes = {code for _, code in found}
    assert all(address.endswith(f"/a%20b/{RULES_PAGE}#{code}") for address, code in found)
    assert "MY001" not in codes and (not is_linked or "REA102" in codes), "a user rule is not on the page"
