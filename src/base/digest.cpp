#include "base/digest.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace xvm {

namespace {

// Fractions of the cube roots of the first 80 primes; SHA-256 takes the upper halves.
constexpr std::uint64_t cube_roots[] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};
// Fractions of the square roots of the first 16 primes.
constexpr std::uint64_t square_roots[] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1, 0x510e527fade682d1,
    0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179, 0xcbbb9d5dc1059ed8, 0x629a292a367cd507,
    0x9159015a3070dd17, 0x152fecd8f70e5939, 0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7,
    0x47b5481dbefa4fa4};

template <class Word>
Word load_little(const std::uint8_t* at) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof word; ++i) word |= static_cast<Word>(static_cast<Word>(at[i]) << (8 * i));
  return word;
}
template <class Word>
Word load_big(const std::uint8_t* at) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof word; ++i) word = static_cast<Word>(word << 8 | at[i]);
  return word;
}
template <class Word>
void store_little(std::string& out, Word word) {
  for (std::size_t i = 0; i < sizeof word; ++i) out += static_cast<char>(word >> (8 * i));
}
template <class Word>
void store_big(std::string& out, Word word) {
  for (std::size_t i = sizeof word; i-- > 0;) out += static_cast<char>(word >> (8 * i));
}

struct Md5Sines {
  std::uint32_t values[64];
  Md5Sines() {
    for (int i = 0; i < 64; ++i) values[i] = static_cast<std::uint32_t>(std::floor(std::fabs(std::sin(i + 1.0)) * 4294967296.0));
  }
};

void compress_md5(std::uint64_t* state, const std::uint8_t* block) {
  static const Md5Sines sines;
  static constexpr int turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  std::uint32_t a = static_cast<std::uint32_t>(state[0]), b = static_cast<std::uint32_t>(state[1]), c = static_cast<std::uint32_t>(state[2]), d = static_cast<std::uint32_t>(state[3]);
  std::uint32_t first[] = {a, b, c, d};
  for (int i = 0; i < 64; ++i) {
    std::uint32_t mixed;
    int word;
    switch (i / 16) {
      case 0: mixed = (b & c) | (~b & d), word = i; break;
      case 1: mixed = (d & b) | (~d & c), word = (5 * i + 1) % 16; break;
      case 2: mixed = b ^ c ^ d, word = (3 * i + 5) % 16; break;
      default: mixed = c ^ (b | ~d), word = 7 * i % 16; break;
    }
    std::uint32_t next = b + std::rotl(a + mixed + sines.values[i] + load_little<std::uint32_t>(block + 4 * word), turns[i / 16][i % 4]);
    a = d, d = c, c = b, b = next;
  }
  std::uint32_t last[] = {a, b, c, d};
  for (int i = 0; i < 4; ++i) state[i] = static_cast<std::uint32_t>(first[i] + last[i]);
}

void compress_sha1(std::uint64_t* state, const std::uint8_t* block) {
  std::uint32_t w[80];
  for (int i = 0; i < 80; ++i) w[i] = i < 16 ? load_big<std::uint32_t>(block + 4 * i) : std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  std::uint32_t a = static_cast<std::uint32_t>(state[0]), b = static_cast<std::uint32_t>(state[1]), c = static_cast<std::uint32_t>(state[2]), d = static_cast<std::uint32_t>(state[3]),
                e = static_cast<std::uint32_t>(state[4]);
  for (int i = 0; i < 80; ++i) {
    std::uint32_t mixed, k;
    if (i < 20) mixed = (b & c) | (~b & d), k = 0x5a827999;
    else if (i < 40) mixed = b ^ c ^ d, k = 0x6ed9eba1;
    else if (i < 60) mixed = (b & c) | (b & d) | (c & d), k = 0x8f1bbcdc;
    else mixed = b ^ c ^ d, k = 0xca62c1d6;
    std::uint32_t next = std::rotl(a, 5) + mixed + e + k + w[i];
    e = d, d = c, c = std::rotl(b, 30), b = a, a = next;
  }
  std::uint32_t last[] = {a, b, c, d, e};
  for (int i = 0; i < 5; ++i) state[i] = static_cast<std::uint32_t>(static_cast<std::uint32_t>(state[i]) + last[i]);
}

