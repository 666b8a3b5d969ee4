"""Finds the conditions of a Swift source, and writes the source so that each can be turned round at run time.

Not a parser of Swift: it knows strings, comments, brackets and where an expression ends, which is enough for sources that
`swift format` has laid out. What it cannot place, it leaves alone.
"""
import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<string>#*"""|#*")|(?P<space>[ \t]+)|(?P<line>\n)'
    r"|(?P<word>[#@$]?[A-Za-z_][A-Za-z0-9_]*|`[^`]+`|\$\d+|\d[0-9A-Za-z_.]*)|(?P<bracket>[()\[\]{}])"
    r"|(?P<operator>[-+*/%<>=!&|^~?.:,;@\\#]+?(?=[^-+*/%<>=!&|^~?.:;@\\#]|$)|.)", re.S)
COMPARED = {"==", "!=", "<", "<=", ">", ">=", "===", "!==", "~="}
BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
# What ends an expression on either side.
EDGES = {"if", "guard", "while", "else", "return", "in", "where", "case", "let", "var", "throw", "default", "for", "switch", "is", "as"}
HEADERS = {"if", "while", "for", "switch"}
PREFIXES = {"try", "await", "unsafe"}
OPEN, CLOSE = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}
# Calls whose closure answers yes or no.
PREDICATES = {"filter", "contains", "allSatisfy", "first", "last", "firstIndex", "lastIndex", "removeAll", "drop", "prefix"}


@dataclass
class Token:
    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False  # white space on both sides, as binary operators have
    inner: list = field(default_factory=list)  # of an opening bracket


@dataclass
class Mutant:
    start: int
    end: int
    kind: str
    text: str
    operator: Token = None


def skip_string(text, start, quote):
    """The end of a string literal. Interpolations may hold quotes of their own."""
    hashes, position = quote.count("#"), start + len(quote)
    closing = quote.lstrip("#") + "#" * hashes
    escape = "\\" + "#" * hashes
    while position < len(text):
        if text.startswith(closing, position):
            return position + len(closing)
        if text.startswith(escape + "(", position):
            depth, position = 1, position + len(escape) + 1
            while depth:
                if text[position] == '"':
                    position = skip_string(text, position, '"""' if text.startswith('"""', position) else '"')
                    continue
                depth += {"(": 1, ")": -1}.get(text[position], 0)
                position += 1
        elif text.startswith(escape, position):
            position += len(escape) + 1
        else:
            position += 1
    raise ValueError("a string does not end")


def tokens(text):
    position, found = 0, []
    while position < len(text):
        match = TOKEN.match(text, position)
        kind, end = match.lastgroup, match.end()
        if kind == "string":
            end = skip_string(text, position, match.group())
        found.append(Token(kind, text[position:end], position, end))
        position = end
    for index, token in enumerate(found):
        around = [found[i].kind in ("space", "line") for i in (index - 1, index + 1) if 0 <= i < len(found)]
        token.spaced = len(around) == 2 and all(around)
    return found


def tree(found):
    """Nests what stands between brackets; white space and comments go, ends of lines stay where they end a statement."""
    root, stack = [], []
    level = root
    for token in found:
        if token.kind in ("space", "comment"):
            continue
        if token.kind == "line":
            if not stack or stack[-1][1].text == "{":
                level.append(token)
        elif token.text in OPEN and token.kind == "bracket":
            level.append(token)
            stack.append((level, token))
            level = token.inner
        elif token.text in CLOSE and token.kind == "bracket":
            level, opening = stack.pop()
            opening.end = token.end
        else:
            level.append(token)
    return root


def continues(before, after):
    """Whether an expression goes on over the end of a line."""
    if after and after.kind == "operator" and not after.text.startswith("@") and after.text != "#" and after.text != "\\":
        return after.spaced or after.text[0] in ".?"
    return bool(before) and before.kind == "operator" and (before.spaced or before.text in (",", ":"))


