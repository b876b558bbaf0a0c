# What programs ask of text: split, strip, find, replace, case, tests, slices.
import sys

try:
    range = xrange
except NameError:
    pass

TEXT = """The quick brown fox jumps over the lazy dog, and the dog, being lazy,
does not mind.  name = value ; path=/usr/local/lib ; empty= ; Count: 42
  indented line with trailing blanks   
another,comma,separated,line,1,2,3,,5"""


def main(loops):
    total = 0
    for _ in range(loops):
        for line in TEXT.split("\n"):
            line = line.strip()
            total += len(line)
            for word in line.split():
                total += len(word.lower()) + len(word.upper())
                if word.startswith("l") or word.endswith(","):
                    total += 3
                if word.isdigit() or word.isalpha():
                    total += 1
            fields = line.split(",")
            total += len(fields)
            total += line.find("dog") + line.count("a") + line.rfind("e")
            total += len(line.replace("lazy", "eager"))
            for field in line.split(";"):
                name, found, value = field.partition("=")
                if found:
                    total += len(name.strip()) * len(value.strip())
            if "name" in line:
                total += line.index("value")
            total += len(line[3:10]) + len(line[-5:].title())
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 37000)
