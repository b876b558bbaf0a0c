# Four in a row on a board of 6 by 5: alpha-beta search with move ordering and a table of positions.
import sys

try:
    range = xrange
except NameError:
    pass

WIDTH = 6
HEIGHT = 5
ORDER = (2, 3, 1, 4, 0, 5)
EXACT, AT_LEAST, AT_MOST = range(3)


def lines():
    found = []
    for x in range(WIDTH):
        for y in range(HEIGHT):
            for dx, dy in ((1, 0), (0, 1), (1, 1), (1, -1)):
                cells = [(x + i * dx, y + i * dy) for i in range(4)]
                if all(0 <= cx < WIDTH and 0 <= cy < HEIGHT for cx, cy in cells):
                    found.append(tuple([cx * HEIGHT + cy for cx, cy in cells]))
    return found


LINES = lines()
THROUGH = [[line for line in LINES if cell in line] for cell in range(WIDTH * HEIGHT)]


class Board(object):
    def __init__(self):
        self.cells = [0] * (WIDTH * HEIGHT)
        self.heights = [0] * WIDTH
        self.moves = []
        self.player = 1

    def play(self, column):
        cell = column * HEIGHT + self.heights[column]
        self.cells[cell] = self.player
        self.heights[column] += 1
        self.moves.append(cell)
        self.player = -self.player

    def take_back(self):
        cell = self.moves.pop()
        self.cells[cell] = 0
        self.heights[cell // HEIGHT] -= 1
        self.player = -self.player

    def possible(self):
        return [column for column in ORDER if self.heights[column] < HEIGHT]

    def won(self):
        if not self.moves:
            return False
        cells = self.cells
        last = self.moves[-1]
        owner = cells[last]
        for a, b, c, d in THROUGH[last]:
            if cells[a] == owner and cells[b] == owner and cells[c] == owner and cells[d] == owner:
                return True
        return False

    def score(self):
        cells = self.cells
        total = 0
        for a, b, c, d in LINES:
            value = cells[a] + cells[b] + cells[c] + cells[d]
            if value > 1 or value < -1:
                total += value * value * value
        return total * self.player

    def key(self):
        return tuple(self.cells)


class Search(object):
    def __init__(self, board):
        self.board = board
        self.table = {}
        self.nodes = 0
        self.hits = 0

    def best(self, depth, alpha, beta):
        self.nodes += 1
        board = self.board
        if board.won():
            return -1000 - depth, None
        if depth == 0:
            return board.score(), None
        key = board.key()
        known = self.table.get(key)
        first = None
        if known is not None:
            known_depth, kind, value, first = known
            if known_depth >= depth:
                if kind == EXACT or kind == AT_LEAST and value >= beta or kind == AT_MOST and value <= alpha:
                    self.hits += 1
                    return value, first
        columns = board.possible()
        if not columns:
            return 0, None
        if first is not None and first in columns:
            columns.remove(first)
            columns.insert(0, first)
        best_value = -100000
        best_column = None
        low = alpha
        for column in columns:
            board.play(column)
            value = -self.best(depth - 1, -beta, -low)[0]
            board.take_back()
            if value > best_value:
                best_value = value
                best_column = column
                if value > low:
                    low = value
                    if low >= beta:
                        break
        if best_value <= alpha:
            kind = AT_MOST
        elif best_value >= beta:
            kind = AT_LEAST
        else:
            kind = EXACT
        self.table[key] = (depth, kind, best_value, best_column)
        return best_value, best_column


def game(depth, length):
    board = Board()
    total = 0
    for turn in range(length):
        search = Search(board)
        for deeper in range(1, depth + 1):
            value, column = search.best(deeper, -100000, 100000)
        total = (total * 31 + value * 7 + search.nodes + search.hits) % 1000003
        if column is None:
            break
        board.play(column)
    return total


def main(loops):
    total = 0
    for _ in range(loops):
        total += game(4, 6)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 120)
