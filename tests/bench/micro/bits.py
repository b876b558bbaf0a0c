# Bit operations on small integers: checksums, counts, masks, reversal.
import sys

try:
    range = xrange
except NameError:
    pass


def make_table():
    table = []
    for i in range(256):
        value = i
        for _ in range(8):
            if value & 1:
                value = (value >> 1) ^ 0xEDB88320
            else:
                value >>= 1
        table.append(value)
    return table


TABLE = make_table()


def checksum(data):
    value = 0xFFFFFFFF
    for byte in data:
        value = TABLE[(value ^ byte) & 255] ^ (value >> 8)
    return value ^ 0xFFFFFFFF


def ones(n):
    count = 0
    while n:
        n &= n - 1
        count += 1
    return count


def mirrored(n):
    out = 0
    for _ in range(16):
        out = (out << 1) | (n & 1)
        n >>= 1
    return out


def main(loops):
    data = [(i * 7) & 255 for i in range(256)]
    total = 0
    for _ in range(loops):
        total ^= checksum(data)
        for i in range(100):
            total += ones(i * 77) + mirrored(i) % 5
            total ^= ~i & 0xFF
            total &= 0x3FFFFFFF
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 3800)
