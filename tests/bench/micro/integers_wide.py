# Integers of 33 to 64 bits: random number generators and hashes.
import sys

try:
    range = xrange
except NameError:
    pass

MASK = (1 << 64) - 1


def main(loops):
    state = 88172645463325252
    hashed = 14695981039346656037
    congruent = 12345
    wide = 1 << 40
    for _ in range(loops):
        for i in range(200):
            state ^= (state << 13) & MASK
            state ^= state >> 7
            state ^= (state << 17) & MASK
            hashed = ((hashed ^ (i & 255)) * 1099511628211) & MASK
            congruent = (congruent * 25214903917 + 11) & 281474976710655
            wide += (congruent >> 16) % 1000003
            wide -= congruent // 7919
            if wide < 0:
                wide += 1 << 50
    sys.stdout.write("%d %d %d %d\n" % (state, hashed, congruent, wide))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 6200)
