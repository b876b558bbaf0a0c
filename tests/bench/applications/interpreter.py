# An interpreter in the interpreter: a small lisp with its reader, and a stack machine it compiles to.
import sys

try:
    range = xrange
except NameError:
    pass


class Symbol(object):
    known = {}

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


def symbol(name):
    if name not in Symbol.known:
        Symbol.known[name] = Symbol(name)
    return Symbol.known[name]


def read(text):
    tokens = text.replace("(", " ( ").replace(")", " ) ").split()
    tokens.reverse()

    def form():
        token = tokens.pop()
        if token == "(":
            items = []
            while tokens[-1] != ")":
                items.append(form())
            tokens.pop()
            return items
        try:
            return int(token)
        except ValueError:
            return symbol(token)
    forms = []
    while tokens:
        forms.append(form())
    return forms


class Scope(object):
    def __init__(self, names, values, outer):
        self.table = dict(zip(names, values))
        self.outer = outer

    def find(self, name):
        scope = self
        while scope is not None:
            if name in scope.table:
                return scope.table
            scope = scope.outer
        raise NameError(name.name)


class Procedure(object):
    def __init__(self, parameters, body, scope):
        self.parameters = parameters
        self.body = body
        self.scope = scope


IF = symbol("if")
DEFINE = symbol("define")
SET = symbol("set!")
LAMBDA = symbol("lambda")
BEGIN = symbol("begin")
WHILE = symbol("while")


def evaluate(form, scope):
    while True:
        if isinstance(form, Symbol):
            return scope.find(form)[form]
        if not isinstance(form, list):
            return form
        head = form[0]
        if head is IF:
            if evaluate(form[1], scope):
                form = form[2]
            else:
                form = form[3]
            continue
        if head is DEFINE:
            scope.table[form[1]] = evaluate(form[2], scope)
            return None
        if head is SET:
            scope.find(form[1])[form[1]] = evaluate(form[2], scope)
            return None
        if head is LAMBDA:
            return Procedure(form[1], form[2], scope)
        if head is BEGIN:
            for item in form[1:-1]:
                evaluate(item, scope)
            form = form[-1]
            continue
        if head is WHILE:
            while evaluate(form[1], scope):
                for item in form[2:]:
                    evaluate(item, scope)
            return None
        function = evaluate(head, scope)
        values = [evaluate(item, scope) for item in form[1:]]
        if isinstance(function, Procedure):
            scope = Scope(function.parameters, values, function.scope)
            form = function.body
        else:
            return function(*values)


PRIMITIVES = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "mod": lambda a, b: a % b,
    "cons": lambda a, b: (a, b),
    "car": lambda pair: pair[0],
    "cdr": lambda pair: pair[1],
    "null?": lambda a: a is None,
}

PROGRAM = """
(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))
(define make-counter (lambda (start) (lambda (by) (begin (set! start (+ start by)) start))))
(define count (make-counter 10))
(define build (lambda (n list) (if (= n 0) list (build (- n 1) (cons n list)))))
(define sum (lambda (list total) (if (null? list) total (sum (cdr list) (+ total (car list))))))
(define i 0)
(while (< i 20) (count i) (set! i (+ i 1)))
(define result (+ (fib 9) (+ (count 0) (sum (build 30 nothing) 0))))
"""


class Machine(object):
    """Runs lists of (operation, operand) on a stack, by a table of bound methods."""

    def __init__(self, code):
        self.code = code
        self.stack = []
        self.variables = {}
        self.position = 0
        self.steps = 0
        self.table = {"push": self.push, "load": self.load, "store": self.store, "add": self.add,
                      "multiply": self.multiply, "less": self.less, "jump": self.jump, "branch": self.branch}

    def push(self, operand):
        self.stack.append(operand)

    def load(self, operand):
        self.stack.append(self.variables[operand])

    def store(self, operand):
        self.variables[operand] = self.stack.pop()

    def add(self, operand):
        right = self.stack.pop()
        self.stack[-1] += right

    def multiply(self, operand):
        right = self.stack.pop()
        self.stack[-1] = self.stack[-1] * right % 10007

    def less(self, operand):
        right = self.stack.pop()
        self.stack.append(self.stack.pop() < right)

    def jump(self, operand):
        self.position = operand

    def branch(self, operand):
        if not self.stack.pop():
            self.position = operand

    def run(self):
        while self.position < len(self.code):
            operation, operand = self.code[self.position]
            self.position += 1
            self.steps += 1
            self.table[operation](operand)
        return self.variables


LOOP = [("push", 0), ("store", "i"), ("push", 1), ("store", "x"),
        ("load", "i"), ("push", 150), ("less", None), ("branch", 19),
        ("load", "x"), ("push", 3), ("multiply", None), ("load", "i"), ("add", None), ("store", "x"),
        ("load", "i"), ("push", 1), ("add", None), ("store", "i"),
        ("jump", 4)]


def main(loops):
    total = 0
    for _ in range(loops):
        scope = Scope([symbol(name) for name in PRIMITIVES], PRIMITIVES.values(), None)
        scope.table[symbol("nothing")] = None
        for form in read(PROGRAM):
            evaluate(form, scope)
        total += scope.table[symbol("result")]
        machine = Machine(LOOP)
        total += machine.run()["x"] + machine.steps
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 470)
