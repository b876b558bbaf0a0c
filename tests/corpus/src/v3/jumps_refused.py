# versions: 3.11-3.13
# about: why frame.f_lineno refuses to jump into blocks
import sys
def jump(function, start, to):
    first = function.__code__.co_firstlineno
    said = []
    def trace(frame, event, arg):
        if frame.f_code is function.__code__ and event == 'line' and frame.f_lineno == first + start and not said:
            try:
                frame.f_lineno = first + to
                said.append('jumped')
            except Exception as e:
                said.append((type(e).__name__, str(e)))
        return trace
    sys.settrace(trace)
    try:
        result = function([])
    except Exception as e:
        result = type(e).__name__
    finally:
        sys.settrace(None)
    print(function.__name__, start, to, said, result)
class Manager:
    def __enter__(self): return self
    def __exit__(self, *a): return False
def loops(out):
    out.append(1)
    for i in 1, 2:
        out.append(i + 10)
    out.append(2)
    return out
def managed(out):
    out.append(1)
    with Manager():
        out.append(2)
        out.append(3)
    out.append(4)
    return out
def handlers(out):
    out.append(1)
    try:
        out.append(2)
    except ValueError:
        out.append(3)
        out.append(4)
    except:
        out.append(5)
    out.append(6)
    return out
def nested(out):
    out.append(1)
    for i in 1, 2:
        with Manager():
            out.append(2)
    return out
for function, jumps in ((loops, ((1, 3), (3, 4), (4, 3), (1, 4))), (managed, ((1, 3), (1, 4), (3, 5), (5, 3))), (handlers, ((1, 5), (1, 6), (1, 8), (3, 6), (8, 5))), (nested, ((1, 4), (4, 5)))):
    for start, to in jumps:
        jump(function, start, to)
