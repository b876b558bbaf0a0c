// The primitive encodings of marshal, for every writer of it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace xvm {

using MarshalBytes = std::vector<std::uint8_t>;

template <int Bytes>
void encode_little_endian(MarshalBytes& out, std::uint64_t value) {
  for (int i = 0; i < Bytes; ++i) out.push_back(std::uint8_t(value >> 8 * i));
}

inline void encode_byte(MarshalBytes& out, std::uint8_t value) { out.push_back(value); }
inline void encode_int16(MarshalBytes& out, std::uint16_t value) { encode_little_endian<2>(out, value); }
inline void encode_int32(MarshalBytes& out, std::uint32_t value) { encode_little_endian<4>(out, value); }
inline void encode_int64(MarshalBytes& out, std::uint64_t value) { encode_little_endian<8>(out, value); }
inline void encode_double(MarshalBytes& out, double value) { encode_int64(out, std::bit_cast<std::uint64_t>(value)); }
inline void encode_bytes(MarshalBytes& out, std::string_view bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// A count as the type stores it: one byte for the short forms, else four.
inline void encode_size(MarshalBytes& out, std::uint8_t type_byte, std::size_t size) {
  bool one_byte = type_byte == 'z' || type_byte == 'Z' || type_byte == ')';
  one_byte ? encode_byte(out, std::uint8_t(size)) : encode_int32(out, std::uint32_t(size));
}

}  // namespace xvm
