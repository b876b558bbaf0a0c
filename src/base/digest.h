// Message digests: MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4), SHA-3 and SHAKE (FIPS 202), BLAKE2 (RFC 7693).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace xvm {

// What BLAKE2 takes besides the data; sizes are in the ranges that its algorithm allows.
struct Blake2Parameters {
  std::uint8_t digest_size = 0, fanout = 1, depth = 1, node_depth = 0, inner_size = 0;
  std::uint32_t leaf_size = 0;
  std::uint64_t node_offset = 0;   // 48 bits in BLAKE2s
  bool last_node = false;
  std::string_view key, salt, person;
};

// A digest in the making. Copies go on independently.
class Digest {
 public:
  enum Algorithm : std::uint8_t { Md5, Sha1, Sha224, Sha256, Sha384, Sha512, Sha3_224, Sha3_256, Sha3_384, Sha3_512, Shake128, Shake256, Blake2b, Blake2s };

  explicit Digest(Algorithm algorithm);
  Digest(Algorithm algorithm, const Blake2Parameters& parameters);
  void update(std::string_view data);
  // The digest of what was given so far; `length` is for SHAKE, whose digests are as long as one wants.
  std::string value(std::size_t length = 0) const;
  Algorithm algorithm() const { return algorithm_; }
  std::size_t size() const { return size_; }
  std::size_t block_size() const { return block_size_; }

 private:
  bool keeps_last_block() const { return algorithm_ >= Blake2b; }
  void compress(const std::uint8_t* block);
  void compress_blake(const std::uint8_t* block, bool last);
  template <class Word>
  void blake_rounds(const std::uint8_t* block, bool last);
  std::string sponge(std::size_t length);

  Algorithm algorithm_;
  std::uint8_t block_size_, size_, filled_ = 0;
  bool last_node_ = false;
  std::uint64_t count_ = 0;      // bytes given, without what is in buffer_ yet
  std::uint64_t state_[25] = {};
  std::uint8_t buffer_[168] = {};
};

}  // namespace xvm
