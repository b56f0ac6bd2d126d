"""Code: lines that look like a program, markup or a command, told from prose by their signs, whatever the language."""

import re
from typing import Final

from cleaner.text.characters import OTHER
from cleaner.text.hashing import word_hash
from cleaner.text.tokens import TokenizedLine, fold, word_at

CODE_ENDS: Final = "{}\\"
CODE_STARTS: Final = "{}<$/#@>*"
CODE_FIRST: Final = "{}<"
CODE_PREFIXES: Final = (
    ">>> ",
    "//",
    "#!",
    "/*",
    "*/",
    "# ",
    "$ ",
    "${",
    "#include <",
    '#include "',
    "#define ",
    "#ifdef ",
    "#ifndef ",
)
DECORATOR: Final = re.compile(r"@[\w.]+(?:\(|$)")
"""Decorator or annotation. A mention of a reader has words after it."""
PRICE: Final = re.compile(r"\$\s?\d")
CODE_SYMBOLS: Final = frozenset("{}=<\\$_[]`;")
"""Symbols that are frequent in code and rare in prose."""
CODE_WORDS: Final = 4
"""Maximum words per such symbol in a line of code."""
BRACKETS: Final = "[]"
SUBSCRIPT: Final = re.compile(r"\w\(|[\"'][\]:,)]|[\[(][\"']")
"""Call or quoted key. Beside one, brackets are of code; other brackets may hold a remark, a date or a note's number."""
CLAUSE_END: Final = re.compile(r"[!-~]+$|[a-z-]+:\s|.*(?:[={}<>$_`\\]|\w[(\[]|\+\+|--)")
"""Line that ends a statement with its semicolon; the items of a list, names and questions in Greek end with one too."""
STATEMENT_WORDS: Final = 8
"""Maximum words of an assignment, a call or a statement."""
STATEMENT_STARTS: Final = frozenset((
    "import", "from", "def", "class", "return", "elif", "const", "let", "var", "func", "function", "fn", "use",
    "using", "mod", "pub", "package", "protected", "public", "private", "static", "void", "int", "char", "struct",
    "enum", "echo", "export", "print", "sudo", "apt", "apt-get", "git", "npm", "npx", "yarn", "brew", "conda",
    "cargo", "pip", "pip3", "docker", "kubectl", "cd", "mkdir", "chmod", "curl", "wget", "ssh", "SELECT", "INSERT",
    "UPDATE", "DELETE", "FROM", "WHERE", "JOIN", "CREATE", "ALTER", "DROP", "ORDER", "GROUP", "LIMIT", "for", "while",
    "if", "done", "fi",
))  # fmt: skip
"""First words of statements and commands; a line that starts with another one need not be matched."""
STATEMENT_HASHES: Final = frozenset(word_hash(fold(word_at(word, 0))) for word in STATEMENT_STARTS)
"""Hashes of the letters that they start with."""
STATEMENT: Final = re.compile(
    "|".join(
        (
            r"from\s+[\w.]+\s+import\b",
            r"import\s+(?:static\s+)?[\w.]+(?:\s+as\s+\w+)?(?:,\s*[\w.]+(?:\s+as\s+\w+)?)*\s*(?:;|$)",
            r"import\s.*[\"'{*]",
            r"def\s+[\w.]+\s*(?:\(|$)",
            r"(?:fn|func|function)\s+(?:\w+\s*)?[(<]",
            r"class\s+(?:[A-Z]\w*\s*(?:$|extends\b|implements\b)|\w+\s*[:({<])",
            r"return\s+(?:not\s+)?[\w.]+(?:;|$)",
            r"return\s.*(?:\w[(\[]|[={}<>+*\"])",
            r"(?:elif|struct|enum)\s+\w",
            r"(?:const|let|var)\s+(?:mut\s+)?\w+\s*[:=;]",
            r"(?:int|char|void|static|public|private|protected|pub)\s"
            r"(?:.*(?:\w\(|[{;=])|.*\b(?:class|struct|enum|fn|mod|void|int)\s)",
            r"use\s+[\w\\]+(?:::|\\|;)",
            r"(?:mod|using(?:\s+namespace)?)\s+[\w.:]+\s*[;=]",
            r"package\s+(?:main$|[\w.]+;|\w+\.[\w.]+$)",
            r"export\s+(?:(?:default|const|function|class|async)\s|\w+=|[{*])",
            r"echo\s+[\"'$-]",
            r"print\s+(?:[\"'(]|[\w.]+\()",
            r"(?:apt|apt-get|brew|npm|yarn|pip|pip3|conda|cargo)\s+(?:add|build|ci|create|init|install|remove|run|start"
            r"|test|uninstall|update|upgrade)\b",
            r"git\s+(?:add|branch|checkout|clone|commit|config|diff|fetch|init|log|merge|pull|push|rebase|remote|reset"
            r"|restore|rm|show|stash|status|submodule|switch|tag)\b",
            r"docker\s+(?:build|compose|exec|images|logs|ps|pull|push|rm|run|start|stop)\b",
            r"cd\s+(?:\S+$|[/.~$])",
            r"(?:sudo|npx|kubectl|mkdir|chmod|curl|wget|ssh)\s+[\w\"'(*./~$-]",
            r"SELECT\s.*[a-z_*]",
            r"(?:FROM|JOIN)\s+[a-z_][\w.]*(?:\s+(?:AS\s+\w+|\w{1,3}))?(?:\s*[,;]|$|\s+(?:[A-Z]+\s+)?(?:JOIN|ON|USING|WHERE)\b)",
            r"WHERE\s+[\w.]+\s*(?:[=<>!]|(?:BETWEEN|IN|IS|LIKE|NOT)\b)",
            r"(?:ORDER|GROUP)\s+BY\s+[a-z_]|LIMIT\s+\d+\s*;?$",
            r"(?:for|while|if)\s.*;\s*(?:do|then)$|(?:done|fi)$",
            r"INSERT\s+INTO\b|DELETE\s+FROM\b|UPDATE\s+\S+\s+SET\b",
            r"(?:ALTER|CREATE|DROP)\s+(?:\w+\s+)?(?:DATABASE|EXTENSION|FUNCTION|INDEX|SCHEMA|TABLE|TRIGGER|VIEW)\b",
        )
    )
)
"""Statement or command, as programming languages spell it.

Prose starts with such words too ("let us go", "from the first day"), so most of them need what follows them in code.
"""


