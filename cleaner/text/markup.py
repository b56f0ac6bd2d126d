"""Markup of a line in a Markdown document."""

from cleaner.text.vectors import mypyc_attr


@mypyc_attr(acyclic=True)
class Markup:
    """Block, links and relations of a line.

    `kind` is heading, paragraph, item (of a list), code, table, cell (of a layout table), html, rule or definition.
    """

    def __init__(
        self,
        kind: str,
        level: int = 0,
        links: tuple[tuple[str, str], ...] = (),
        is_image: bool = False,
        group: int = 0,
        uses: tuple[str, ...] = (),
        defines: str = "",
    ) -> None:
        self.kind: str = kind
        self.level: int = level
        """Level of a heading, from 1; 0 for other lines."""
        self.links: tuple[tuple[str, str], ...] = links
        """Words and address of each link."""
        self.is_image: bool = is_image
        """True if the line has images and no words."""
        self.group: int = group
        """Number of the block whose lines stay or go together; 0 for none."""
        self.item: int = 0
        """Number of the list item that the line starts; 0 for none."""
        self.items: tuple[int, ...] = ()
        """Numbers of the list items that the line is in, from the outermost."""
        self.uses: tuple[str, ...] = uses
        """Labels of the definitions and footnotes that the line refers to."""
        self.defines: str = defines
        """Label that the line defines; empty if it does not."""
