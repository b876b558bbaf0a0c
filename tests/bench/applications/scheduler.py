# A machine that schedules tasks: queues by priority, messages, devices, timers.
import sys

try:
    range = xrange
except NameError:
    pass


class Message(object):
    def __init__(self, kind, value):
        self.kind = kind
        self.value = value
        self.sender = None


class Queue(object):
    """Events by time, kept as a binary heap."""

    def __init__(self):
        self.heap = []
        self.made = 0

    def push(self, time, task):
        self.made += 1
        heap = self.heap
        heap.append((time, self.made, task))
        i = len(heap) - 1
        while i > 0:
            above = (i - 1) >> 1
            if heap[above][:2] <= heap[i][:2]:
                break
            heap[above], heap[i] = heap[i], heap[above]
            i = above

    def pop(self):
        heap = self.heap
        first = heap[0]
        last = heap.pop()
        if heap:
            i = 0
            size = len(heap)
            heap[0] = last
            while True:
                child = 2 * i + 1
                if child >= size:
                    break
                if child + 1 < size and heap[child + 1][:2] < heap[child][:2]:
                    child += 1
                if heap[i][:2] <= heap[child][:2]:
                    break
                heap[i], heap[child] = heap[child], heap[i]
                i = child
        return first

    def __len__(self):
        return len(self.heap)


class Task(object):
    def __init__(self, name, priority):
        self.name = name
        self.priority = priority
        self.inbox = []
        self.waiting = False
        self.done = False
        self.runs = 0

    def receive(self, message):
        self.inbox.append(message)
        if self.waiting:
            self.waiting = False
            return True
        return False

    def run(self, machine):
        self.runs += 1
        return self.step(machine)

    def step(self, machine):
        raise NotImplementedError


class Idle(Task):
    def __init__(self, name, priority, count):
        Task.__init__(self, name, priority)
        self.left = count
        self.register = 1

    def step(self, machine):
        self.left -= 1
        if self.left == 0:
            self.done = True
            return 0
        if self.register & 1:
            self.register = (self.register >> 1) ^ 0xD008
        else:
            self.register >>= 1
        return 3 + (self.register & 3)


class Worker(Task):
    def __init__(self, name, priority, devices):
        Task.__init__(self, name, priority)
        self.devices = devices
        self.turn = 0
        self.total = 0

    def step(self, machine):
        if not self.inbox:
            self.waiting = True
            return -1
        message = self.inbox.pop(0)
        if message.kind == "work":
            self.turn = (self.turn + 1) % len(self.devices)
            request = Message("request", message.value)
            request.sender = self
            machine.send(self.devices[self.turn], request)
        elif message.kind == "answer":
            self.total = (self.total * 31 + message.value) % 1000003
        return 2


class Device(Task):
    def __init__(self, name, priority, delay):
        Task.__init__(self, name, priority)
        self.delay = delay
        self.busy = None

    def step(self, machine):
        if self.busy is not None:
            answer = Message("answer", self.busy.value * 2 + self.delay)
            machine.send(self.busy.sender, answer)
            machine.count("answers")
            self.busy = None
            return 1
        if self.inbox:
            self.busy = self.inbox.pop(0)
            return self.delay
        self.waiting = True
        return -1


class Source(Task):
    def __init__(self, name, priority, workers, count):
        Task.__init__(self, name, priority)
        self.workers = workers
        self.left = count

    def step(self, machine):
        if self.left == 0:
            self.done = True
            return 0
        self.left -= 1
        for worker in self.workers:
            machine.send(worker, Message("work", self.left))
        machine.count("sent")
        return 7


class Machine(object):
    def __init__(self):
        self.now = 0
        self.ready = Queue()
        self.tasks = []
        self.counts = {}

    def count(self, name):
        self.counts[name] = self.counts.get(name, 0) + 1

    def add(self, task):
        self.tasks.append(task)
        self.ready.push(task.priority, task)

    def send(self, task, message):
        if task.receive(message):
            self.ready.push(self.now + 1, task)

    def run(self):
        while len(self.ready):
            time, _, task = self.ready.pop()
            self.now = time
            delay = task.run(self)
            if delay > 0:
                self.ready.push(time + delay, task)


def simulate():
    machine = Machine()
    devices = [Device("device%d" % i, 5, 3 + 2 * i) for i in range(3)]
    workers = [Worker("worker%d" % i, 3, devices) for i in range(4)]
    machine.add(Idle("idle", 9, 200))
    for task in devices + workers:
        machine.add(task)
    machine.add(Source("source", 1, workers, 40))
    machine.run()
    result = machine.now
    for task in machine.tasks:
        result = (result * 7 + task.runs) % 1000003
    for worker in workers:
        result = (result * 7 + worker.total) % 1000003
    return result + machine.counts["answers"] + machine.counts["sent"]


def main(loops):
    total = 0
    for _ in range(loops):
        total += simulate()
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 390)
