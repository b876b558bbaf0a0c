// binascii: bytes to text and back; hex, base64, uu, quoted-printable, checksums.
#include <zlib.h>

#include <string>

#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

// An argument that some releases' rows lack.
Ref given(Args args, std::uint32_t i) { return i < args.size() ? args[i] : Ref(); }

Value& error_class = *new Value;   // never destroyed: what it holds may be gone before

bool reads_text(const Release& r) { return r.since(3, 3); }         // ASCII str for a2b_ functions
bool hex_raises_error(const Release& r) { return r.since(3, 0); }   // binascii.Error, not TypeError
bool explains_padding(const Release& r) { return r.since(3, 7); }
bool crc_is_signed(const Release& r) { return r.python2(); }

ErrorSet fail(Thread& thread, std::string_view message) { return raise(thread, &as<Type>(error_class), message); }

// Bytes, from 3.3 ASCII text too where `text` says so.
struct Input {
  BufferView view;
  std::string text;
  bool read(Thread& thread, Ref v, bool may_be_text) {
    if (is<Text>(v) && (thread.rt.python2() || (may_be_text && reads_text(thread.rt.release)))) {
      const Text& t = as<Text>(v);
      if (!t.ascii) {
        if (thread.rt.python2()) return call_named(thread, v, "encode") ? true : false;   // raises UnicodeEncodeError
        return raise_value_error(thread, "string argument should contain only ASCII characters");
      }
      text = t.ascii_view();
      view.data = text.data();
      view.length = text.size();
      return true;
    }
    if (may_be_text && reads_text(thread.rt.release) && !has_buffer(thread, v))
      return raise_type_error(thread, "argument should be bytes, buffer or ASCII string, not '{}'", type_name(thread, v));
    return get_buffer(thread, v, view);
  }
  std::string_view bytes() const { return view.view(); }
};

int hex_digit(unsigned char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
Value hexlify(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], false)) return error_set;
  std::string_view bytes = in.bytes();
  std::string separator, out;
  std::int64_t group = 1;
  if (given(args, 1)) {
    std::int64_t length_of = length(thread, given(args, 1));
    if (length_of < 0) return error_set;
    if (length_of != 1) return raise_value_error(thread, "sep must be length 1.");
    if (!is<Text>(given(args, 1)) && !is<Bytes>(given(args, 1))) return raise_type_error(thread, "sep must be str or bytes.");
    if (is<Text>(given(args, 1)) && !as<Text>(given(args, 1)).ascii) return raise_value_error(thread, "sep must be ASCII.");
    separator = native_utf8(given(args, 1));
  }
  if (given(args, 2) && !as_int64(thread, given(args, 2), group)) return error_set;
  std::size_t every = static_cast<std::size_t>(group < 0 ? -group : group), n = bytes.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (i && !separator.empty() && every && (group > 0 ? (n - i) % every == 0 : i % every == 0)) out += separator;
    out += "0123456789abcdef"[static_cast<unsigned char>(bytes[i]) >> 4];
    out += "0123456789abcdef"[bytes[i] & 15];
  }
  return make_bytes(thread, out);
}
Value unhexlify(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], true)) return error_set;
  std::string_view digits = in.bytes();
  auto refuse = [&](const char* message) { return hex_raises_error(thread.rt.release) ? fail(thread, message) : raise(thread, thread.rt.exc.TypeError, message); };
  if (digits.size() % 2) return refuse("Odd-length string");
  std::string out;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    int high = hex_digit(static_cast<unsigned char>(digits[i])), low = hex_digit(static_cast<unsigned char>(digits[i + 1]));
    if (high < 0 || low < 0) return refuse("Non-hexadecimal digit found");
    out += static_cast<char>(high << 4 | low);
  }
  return make_bytes(thread, out);
}

