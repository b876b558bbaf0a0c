#include "pyc/header.h"

#include <doctest/doctest.h>

#include "pyc/magic.h"
#include "sample.h"

using namespace sample;
using xvm::all_releases;
using xvm::HeaderKind;
using xvm::Invalidation;
using xvm::Release;

TEST_CASE("a header names its release by its magic number") {
  for (const Release& of : all_releases()) {
    CAPTURE(of.tag);
    auto file = read(pyc(of));
    REQUIRE(file);
    CHECK((*file)->release == &of);
    CHECK((*file)->header.bytes == of.header_bytes);
    CHECK((*file)->header.kind == HeaderKind::Full);
  }
}

TEST_CASE("a header has the time of the source, from 3.3 its size, from 3.7 flags") {
  auto header_of = [](std::string_view tag, const std::string& rest) {
    const Release& of = release(tag);
    auto file = read(int32(of.magic | 0x0a0d0000) + rest + code(of));
    REQUIRE(file);
    return (*file)->header;
  };
  CHECK(header_of("3.2", int32(77)).mtime == 77);
  CHECK(header_of("3.3", int32(77) + int32(5)).mtime == 77);
  CHECK(header_of("3.3", int32(77) + int32(5)).source_size == 5);
  CHECK(header_of("3.7", int32(0) + int32(77) + int32(5)).mtime == 77);
  CHECK(header_of("3.7", int32(0) + int32(77) + int32(5)).invalidation == Invalidation::Timestamp);
  CHECK(header_of("3.7", int32(1) + int32(2) + int32(1)).invalidation == Invalidation::UncheckedHash);
  CHECK(header_of("3.7", int32(3) + int32(2) + int32(1)).invalidation == Invalidation::CheckedHash);
  CHECK(header_of("3.7", int32(3) + int32(2) + int32(1)).source_hash == 0x100000002);
}

TEST_CASE("header flags that PEP 552 does not define are refused") {
  const Release& of = release("3.8");
  CHECK(refusal(int32(of.magic | 0x0a0d0000) + int32(4) + int32(0) + int32(0) + code(of)) ==
        "f.pyc: header flags 0x4 are not defined");
}

TEST_CASE("pre-releases, other ages and other Pythons are refused by name") {
  auto refused = [](std::uint16_t magic) { return refusal(int32(magic | 0x0a0d0000) + std::string(20, '\0')); };
  CHECK(refused(3390) == "f.pyc: magic number 3390 is Python 3.7a1, a pre-release, which is not supported");
  CHECK(refused(62171) == "f.pyc: magic number 62171 is Python 2.7a0, a pre-release, which is not supported");
  CHECK(refused(3350) ==
        "f.pyc: magic number 3350 is Python 3.5.0 or 3.5.1, whose bytecode 3.5.2 changed and which is not supported");
  CHECK(refused(62061) == "f.pyc: magic number 62061 is Python 2.4; the oldest that is supported is 2.5");
  CHECK(refused(20121) == "f.pyc: magic number 20121 is Python 1.5; the oldest that is supported is 2.5");
  CHECK(refused(3627) == "f.pyc: magic number 3627 is Python 3.14; the newest that is supported is 3.13");
  CHECK(refused(3660) == "f.pyc: magic number 3660 is Python 3.15; the newest that is supported is 3.13");
  CHECK(refused(336) == "f.pyc: magic number 336 is PyPy 3.9, whose bytecode is not CPython's");
  CHECK(refused(62218) == "f.pyc: magic number 62218 is PyPy 2.7, whose bytecode is not CPython's");
  CHECK(refused(62212) == "f.pyc: magic number 62212 is Python 2.7 run with -U, which is not supported");
  CHECK(refused(4444) ==
        "f.pyc: magic number 4444 is that of no Python; if you know the release, add --version-tag X.Y --ignore-magic");
  CHECK(refusal("\x02\x99\x99\x00----"s) ==
        "f.pyc: magic number 39170 is Python 1.0; the oldest that is supported is 2.5");
}

TEST_CASE("the name of a pre-release never hides a final release") {
  for (const Release& of : all_releases()) {
    CAPTURE(of.tag);
    xvm::MagicInfo info = xvm::identify_magic(of.magic);
    CHECK(info.release == &of);
    CHECK(info.name == "Python " + std::string(of.tag));
  }
}

TEST_CASE("a version tag that the header contradicts is refused, unless the magic number is to be ignored") {
  const Release& tagged = release("3.9");
  std::string file = pyc(release("3.10"));
  CHECK(refusal(file, {.release = &release("3.10")}) == "");
  CHECK(refusal(file, {.release = &tagged}) ==
        "f.pyc: magic number 3439 is Python 3.10, but --version-tag says 3.9; drop the tag, or add --ignore-magic");
  auto read_anyway = read(file, {.release = &tagged, .ignore_magic = true});
  REQUIRE(read_anyway);
  CHECK((*read_anyway)->release == &tagged);

  std::string pre_release = int32(3390 | 0x0a0d0000) + std::string(8, '\0') + code(release("3.7"));
  CHECK(refusal(pre_release, {.release = &release("3.7")}) ==
        "f.pyc: magic number 3390 is Python 3.7a1, a pre-release, which is not supported; --version-tag says 3.7, add "
        "--ignore-magic to read it as that");
  CHECK(refusal(pre_release, {.release = &release("3.7"), .ignore_magic = true}) == "");
}

TEST_CASE("a zeroed magic number is read with a version tag, whatever is left of the header") {
  for (const Release& of : all_releases()) {
    CAPTURE(of.tag);
    std::string zeroed = std::string(4, '\0') + pyc(of).substr(4);
    CHECK(refusal(zeroed) ==
          "f.pyc: the magic number is zero, as unpackers leave it; say which release it is with --version-tag X.Y");
    auto file = read(zeroed, {.release = &of});
    REQUIRE(file);
    CHECK((*file)->header.kind == HeaderKind::ZeroedMagic);
    CHECK((*file)->header.bytes == of.header_bytes);
    for (std::size_t bytes : {4, 8, 12, 16})
      CHECK(refusal(std::string(bytes, '\0') + code(of), {.release = &of}) == "");
  }
}

TEST_CASE("a file that begins with its code object is read with a version tag") {
  const Release& of = release("3.4");
  CHECK(refusal(code(of)) ==
        "f.pyc: no header, it begins with a code object; say which release it is with --version-tag X.Y");
  auto file = read(code(of), {.release = &of});
  REQUIRE(file);
  CHECK((*file)->header.kind == HeaderKind::Absent);
  CHECK((*file)->header.bytes == 0);
  CHECK(written(**file) == code(of));
  CHECK(refusal('\xe3' + code(of).substr(1), {.release = &of}) == "");
}

TEST_CASE("a header that is cut short or no header at all is refused") {
  CHECK(refusal("") == "f.pyc: the file is empty");
  CHECK(refusal("ab") == "f.pyc: 2 bytes are too few for a .pyc");
  CHECK(refusal("\x7f"
                "ELF\2\1") == "f.pyc: not a .pyc: it begins with the bytes 7f 45 4c 46, which are no magic number");
  CHECK(refusal(header(release("3.7")).substr(0, 9)) ==
        "f.pyc: the file ends inside its header: 9 bytes, and Python 3.7 has 16");
  CHECK(refusal(header(release("3.7"))) == "f.pyc: offset 16: the file ends where an object should begin");
}
