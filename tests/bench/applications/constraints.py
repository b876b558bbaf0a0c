# A solver of constraints over small sets of values: domains, watchers, backtracking.
import sys

try:
    range = xrange
except NameError:
    pass


class Conflict(Exception):
    pass


class Variable(object):
    def __init__(self, name, values):
        self.name = name
        self.values = frozenset(values)
        self.watchers = []

    def __repr__(self):
        return "%s in %r" % (self.name, sorted(self.values))


class Different(object):
    """No two variables have the same value."""

    def __init__(self, variables):
        self.variables = variables

    def narrow(self, solver):
        for variable in self.variables:
            if len(variable.values) == 1:
                for other in self.variables:
                    if other is not variable and variable.values & other.values:
                        solver.restrict(other, other.values - variable.values)


class Allowed(object):
    """The pair of values passes a test."""

    def __init__(self, a, b, test):
        self.a = a
        self.b = b
        self.variables = [a, b]
        self.test = test

    def narrow(self, solver):
        test = self.test
        bs = self.b.values
        kept = frozenset([x for x in self.a.values if any(test(x, y) for y in bs)])
        if kept != self.a.values:
            solver.restrict(self.a, kept)
        kept = frozenset([y for y in bs if any(test(x, y) for x in kept)])
        if kept != bs:
            solver.restrict(self.b, kept)


class Total(object):
    """The values add up to a sum, by bounds."""

    def __init__(self, variables, total):
        self.variables = variables
        self.total = total

    def narrow(self, solver):
        low = sum([min(v.values) for v in self.variables])
        high = sum([max(v.values) for v in self.variables])
        if low > self.total or high < self.total:
            raise Conflict
        for v in self.variables:
            most = self.total - (low - min(v.values))
            least = self.total - (high - max(v.values))
            kept = frozenset([x for x in v.values if least <= x <= most])
            if kept != v.values:
                solver.restrict(v, kept)
                return


class Solver(object):
    def __init__(self):
        self.variables = []
        self.trail = []
        self.pending = []
        self.choices = 0

    def variable(self, name, values):
        variable = Variable(name, values)
        self.variables.append(variable)
        return variable

    def post(self, constraint):
        for variable in constraint.variables:
            variable.watchers.append(constraint)
        self.pending.append(constraint)

    def restrict(self, variable, values):
        if not values:
            raise Conflict
        self.trail.append((variable, variable.values))
        variable.values = values
        for watcher in variable.watchers:
            if watcher not in self.pending:
                self.pending.append(watcher)

    def settle(self):
        while self.pending:
            self.pending.pop().narrow(self)

    def undo(self, mark):
        while len(self.trail) > mark:
            variable, values = self.trail.pop()
            variable.values = values

    def solutions(self):
        try:
            self.settle()
        except Conflict:
            self.pending = []
            return
        best = None
        for variable in self.variables:
            size = len(variable.values)
            if size > 1 and (best is None or size < len(best.values)):
                best = variable
        if best is None:
            yield dict([(v.name, min(v.values)) for v in self.variables])
            return
        for value in sorted(best.values):
            self.choices += 1
            mark = len(self.trail)
            self.restrict(best, frozenset([value]))
            for solution in self.solutions():
                yield solution
            self.undo(mark)


def latin_square(size, givens):
    solver = Solver()
    cells = {}
    for row in range(size):
        for column in range(size):
            given = givens.get((row, column))
            cells[row, column] = solver.variable((row, column), [given] if given else range(1, size + 1))
    for i in range(size):
        solver.post(Different([cells[i, column] for column in range(size)]))
        solver.post(Different([cells[row, i] for row in range(size)]))
    return solver


def magic_square():
    solver = Solver()
    cells = [solver.variable(i, range(1, 10)) for i in range(9)]
    solver.post(Different(cells))
    for line in ((0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)):
        solver.post(Total([cells[i] for i in line], 15))
    return solver


def map_colours():
    solver = Solver()
    places = [solver.variable(name, "rgby") for name in "abcdefgh"]
    borders = ((0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (2, 4), (3, 5), (4, 5), (4, 6), (5, 6), (5, 7), (6, 7))
    for a, b in borders:
        solver.post(Allowed(places[a], places[b], lambda x, y: x != y))
    return solver


def first(solver, limit):
    found = []
    for solution in solver.solutions():
        found.append(solution)
        if len(found) == limit:
            break
    return found


def main(loops):
    total = 0
    givens = {(0, 0): 1, (1, 1): 4, (2, 3): 2, (3, 2): 5, (4, 4): 3}
    for _ in range(loops):
        solver = latin_square(5, givens)
        for solution in first(solver, 8):
            for place in solution:
                total += solution[place] * (place[0] + 2 * place[1])
        total += solver.choices
        solver = magic_square()
        for solution in first(solver, 2):
            total += solution[0] * 100 + solution[1]
        total += solver.choices
        solver = map_colours()
        for solution in first(solver, 20):
            total += ord(solution["h"]) - ord(solution["a"])
        total += solver.choices
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 250)