constexpr char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
int base64_digit(unsigned char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}
Value to_base64(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], false)) return error_set;
  std::string_view bytes = in.bytes();
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t n = 0;
    for (std::size_t k = 0; k < 3; ++k) n = n << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0);
    for (std::size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : base64_digits[n >> (18 - 6 * k) & 63];
  }
  int newline = given(args, 1) ? truth(thread, given(args, 1)) : 1;
  if (newline < 0) return error_set;
  if (newline) out += '\n';
  return make_bytes(thread, out);
}
Value from_base64(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], true)) return error_set;
  std::string_view text = in.bytes();
  int strict = given(args, 1) ? truth(thread, given(args, 1)) : 0;
  if (strict < 0) return error_set;
  std::string out;
  std::uint32_t kept = 0;
  int place = 0, pads = 0;
  bool padded = false;
  if (strict && !text.empty() && text[0] == '=') return fail(thread, "Leading padding not allowed");
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '=') {
      padded = true;
      if (place >= 2 && place + ++pads >= 4) {
        if (strict && i + 1 < text.size()) return fail(thread, "Excess data after padding");
        return make_bytes(thread, out);
      }
      continue;
    }
    int digit = base64_digit(c);
    if (digit < 0) {
      if (strict) return fail(thread, "Only base64 data is allowed");
      continue;
    }
    if (strict && padded) return fail(thread, "Discontinuous padding not allowed");
    pads = 0;
    kept = kept << 6 | static_cast<std::uint32_t>(digit);
    switch (place++) {
      case 1: out += static_cast<char>(kept >> 4); break;
      case 2: out += static_cast<char>(kept >> 2); break;
      case 3: out += static_cast<char>(kept); place = 0; break;
      default: break;
    }
    kept &= 0xffffff;
  }
  if (place == 0) return make_bytes(thread, out);
  if (place == 1 && explains_padding(thread.rt.release))
    return fail(thread, fmt::format("Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4", out.size() / 3 * 4 + 1));
  return fail(thread, "Incorrect padding");
}

Value to_uu(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], false)) return error_set;
  std::string_view bytes = in.bytes();
  if (bytes.size() > 45) return fail(thread, "At most 45 bytes at once");
  bool backtick = given(args, 1) && truth(thread, given(args, 1)) > 0;
  auto digit = [&](std::uint32_t n) { return n == 0 && backtick ? '`' : static_cast<char>(' ' + n); };
  std::string out(1, digit(static_cast<std::uint32_t>(bytes.size())));
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t n = 0;
    for (std::size_t k = 0; k < 3; ++k) n = n << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0);
    for (int k = 0; k < 4; ++k) out += digit(n >> (18 - 6 * k) & 63);
  }
  return make_bytes(thread, out + "\n");
}
Value from_uu(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], true)) return error_set;
  std::string_view text = in.bytes();
  std::size_t length_of = text.empty() ? 0 : (static_cast<unsigned char>(text[0]) - ' ') & 63, at = 1;
  std::string out;
  std::uint32_t kept = 0;
  int bits = 0;
  while (out.size() < length_of) {
    unsigned char c = at < text.size() ? static_cast<unsigned char>(text[at]) : ' ';
    ++at;
    std::uint32_t digit = 0;
    if (c != '\n' && c != '\r' && at - 1 < text.size()) {
      if (c < ' ' || c > ' ' + 64) return fail(thread, "Illegal char");
      digit = (c - ' ') & 63;
    }
    kept = kept << 6 | digit;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(kept >> bits);
      kept &= (1u << bits) - 1;
    }
  }
  for (; at < text.size(); ++at)
    if (char c = text[at]; c != ' ' && c != '`' && c != '\n' && c != '\r') return fail(thread, "Trailing garbage");
  return make_bytes(thread, out);
}

