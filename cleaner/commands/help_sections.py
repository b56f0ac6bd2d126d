"""Sections of options in the help of a command."""

from collections.abc import Mapping
from typing import Final

import click

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Output": (
        "out", "to", "format_", "only_stat", "unified", "context", "side_by_side", "exit_code", "sidecar",
        "min_confidence", "dry_run", "watch", "no_cache", "resume", "stats", "everything", "again",
    ),
    "What is removed": ("keep", "drop", "select", "ignore", "weights", "templates", "site", "learn_templates", "input"),
    "Files": ("exclude", "glob", "hidden", "gitignore", "no_ignore", "files", "stdin_filename"),
    "Corpora": ("text_field", "url_field", "id_field", "spans", "rejects", "damaged"),
    "Settings": ("config", "isolated", "jobs"),
    "Messages": ("quiet", "verbose", "color", "no_pager", "version", "help"),
}  # fmt: skip
"""Names of parameters by section, in the order of the help. Options in no section come first."""


class SectionedHelp(click.Command):
    """A command whose help lists its options in sections."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of each section that the command has, and then its subcommands."""
        params = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = {_key(param): found for param in params if (found := param.get_help_record(ctx))}
        listed = {name for names in SECTIONS.values() for name in names}
        sections = {"Options": [records[name] for name in records if name not in listed]}
        sections |= {title: [records[name] for name in names if name in records] for title, names in SECTIONS.items()}
        for title, rows in sections.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


def _key(option: click.Option) -> str:
    """Return the name of an option in `SECTIONS`, "help" for that of click, whose name differs by version."""
    return "help" if "--help" in option.opts else option.name or ""
