# A parser by recursive descent: tokens, a tree of nodes, a check of names, text and values from it.
import sys

try:
    range = xrange
except NameError:
    pass

SOURCE = """
let width = 12; let height = width * (3 + 4) - 2 / 1;
function area(w, h) { return w * h; }
function largest(a, b) { if (a > b) { return a; } else { return b; } }
let total = 0; let i = 0;
while (i < 10) {
    total = total + largest(area(i, 3), height % 7); # the larger
    i = i + 1;
}
let table = {"name": "bolt", "sizes": [1, 2, 3.5, [4, 5]], "empty": [], "nested": {"a": 1, "b": true}};
print(total, table["name"], -width, !false && width >= 12 || total == 0);
"""

KEYWORDS = frozenset(["let", "function", "return", "if", "else", "while", "true", "false"])
PAIRS = frozenset(["==", "!=", "<=", ">=", "&&", "||"])
BINDING = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}


class ParseError(Exception):
    pass


class Token(object):
    __slots__ = ("kind", "text", "line")

    def __init__(self, kind, text, line):
        self.kind = kind
        self.text = text
        self.line = line


def tokenize(source):
    tokens = []
    position = 0
    line = 1
    size = len(source)
    while position < size:
        c = source[position]
        if c == "\n":
            line += 1
            position += 1
        elif c.isspace():
            position += 1
        elif c == "#":
            while position < size and source[position] != "\n":
                position += 1
        elif c.isalpha() or c == "_":
            start = position
            while position < size and (source[position].isalnum() or source[position] == "_"):
                position += 1
            word = source[start:position]
            if word in KEYWORDS:
                tokens.append(Token(word, word, line))
            else:
                tokens.append(Token("name", word, line))
        elif c.isdigit():
            start = position
            while position < size and (source[position].isdigit() or source[position] == "."):
                position += 1
            tokens.append(Token("number", source[start:position], line))
        elif c == '"':
            end = source.index('"', position + 1)
            tokens.append(Token("text", source[position + 1:end], line))
            position = end + 1
        elif source[position:position + 2] in PAIRS:
            tokens.append(Token(source[position:position + 2], c, line))
            position += 2
        elif c in "(){}[];:,=<>+-*/%!":
            tokens.append(Token(c, c, line))
            position += 1
        else:
            raise ParseError("line %d: unexpected %r" % (line, c))
    tokens.append(Token("end", "", line))
    return tokens


class Node(object):
    def __init__(self, kind, children=(), value=None):
        self.kind = kind
        self.children = children
        self.value = value

    def text(self):
        inner = " ".join([child.text() for child in self.children])
        if self.value is None:
            return "(%s %s)" % (self.kind, inner)
        if not self.children:
            return "%s" % (self.value,)
        return "(%s:%s %s)" % (self.kind, self.value, inner)

    def walk(self):
        yield self
        for child in self.children:
            for node in child.walk():
                yield node


class Parser(object):
    def __init__(self, tokens):
        self.tokens = tokens
        self.position = 0

    def peek(self):
        return self.tokens[self.position].kind

    def take(self, kind=None):
        token = self.tokens[self.position]
        if kind is not None and token.kind != kind:
            raise ParseError("line %d: %s where %s should be" % (token.line, token.kind, kind))
        self.position += 1
        return token

    def accept(self, kind):
        if self.peek() == kind:
            self.position += 1
            return True
        return False

    def program(self):
        statements = []
        while self.peek() != "end":
            statements.append(self.statement())
        return Node("program", statements)

    def block(self):
        self.take("{")
        statements = []
        while not self.accept("}"):
            statements.append(self.statement())
        return Node("block", statements)

    def statement(self):
        kind = self.peek()
        method = getattr(self, "statement_" + kind, None)
        if method is not None:
            self.take()
            return method()
        value = self.expression(0)
        if self.accept("="):
            value = Node("assign", [value, self.expression(0)])
        self.take(";")
        return value

    def statement_let(self):
        name = self.take("name").text
        self.take("=")
        value = self.expression(0)
        self.take(";")
        return Node("let", [value], name)

    def statement_return(self):
        value = self.expression(0)
        self.take(";")
        return Node("return", [value])

    def statement_while(self):
        self.take("(")
        test = self.expression(0)
        self.take(")")
        return Node("while", [test, self.block()])

    def statement_if(self):
        self.take("(")
        test = self.expression(0)
        self.take(")")
        children = [test, self.block()]
        if self.accept("else"):
            children.append(self.block())
        return Node("if", children)

    def statement_function(self):
        name = self.take("name").text
        self.take("(")
        parameters = self.several(")", lambda: Node("parameter", (), self.take("name").text))
        return Node("function", parameters + [self.block()], name)

    def several(self, close, one):
        items = []
        while not self.accept(close):
            items.append(one())
            if self.peek() != close:
                self.take(",")
        return items

    def expression(self, binding):
        left = self.unary()
        while True:
            operator = self.peek()
            strength = BINDING.get(operator, 0)
            if strength <= binding:
                return left
            self.take()
            left = Node("binary", [left, self.expression(strength)], operator)

    def unary(self):
        if self.peek() in ("-", "!"):
            operator = self.take().text
            return Node("unary", [self.unary()], operator)
        return self.postfix(self.primary())

    def postfix(self, node):
        while True:
            if self.accept("("):
                node = Node("call", [node] + self.several(")", lambda: self.expression(0)))
            elif self.accept("["):
                node = Node("index", [node, self.expression(0)])
                self.take("]")
            else:
                return node

    def primary(self):
        token = self.take()
        kind = token.kind
        if kind == "number":
            if "." in token.text:
                return Node("number", (), float(token.text))
            return Node("number", (), int(token.text))
        if kind == "name":
            return Node("name", (), token.text)
        if kind == "text":
            return Node("text", (), token.text)
        if kind in ("true", "false"):
            return Node("truth", (), kind)
        if kind == "(":
            inner = self.expression(0)
            self.take(")")
            return inner
        if kind == "[":
            return Node("list", self.several("]", lambda: self.expression(0)))
        if kind == "{":
            return Node("table", self.several("}", self.pair))
        raise ParseError("line %d: unexpected %s" % (token.line, kind))

    def pair(self):
        key = self.take("text").text
        self.take(":")
        return Node("pair", [self.expression(0)], key)


def main(loops):
    total = 0
    for _ in range(loops):
        tokens = tokenize(SOURCE)
        tree = Parser(tokens).program()
        text = tree.text()
        names = {}
        for node in tree.walk():
            if node.kind == "name":
                names[node.value] = names.get(node.value, 0) + 1
        try:
            Parser(tokenize("let x = (1 + ;")).program()
        except ParseError:
            total += len(str(sys.exc_info()[1]))
        total += len(tokens) + len(text) + names["total"] + len(names)
        for c in text[:100]:
            total += ord(c)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 2500)
