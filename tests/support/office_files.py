"""Small PDF and Word files, as pdftotext and pandoc read them."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from textwrap import wrap

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
)


def docx(paragraphs: Sequence[str]) -> bytes:
    """Return a Word file of paragraphs without mark-up in them."""
    body = "".join(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>" for paragraph in paragraphs)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in (("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS)):
            file.writestr(name, text)
        file.writestr("word/document.xml", DOCUMENT.format(body))
    return out.getvalue()


def pdf(paragraphs: Sequence[str], width: int = 80) -> bytes:
    """Return a PDF of one page; paragraphs are wrapped to `width` characters and must be in Latin-1."""
    commands = ["BT /F1 10 Tf 50 800 Td 12 TL"]
    for paragraph in paragraphs:
        rows = [re.sub(r"([\\()])", r"\\\1", row) for row in wrap(paragraph, width)]
        commands += [*(f"({row}) Tj T*" for row in rows), "T*"]
    content = "\n".join([*commands, "ET"]).encode("latin-1")
    return _assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        ]
    )


def _assemble(objects: Sequence[bytes]) -> bytes:
    """Return a PDF file of these objects, with its table of offsets."""
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    return out + head + table + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(out))
