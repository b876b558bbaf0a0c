#include <doctest/doctest.h>

#include "base/digest.h"

using namespace xvm;

namespace {

std::string hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (unsigned char c : bytes) out += digits[c >> 4], out += digits[c & 15];
  return out;
}
std::string of(Digest::Algorithm algorithm, std::string_view data, std::size_t length = 0) {
  Digest digest(algorithm);
  for (char c : data) digest.update({&c, 1});   // in pieces, which must not matter
  return hex(digest.value(length));
}

}  // namespace

TEST_CASE("digests are those of the standards' examples") {
  CHECK(of(Digest::Md5, "abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(of(Digest::Sha1, "abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(of(Digest::Sha224, "abc") == "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
  CHECK(of(Digest::Sha256, "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(of(Digest::Sha512, "abc").starts_with("ddaf35a193617abacc417349ae204131"));
  CHECK(of(Digest::Sha3_256, "") == "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
  CHECK(of(Digest::Shake128, "", 16) == "7f9c2ba4e88f827d616045507605853e");
  Blake2Parameters parameters;
  parameters.digest_size = 64;
  Digest blake(Digest::Blake2b, parameters);
  blake.update("abc");
  CHECK(hex(blake.value()).starts_with("ba80a53f981c4d0d6a2797b69f12f6e9"));
}

TEST_CASE("a digest can be asked for before its end, and a copy goes on alone") {
  Digest one(Digest::Sha256);
  one.update("a");
  Digest other = one;
  CHECK(one.value() == one.value());
  other.update("bc");
  CHECK(hex(other.value()) == of(Digest::Sha256, "abc"));
}