def is_code(row: str, tokens: TokenizedLine, is_item: bool) -> bool:
    """Return True if a row ends or starts like code, has many of its symbols, or is a short statement.

    `tokens` are those of its text; `is_item` is true if it starts with a bullet or number.
    """
    text = tokens.text
    if not text:
        return False
    is_short = tokens.words <= STATEMENT_WORDS
    if is_short and (_opens_block(text, row) or _is_statement(text, tokens)):
        return True
    if tokens.counts[OTHER] == 0 and text[0] not in CODE_STARTS:
        return False
    if text[-1] in CODE_ENDS or text[0] in CODE_FIRST or (text[0] in CODE_STARTS and _starts_like_code(text)):
        return True
    if text[-1] == ";" and CLAUSE_END.match(text) is not None and not is_item:
        return True
    if is_short and ("=" in tokens.symbols or "()" in text):
        return True
    return _has_code_symbols(text, tokens)


def _starts_like_code(text: str) -> bool:
    if text[:2] == "//":
        return text.count("//") == 1  # between the parts of a path there are several
    if text[0] == "@":
        return DECORATOR.match(text) is not None
    return text.startswith(CODE_PREFIXES) and PRICE.match(text) is None


def _has_code_symbols(text: str, tokens: TokenizedLine) -> bool:
    """Return True if the line has many symbols of code, without the dollars of prices and the brackets of remarks."""
    count = brackets = 0
    for symbol in tokens.symbols:
        if symbol in BRACKETS:
            brackets += 1
        elif symbol in CODE_SYMBOLS:
            count += 1
    if text[-1] == ";":
        count -= 1
    if "$" in text:
        count -= len(PRICE.findall(text))
    if brackets and (count > 0 or SUBSCRIPT.search(text) is not None):
        count += brackets
    return count >= 2 and CODE_WORDS * count >= tokens.words


def _opens_block(text: str, row: str) -> bool:
    """Return True if a line opens an indented block of code."""
    return text[-1] == ":" and row[0].isspace() and text[0].islower()


def _is_statement(text: str, tokens: TokenizedLine) -> bool:
    """Return True if a line starts like a statement or command."""
    if tokens.words == 0 or tokens.hashes[0] not in STATEMENT_HASHES or text[-1] in ".!?":
        return False
    return text.split(None, 1)[0] in STATEMENT_STARTS and STATEMENT.match(text) is not None