// SHA-2 of 32 or 64 bit words: the turns differ.
template <class Word>
void compress_sha2(std::uint64_t* state, const std::uint8_t* block) {
  constexpr bool wide = sizeof(Word) == 8;
  constexpr int rounds = wide ? 80 : 64;
  auto turned = [](Word x, int a, int b, int c) { return static_cast<Word>(std::rotr(x, a) ^ std::rotr(x, b) ^ std::rotr(x, c)); };
  Word w[rounds], v[8];
  for (int i = 0; i < rounds; ++i) {
    if (i < 16) {
      w[i] = load_big<Word>(block + sizeof(Word) * static_cast<std::size_t>(i));
      continue;
    }
    Word x = w[i - 15], y = w[i - 2];
    Word low = wide ? std::rotr(x, 1) ^ std::rotr(x, 8) ^ (x >> 7) : std::rotr(x, 7) ^ std::rotr(x, 18) ^ (x >> 3);
    Word high = wide ? std::rotr(y, 19) ^ std::rotr(y, 61 % (8 * static_cast<int>(sizeof(Word)))) ^ (y >> 6) : std::rotr(y, 17) ^ std::rotr(y, 19) ^ (y >> 10);
    w[i] = w[i - 16] + low + w[i - 7] + high;
  }
  for (int i = 0; i < 8; ++i) v[i] = static_cast<Word>(state[i]);
  for (int i = 0; i < rounds; ++i) {
    Word high = wide ? turned(v[4], 14, 18, 41) : turned(v[4], 6, 11, 25), low = wide ? turned(v[0], 28, 34, 39) : turned(v[0], 2, 13, 22);
    Word k = static_cast<Word>(wide ? cube_roots[i] : cube_roots[i] >> 32);
    Word t1 = v[7] + high + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k + w[i], t2 = low + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    for (int j = 7; j > 0; --j) v[j] = v[j - 1];
    v[4] += t1, v[0] = t1 + t2;
  }
  for (int i = 0; i < 8; ++i) state[i] = static_cast<Word>(static_cast<Word>(state[i]) + v[i]);
}