def pieces(level):
    """The expressions of a level, each with the token before it and the token after it."""
    piece, before, is_header = [], None, False
    for index, token in enumerate(level):
        rest = [t for t in level[index + 1:] if t.kind != "line"]
        edge = (
            token.kind == "line" and not continues(piece[-1] if piece else before, rest[0] if rest else None)
            or token.kind == "word" and token.text in EDGES
            or token.kind == "operator" and (
                token.text in (",", ";", "->") or token.spaced and (token.text in ("?", ":", "=") or re.fullmatch(r"[-+*/&|^]=", token.text))
                or token.text == ":")
            # The body that a header ends with; a closure would have to stand in parentheses there.
            or token.text == "{" and (is_header or before is not None and before.text == "else" and not piece))
        if token.kind == "word" and token.text in HEADERS:
            is_header = True
        elif token.text == "{" or token.text == "else":
            is_header = False
        if edge and token.text == "{":
            token.kind = "body"
        if edge:
            yield [t for t in piece if t.kind != "line"], before, token
            piece, before = [], token if token.kind != "line" else None
        else:
            piece.append(token)
    yield [t for t in piece if t.kind != "line"], before, None


def split(piece, operators):
    parts = [[]]
    for token in piece:
        if token.kind == "operator" and token.spaced and token.text in operators:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def conditions(text):
    """The mutants of a source."""
    found = []

    def atom(part):
        while part and part[0].text in PREFIXES:
            part = part[1:]
        if not part:
            return
        span = (part[0].start, part[-1].end)
        found.append(Mutant(*span, "turned", text[slice(*span)]))
        signs = [t for t in part if t.kind == "operator" and t.spaced and t.text in COMPARED]
        if len(signs) == 1 and signs[0].text in BOUNDARY:
            found.append(Mutant(*span, f"{signs[0].text} for {BOUNDARY[signs[0].text]}", text[slice(*span)], signs[0]))

    def visit(level, owner=None):
        clause = None
        for piece, before, after in pieces(level):
            # `if a, b {`: every part between commas is a clause of its own.
            if before is not None and before.text in ("if", "guard", "while", "where"):
                clause = before.text
            elif before is None or before.text not in (",",):
                clause = None
            parts = split(piece, {"&&", "||"})
            is_asked = len(parts) > 1 or any(t.spaced and t.text in COMPARED for t in piece if t.kind == "operator")
            is_asked = is_asked or clause is not None and bool(piece)
            is_asked = is_asked or after is not None and after.text == "?" and after.spaced
            is_asked = is_asked or bool(piece) and piece[0].text == "!" and not piece[0].spaced
            is_asked = is_asked or owner == "predicate" and len(level) == len(piece) and bool(piece)
            if piece and is_asked and not any(t.text.startswith("#") or t.text == "func" for t in piece) and not any(
                    t.kind == "operator" and t.spaced and t.text == "??" and "nil" in text[t.start:piece[-1].end] for t in piece):
                for part in parts:
                    atom(part)
        words = [t for t in level if t.kind != "line"]
        for index, token in enumerate(words):
            if token.inner:
                name = words[index - 1] if index else None
                if name is not None and name.text == "(" and index > 1:
                    name = words[index - 2]
                is_predicate = token.text == "{" and token.kind != "body" and (
                    name is not None and name.text in PREDICATES or owner_of.get(id(level)) in PREDICATES)
                owner_of[id(token.inner)] = name.text if name is not None else None
                visit(token.inner, "predicate" if is_predicate else None)

    owner_of = {}
    visit(tree(tokens(text)))
    return sorted({(m.start, m.end, m.kind): m for m in found}.values(), key=lambda m: (m.start, -m.end))


def rewritten(text, mutants, first):
    """The source with every mutant in it, numbered from `first`."""
    inserted = []
    for number, mutant in enumerate(mutants, first):
        depth = -(mutant.end - mutant.start)
        if mutant.operator is None:
            inserted.append((mutant.start, 1, depth, f"mutated({number}, "))
        else:
            name = {"<": "mutatedBelow", "<=": "mutatedNotAbove", ">": "mutatedAbove", ">=": "mutatedNotBelow"}[mutant.operator.text]
            inserted.append((mutant.start, 1, depth + 0.5, f"{name}({number}, "))
            inserted.append((mutant.operator.start, 2, 0, None))
        inserted.append((mutant.end, 0, -depth, ")"))
    out, position = [], 0
    for place, _, _, piece in sorted(inserted, key=lambda i: i[:3]):
        out.append(text[position:place])
        position = place
        if piece is None:
            sign = re.match(r" ?[<>]=?", text[place:])
            out.append(",")
            position = place + sign.end()
        else:
            out.append(piece)
    return "".join(out) + text[position:]