Value from_qp(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], true)) return error_set;
  std::string_view text = in.bytes();
  bool header = given(args, 1) && truth(thread, given(args, 1)) > 0;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    char c = text[i];
    if (c == '=') {
      if (++i >= text.size()) break;
      if (text[i] == '\n' || text[i] == '\r') {
        if (text[i] != '\n')
          while (i < text.size() && text[i] != '\n') ++i;
        if (i < text.size()) ++i;
      } else if (text[i] == '=') {
        out += '=';
        ++i;
      } else if (i + 1 < text.size() && hex_digit(static_cast<unsigned char>(text[i])) >= 0 && hex_digit(static_cast<unsigned char>(text[i + 1])) >= 0) {
        out += static_cast<char>(hex_digit(static_cast<unsigned char>(text[i])) << 4 | hex_digit(static_cast<unsigned char>(text[i + 1])));
        i += 2;
      } else {
        out += '=';
      }
    } else {
      out += header && c == '_' ? ' ' : c;
      ++i;
    }
  }
  return make_bytes(thread, out);
}
Value to_qp(Thread& thread, Ref, Args args) {
  constexpr std::size_t line_limit = 76;
  Input in;
  if (!in.read(thread, args[0], false)) return error_set;
  std::string_view bytes = in.bytes();
  bool quote_tabs = given(args, 1) && truth(thread, given(args, 1)) > 0, is_text = !given(args, 2) || truth(thread, given(args, 2)) > 0, header = given(args, 3) && truth(thread, given(args, 3)) > 0;
  std::size_t newline = bytes.find('\n');
  bool crlf = newline != bytes.npos && newline > 0 && bytes[newline - 1] == '\r';
  std::string out;
  std::size_t line = 0, n = bytes.size();
  const char* hex = "0123456789ABCDEF";
  for (std::size_t i = 0; i < n;) {
    unsigned char c = static_cast<unsigned char>(bytes[i]);
    bool at_end = i + 1 == n, before_newline = !at_end && bytes[i + 1] == '\n';
    bool dot_alone = c == '.' && line == 0 && (at_end || bytes[i + 1] == '\n' || bytes[i + 1] == '\r' || bytes[i + 1] == 0);
    if (c > 126 || c == '=' || (header && c == '_') || dot_alone || (!is_text && (c == '\r' || c == '\n')) || ((c == '\t' || c == ' ') && at_end) ||
        (c < 33 && c != '\r' && c != '\n' && c != '\t' && c != ' ') || (c < 33 && c != '\r' && c != '\n' && (quote_tabs || (header && c != ' ')))) {
      if (header && c == ' ' && !at_end && !quote_tabs) {
        out += '_', ++line, ++i;
        continue;
      }
      if (line + 3 >= line_limit) {
        out += crlf ? "=\r\n" : "=\n";
        line = 0;
      }
      out += '=';
      out += hex[c >> 4];
      out += hex[c & 15];
      line += 3;
      ++i;
    } else if (is_text && (c == '\n' || (c == '\r' && before_newline))) {
      line = 0;
      // Blanks before the end of a line are protected.
      if (!out.empty() && (out.back() == ' ' || out.back() == '\t')) {
        char blank = out.back();
        out.back() = '=';
        out += hex[static_cast<unsigned char>(blank) >> 4];
        out += hex[blank & 15];
      }
      out += crlf ? "\r\n" : "\n";
      i += c == '\r' ? 2 : 1;
    } else {
      if (!at_end && !before_newline && line + 1 >= line_limit) {
        out += crlf ? "=\r\n" : "=\n";
        line = 0;
      }
      ++line;
      if (header && c == ' ') out += '_';
      else out += static_cast<char>(c);
      ++i;
    }
  }
  return make_bytes(thread, out);
}

// ---- BinHex 4

constexpr char hqx_digits[] = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
constexpr char run_mark = '\x90';

Value to_hqx(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], false)) return error_set;
  std::string out;
  std::uint32_t kept = 0;
  int bits = 0;
  for (char c : in.bytes()) {
    kept = kept << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; kept &= (1u << bits) - 1) bits -= 6, out += hqx_digits[kept >> bits & 63];
  }
  if (bits) out += hqx_digits[kept << (6 - bits) & 63];
  return make_bytes(thread, out);
}
Value from_hqx(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], true)) return error_set;
  std::string out;
  std::uint32_t kept = 0;
  int bits = 0, done = 0;
  for (char c : in.bytes()) {
    if (c == '\r' || c == '\n') continue;
    if (c == ':') {
      done = 1;
      break;
    }
    std::size_t digit = std::string_view(hqx_digits).find(c);
    if (digit == std::string_view::npos) return fail(thread, "Illegal char");
    kept = kept << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(kept >> bits);
      kept &= (1u << bits) - 1;
    }
  }
  Value data = make_bytes(thread, out), flag = Value::small(done);
  return make_tuple(thread, {data.ref(), flag.ref()});
}
Value run_encode(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], false)) return error_set;
  std::string_view bytes = in.bytes();
  std::string out;
  for (std::size_t i = 0; i < bytes.size();) {
    std::size_t n = 1;
    while (i + n < bytes.size() && n < 255 && bytes[i + n] == bytes[i]) ++n;
    if (bytes[i] == run_mark) {
      out += run_mark;
      out += '\0';
      n = 1;
    } else if (n > 3) {
      out += bytes[i];
      out += run_mark;
      out += static_cast<char>(n);
    } else {
      n = 1;
      out += bytes[i];
    }
    i += n;
  }
  return make_bytes(thread, out);
}
Value run_decode(Thread& thread, Ref, Args args) {
  Input in;
  if (!in.read(thread, args[0], false)) return error_set;
  std::string_view bytes = in.bytes();
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != run_mark) {
      out += bytes[i];
      continue;
    }
    if (++i >= bytes.size()) return fail(thread, "Orphaned RLE code at end of input");
    std::size_t n = static_cast<unsigned char>(bytes[i]);
    if (n == 0) out += run_mark;
    else if (out.empty()) return fail(thread, "Orphaned RLE code at start");
    else out.append(n - 1, out.back());
  }
  return make_bytes(thread, out);
}