void permute_keccak(std::uint64_t* a) {
  std::uint8_t lfsr = 1;
  for (int round = 0; round < 24; ++round) {
    std::uint64_t columns[5], row[5];
    for (int x = 0; x < 5; ++x) columns[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    for (int i = 0; i < 25; ++i) a[i] ^= columns[(i + 4) % 5] ^ std::rotl(columns[(i + 1) % 5], 1);
    std::uint64_t moved = a[1];
    for (int t = 0, x = 1, y = 0; t < 24; ++t) {
      int next = (2 * x + 3 * y) % 5;
      x = y, y = next;
      std::swap(moved, a[x + 5 * y]);
      a[x + 5 * y] = std::rotl(a[x + 5 * y], (t + 1) * (t + 2) / 2 % 64);
    }
    for (int y = 0; y < 25; y += 5) {
      std::copy_n(a + y, 5, row);
      for (int x = 0; x < 5; ++x) a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
    for (int bit = 0; bit < 7; ++bit) {
      if (lfsr & 1) a[0] ^= std::uint64_t{1} << ((1 << bit) - 1);
      lfsr = static_cast<std::uint8_t>(lfsr << 1 ^ (lfsr >> 7) * 0x71);
    }
  }
}

constexpr std::uint8_t blake_order[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}, {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8}, {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10}, {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

struct Shape { std::uint8_t size, block; };
constexpr Shape shapes[] = {{16, 64}, {20, 64}, {28, 64}, {32, 64}, {48, 128}, {64, 128}, {28, 144}, {32, 136}, {48, 104}, {64, 72}, {0, 168}, {0, 136}, {64, 128}, {32, 64}};

}  // namespace

Digest::Digest(Algorithm algorithm) : algorithm_(algorithm), block_size_(shapes[algorithm].block), size_(shapes[algorithm].size) {
  static constexpr std::uint32_t chain[] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  if (algorithm <= Sha1) std::copy_n(chain, 5, state_);
  for (int i = 0; i < 8 && algorithm > Sha1 && algorithm <= Sha512; ++i) {
    switch (algorithm) {
      case Sha224: state_[i] = square_roots[i + 8] & 0xffffffffu; break;
      case Sha256: state_[i] = square_roots[i] >> 32; break;
      case Sha384: state_[i] = square_roots[i + 8]; break;
      default: state_[i] = square_roots[i]; break;
    }
  }
}

Digest::Digest(Algorithm algorithm, const Blake2Parameters& p) : Digest(algorithm) {
  bool wide = algorithm == Blake2b;
  size_ = p.digest_size, last_node_ = p.last_node;
  // The parameter block of RFC 7693, little-endian, in words of the algorithm.
  std::uint8_t block[64] = {p.digest_size, static_cast<std::uint8_t>(p.key.size()), p.fanout, p.depth};
  for (int i = 0; i < 4; ++i) block[4 + i] = static_cast<std::uint8_t>(p.leaf_size >> (8 * i));
  for (int i = 0; i < (wide ? 8 : 6); ++i) block[8 + i] = static_cast<std::uint8_t>(p.node_offset >> (8 * i));
  std::size_t depth = wide ? 16 : 14, salt = wide ? 32 : 16, room = wide ? 16 : 8;
  block[depth] = p.node_depth, block[depth + 1] = p.inner_size;
  std::memcpy(block + salt, p.salt.data(), std::min(p.salt.size(), room));
  std::memcpy(block + salt + room, p.person.data(), std::min(p.person.size(), room));
  for (std::size_t i = 0; i < 8; ++i)
    state_[i] = wide ? square_roots[i] ^ load_little<std::uint64_t>(block + 8 * i) : (square_roots[i] >> 32) ^ load_little<std::uint32_t>(block + 4 * i);
  if (!p.key.empty()) {
    std::memcpy(buffer_, p.key.data(), p.key.size());
    filled_ = block_size_;
  }
}

template <class Word>
void Digest::blake_rounds(const std::uint8_t* block, bool last) {
  constexpr bool wide = sizeof(Word) == 8;
  Word v[16], m[16];
  for (std::size_t i = 0; i < 16; ++i) m[i] = load_little<Word>(block + sizeof(Word) * i);
  for (std::size_t i = 0; i < 8; ++i) v[i] = static_cast<Word>(state_[i]), v[i + 8] = static_cast<Word>(wide ? square_roots[i] : square_roots[i] >> 32);
  v[12] ^= static_cast<Word>(count_);
  if (!wide) v[13] ^= static_cast<Word>(count_ >> 32);
  if (last) v[14] = static_cast<Word>(~v[14]);
  if (last && last_node_) v[15] = static_cast<Word>(~v[15]);
  auto mix = [&](int a, int b, int c, int d, Word x, Word y) {
    v[a] += v[b] + x, v[d] = std::rotr(static_cast<Word>(v[d] ^ v[a]), wide ? 32 : 16);
    v[c] += v[d], v[b] = std::rotr(static_cast<Word>(v[b] ^ v[c]), wide ? 24 : 12);
    v[a] += v[b] + y, v[d] = std::rotr(static_cast<Word>(v[d] ^ v[a]), wide ? 16 : 8);
    v[c] += v[d], v[b] = std::rotr(static_cast<Word>(v[b] ^ v[c]), wide ? 63 : 7);
  };
  for (int round = 0; round < (wide ? 12 : 10); ++round) {
    const std::uint8_t* s = blake_order[round % 10];
    for (int i = 0; i < 4; ++i) mix(i, i + 4, i + 8, i + 12, m[s[2 * i]], m[s[2 * i + 1]]);
    for (int i = 0; i < 4; ++i) mix(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
  }
  for (int i = 0; i < 8; ++i) state_[i] ^= static_cast<Word>(v[i] ^ v[i + 8]);
}

void Digest::compress_blake(const std::uint8_t* block, bool last) { algorithm_ == Blake2b ? blake_rounds<std::uint64_t>(block, last) : blake_rounds<std::uint32_t>(block, last); }

void Digest::compress(const std::uint8_t* block) {
  count_ += keeps_last_block() ? block_size_ : 0u;
  switch (algorithm_) {
    case Md5: return compress_md5(state_, block);
    case Sha1: return compress_sha1(state_, block);
    case Sha224: case Sha256: return compress_sha2<std::uint32_t>(state_, block);
    case Sha384: case Sha512: return compress_sha2<std::uint64_t>(state_, block);
    case Blake2b: case Blake2s: return compress_blake(block, false);
    default:
      for (std::size_t i = 0; i < block_size_ / 8u; ++i) state_[i] ^= load_little<std::uint64_t>(block + 8 * i);
      return permute_keccak(state_);
  }
}

void Digest::update(std::string_view data) {
  if (!keeps_last_block()) count_ += data.size();
  while (!data.empty()) {
    if (filled_ == block_size_) compress(buffer_), filled_ = 0;
    std::size_t part = std::min<std::size_t>(data.size(), static_cast<std::size_t>(block_size_ - filled_));
    std::memcpy(buffer_ + filled_, data.data(), part);
    filled_ = static_cast<std::uint8_t>(filled_ + part);
    data.remove_prefix(part);
  }
}

std::string Digest::sponge(std::size_t length) {
  std::fill(buffer_ + filled_, buffer_ + block_size_, std::uint8_t{0});
  buffer_[filled_] ^= algorithm_ >= Shake128 ? 0x1f : 0x06;
  buffer_[block_size_ - 1] ^= 0x80;
  compress(buffer_);
  std::string out;
  while (true) {
    for (std::size_t i = 0; i < block_size_ / 8u && out.size() < length; ++i) store_little(out, state_[i]);
    if (out.size() >= length) break;
    permute_keccak(state_);
  }
  out.resize(length);
  return out;
}

std::string Digest::value(std::size_t length) const {
  Digest last = *this;
  if (last.filled_ == block_size_ && !keeps_last_block()) last.compress(last.buffer_), last.filled_ = 0;
  if (algorithm_ >= Sha3_224 && algorithm_ <= Shake256) return last.sponge(size_ ? size_ : length);
  std::string out;
  if (keeps_last_block()) {
    last.count_ += last.filled_;
    std::fill(last.buffer_ + last.filled_, last.buffer_ + block_size_, std::uint8_t{0});
    last.compress_blake(last.buffer_, true);
    for (int i = 0; i < 8; ++i) algorithm_ == Blake2b ? store_little(out, last.state_[i]) : store_little(out, static_cast<std::uint32_t>(last.state_[i]));
  } else {
    std::size_t counter = block_size_ == 128 ? 16 : 8;
    last.buffer_[last.filled_++] = 0x80;
    if (static_cast<std::size_t>(block_size_ - last.filled_) < counter) {
      std::fill(last.buffer_ + last.filled_, last.buffer_ + block_size_, std::uint8_t{0});
      last.compress(last.buffer_), last.filled_ = 0;
    }
    std::fill(last.buffer_ + last.filled_, last.buffer_ + block_size_, std::uint8_t{0});
    std::string bits;
    algorithm_ == Md5 ? store_little(bits, count_ * 8) : store_big(bits, count_ * 8);
    std::memcpy(last.buffer_ + block_size_ - 8, bits.data(), 8);
    last.compress(last.buffer_);
    for (int i = 0; i < 8; ++i) {
      if (algorithm_ == Md5) store_little(out, static_cast<std::uint32_t>(last.state_[i]));
      else if (block_size_ == 128) store_big(out, last.state_[i]);
      else store_big(out, static_cast<std::uint32_t>(last.state_[i]));
    }
  }
  out.resize(size_);
  return out;
}

}  // namespace xvm