Value crc_hqx(Thread& thread, Ref, Args args) {
  Input in;
  std::int64_t start = 0;
  if (!in.read(thread, args[0], false) || !as_int64(thread, given(args, 1), start)) return error_set;
  std::uint32_t crc = static_cast<std::uint32_t>(start) & 0xffff;
  for (char c : in.bytes()) {
    crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return make_int(thread, crc);
}
Value crc32_of(Thread& thread, Ref, Args args) {
  Input in;
  std::uint32_t start = 0;
  if (given(args, 1)) {
    if (!is_int(given(args, 1))) return raise_type_error(thread, "an integer is required");
    Integer number(given(args, 1));
    Big low;
    mpz_fdiv_r_2exp(low, number.get(), 32);
    start = static_cast<std::uint32_t>(mpz_get_ui(low));
  }
  if (!in.read(thread, args[0], false)) return error_set;
  std::uint32_t crc = static_cast<std::uint32_t>(::crc32_z(start, reinterpret_cast<const Bytef*>(in.view.data ? in.view.data : ""), in.view.length));
  return crc_is_signed(thread.rt.release) ? make_int(thread, static_cast<std::int32_t>(crc)) : make_int(thread, crc);
}

constexpr Method rows[] = {
    {"a2b_base64(data, /)", from_base64, until(3, 10)},
    {"a2b_base64(data, /, *, strict_mode=False)", from_base64, since(3, 11)},
    {"a2b_hex(hexstr, /)", unhexlify},
    {"a2b_hqx(data, /)", from_hqx, until(3, 10)},
    {"a2b_qp(data, header=False)", from_qp},
    {"a2b_uu(data, /)", from_uu},
    {"b2a_base64(data, /)", to_base64, until(3, 5)},
    {"b2a_base64(data, /, *, newline=True)", to_base64, since(3, 6)},
    {"b2a_hex(data)", hexlify, until(3, 7)},
    {"b2a_hex(data, sep=<unrepresentable>, bytes_per_sep=1)", hexlify, since(3, 8)},
    {"b2a_hqx(data, /)", to_hqx, until(3, 10)},
    {"b2a_qp(data, quotetabs=False, istext=True, header=False)", to_qp},
    {"b2a_uu(data, /)", to_uu, until(3, 6)},
    {"b2a_uu(data, /, *, backtick=False)", to_uu, since(3, 7)},
    {"crc32(data, crc=0, /)", crc32_of},
    {"crc_hqx(data, crc, /)", crc_hqx},
    {"hexlify(data)", hexlify, until(3, 7)},
    {"hexlify(data, sep=<unrepresentable>, bytes_per_sep=1)", hexlify, since(3, 8)},
    {"rlecode_hqx(data, /)", run_encode, until(3, 10)},
    {"rledecode_hqx(data, /)", run_decode, until(3, 10)},
    {"unhexlify(hexstr, /)", unhexlify},
};

bool fill(Thread& thread, Module& module) {
  auto make_error = [&](const char* name, Type* base) {
    Value text = native_str(thread, name), space = make_dict(thread), bases = make_tuple(thread, {Ref(base)}), home = native_str(thread, "binascii");
    return dict_set(thread, as<Dict>(space), thread.rt.names.module__, home) ? call(thread, Ref(thread.rt.types.type), text, bases, space) : Value();
  };
  error_class.take();   // what another runtime left is gone with it
  error_class = make_error("Error", thread.rt.release.since(3, 0) ? thread.rt.exc.ValueError : thread.rt.exc.Exception);
  return error_class && module_add(thread, module, "Error", error_class) && module_add(thread, module, "Incomplete", make_error("Incomplete", thread.rt.exc.Exception));
}

}  // namespace

extern const ModuleSpec binascii_module;
const ModuleSpec binascii_module{.name = "binascii", .methods = rows, .fill = fill};

}  // namespace xvm
