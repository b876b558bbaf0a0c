// _md5, _sha, _sha1, _sha256, _sha512, _sha2, _sha3 and _blake2: objects that make message digests.
#include <cctype>

#include "base/digest.h"
#include "modules/iterator_struct.h"
#include "modules/new_class.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

using Algorithm = Digest::Algorithm;

bool says_strings(const Release& r) { return r.since(3, 9); }
bool wants_positive(const Release& r) { return r.since(3, 7); }   // numbers, in the words of the message

struct Hash : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "hash";
  Digest digest{Digest::Md5};
};

std::string in_capitals(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

struct Names {
  const char *name, *module;
};
constexpr Names names[] = {{"md5", "_md5"}, {"sha1", "_sha1"}, {"sha224", "_sha256"}, {"sha256", "_sha256"}, {"sha384", "_sha512"}, {"sha512", "_sha512"}, {"sha3_224", "_sha3"},
                           {"sha3_256", "_sha3"}, {"sha3_384", "_sha3"}, {"sha3_512", "_sha3"}, {"shake_128", "_sha3"}, {"shake_256", "_sha3"}, {"blake2b", "_blake2"}, {"blake2s", "_blake2"}};
Type* types[std::size(names)];

bool feed(Thread& thread, Digest& digest, Ref data) {
  if (!data) return true;
  Value encoded;
  if (is<Text>(data)) {
    if (!thread.rt.python2()) return raise_type_error(thread, "{} must be encoded before hashing", says_strings(thread.rt.release) ? "Strings" : "Unicode-objects");
    encoded = call_named(thread, data, "encode");
    if (!encoded) return false;
    data = encoded;
  }
  if (!has_buffer(thread, data)) {
    return thread.rt.python2() ? raise_type_error(thread, "new() argument 1 must be string or buffer, not {}", type_name(thread, data))
                               : raise_type_error(thread, "object supporting the buffer API required");
  }
  BufferView view;
  if (!get_buffer(thread, data, view)) return false;
  if (view.shape.size() > 1) return raise(thread, thread.rt.exc.BufferError, "Buffer must be single dimension");
  digest.update(view.view());
  return true;
}

Value make_hash(Thread& thread, Type* type, Digest digest, Ref data) {
  Hash* hash = allocate<Hash>(type);
  hash->digest = digest;
  Value owner = own(hash);
  return feed(thread, hash->digest, data) ? std::move(owner) : Value();
}
template <Algorithm algorithm>
Value new_hash(Thread& thread, Ref, Args args) { return make_hash(thread, types[algorithm], Digest(algorithm), args[0]); }

Value hash_update(Thread& thread, Ref self, Args args) { return feed(thread, as<Hash>(self).digest, args[0]) ? none_value() : Value(); }
Value hash_copy(Thread& thread, Ref self, Args) { return make_hash(thread, self.object()->type, as<Hash>(self).digest, {}); }
Value hex_of(Thread& thread, std::string_view bytes) {
  std::string text;
  for (unsigned char c : bytes) text += fmt::format("{:02x}", c);
  return native_str(thread, text);
}
Value hash_digest(Thread& thread, Ref self, Args) { return make_bytes(thread, as<Hash>(self).digest.value()); }
Value hash_hexdigest(Thread& thread, Ref self, Args) { return hex_of(thread, as<Hash>(self).digest.value()); }

bool shake_length(Thread& thread, Ref v, std::size_t& length) {
  std::int64_t wanted = 0;
  if (!as_int64(thread, v, wanted)) return false;
  if (wanted < 0) {
    if (wants_positive(thread.rt.release)) return raise_value_error(thread, "value must be positive");
    return raise_overflow(thread, "can't convert negative value to unsigned int");
  }
  if (wanted >= 1 << 29) return raise_value_error(thread, "length is too large");
  length = static_cast<std::size_t>(wanted);
  return true;
}
Value shake_digest(Thread& thread, Ref self, Args args) {
  std::size_t length = 0;
  return shake_length(thread, args[0], length) ? make_bytes(thread, as<Hash>(self).digest.value(length)) : Value();
}
Value shake_hexdigest(Thread& thread, Ref self, Args args) {
  std::size_t length = 0;
  return shake_length(thread, args[0], length) ? hex_of(thread, as<Hash>(self).digest.value(length)) : Value();
}

Value get_size(Thread&, Ref self) { return Value::small(static_cast<std::int64_t>(as<Hash>(self).digest.size())); }
Value get_block_size(Thread&, Ref self) { return Value::small(static_cast<std::int64_t>(as<Hash>(self).digest.block_size())); }
Value get_name(Thread& thread, Ref self) {
  const char* name = names[as<Hash>(self).digest.algorithm()].name;
  return native_str(thread, thread.rt.python2() ? in_capitals(name) : name);
}
Value get_rate(Thread&, Ref self) { return Value::small(static_cast<std::int64_t>(as<Hash>(self).digest.block_size() * 8)); }
Value get_capacity(Thread&, Ref self) { return Value::small(static_cast<std::int64_t>(1600 - as<Hash>(self).digest.block_size() * 8)); }
Value get_suffix(Thread& thread, Ref self) { return make_bytes(thread, as<Hash>(self).digest.algorithm() >= Digest::Shake128 ? "\x1f" : "\x06"); }

constexpr Method hash_methods[] = {{"copy(self)", hash_copy}, {"digest(self)", hash_digest}, {"hexdigest(self)", hash_hexdigest}, {"update(self, obj, /)", hash_update}};
constexpr GetSetRow hash_getset[] = {{"block_size", get_block_size}, {"digest_size", get_size}, {"digestsize", get_size, nullptr, py2}, {"name", get_name}};
constexpr Method shake_methods[] = {{"copy(self)", hash_copy}, {"digest(self, length, /)", shake_digest}, {"hexdigest(self, length, /)", shake_hexdigest}, {"update(self, data, /)", hash_update}};
constexpr GetSetRow sha3_getset[] = {{"_capacity_bits", get_capacity}, {"_rate_bits", get_rate}, {"_suffix", get_suffix}, {"block_size", get_block_size}, {"digest_size", get_size}, {"name", get_name}};

// ---- _sha3

template <Algorithm algorithm>
Value sha3_make(Thread& thread, Type* type, Args args) {
  static constexpr const char* const plain[] = {"sha3_224(data=b'', /)", "sha3_256(data=b'', /)", "sha3_384(data=b'', /)", "sha3_512(data=b'', /)", "shake_128(data=b'', /)", "shake_256(data=b'', /)"};
  static constexpr const char* const secured[] = {"sha3_224(data=b'', /, *, usedforsecurity=True)", "sha3_256(data=b'', /, *, usedforsecurity=True)", "sha3_384(data=b'', /, *, usedforsecurity=True)",
                                                  "sha3_512(data=b'', /, *, usedforsecurity=True)", "shake_128(data=b'', /, *, usedforsecurity=True)", "shake_256(data=b'', /, *, usedforsecurity=True)"};
  constexpr int at = algorithm - Digest::Sha3_224;
  Bound<2> a(thread, thread.rt.release.since(3, 9) ? secured[at] : plain[at], args);
  return a ? make_hash(thread, type, Digest(algorithm), a[0]) : Value();
}

// ---- _blake2

// A number of at most `most`; false with `words` as ValueError, which may have {} for what was given.
bool blake_number(Thread& thread, Ref v, std::uint64_t least, std::uint64_t most, const char* words, std::uint64_t& out) {
  if (!v) return true;
  Value index = as_index(thread, v);
  if (!index) return false;
  Integer number(index);
  if (mpz_sgn(number.get()) < 0 && most > 0xff) {
    if (wants_positive(thread.rt.release)) return raise_value_error(thread, "value must be positive");
    return raise_overflow(thread, most > 0xffffffff ? "can't convert negative int to unsigned" : "can't convert negative value to unsigned int");
  }
  if (mpz_sgn(number.get()) < 0 || mpz_sizeinbase(number.get(), 2) > 64 || mpz_get_ui(number.get()) < least || mpz_get_ui(number.get()) > most) {
    bool huge = mpz_sizeinbase(number.get(), 2) > 64;
    if (huge && most <= 0xff) return raise_overflow(thread, wants_positive(thread.rt.release) ? "Python int too large to convert to C int" : "Python int too large to convert to C long");
    if (huge) return raise_overflow(thread, most > 0xffffffffffff ? "int too big to convert" : "Python int too large to convert to C unsigned long");
    return raise(thread, most > 0xff ? thread.rt.exc.OverflowError : thread.rt.exc.ValueError, words);
  }
  out = mpz_get_ui(number.get());
  return true;
}

template <Algorithm algorithm>
Value blake_make(Thread& thread, Type* type, Args args) {
  constexpr bool wide = algorithm == Digest::Blake2b;
  constexpr unsigned most = wide ? 64 : 32, small = wide ? 16 : 8;
#define XVM_BLAKE_ROW(name, size, after) \
  name "(data=b'', /, *, digest_size=" size ", key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False" after ")"
  const char* row = thread.rt.release.since(3, 9) ? (wide ? XVM_BLAKE_ROW("blake2b", "64", ", usedforsecurity=True") : XVM_BLAKE_ROW("blake2s", "32", ", usedforsecurity=True"))
                                                  : (wide ? XVM_BLAKE_ROW("blake2b", "64", "") : XVM_BLAKE_ROW("blake2s", "32", ""));
#undef XVM_BLAKE_ROW
  Bound<13> a(thread, row, args);
  if (!a) return error_set;
  BufferView key, salt, person;
  std::int64_t size = most;
  if (a[1] && !as_int64(thread, a[1], size)) return error_set;
  if (size <= 0 || size > most) return raise_value_error(thread, "digest_size must be between 1 and {} bytes", most);
  if ((a[2] && !get_buffer(thread, a[2], key)) || (a[3] && !get_buffer(thread, a[3], salt)) || (a[4] && !get_buffer(thread, a[4], person))) return error_set;
  if (salt.length > small) return raise_value_error(thread, "maximum salt length is {} bytes", small);
  if (person.length > small) return raise_value_error(thread, "maximum person length is {} bytes", small);
  std::uint64_t fanout = 1, depth = 1, leaf = 0, offset = 0, node = 0, inner = 0;
  std::string inner_words = fmt::format("inner_size must be between 0 and is {}", most);
  if (!blake_number(thread, a[5], 0, 255, "fanout must be between 0 and 255", fanout) || !blake_number(thread, a[6], 1, 255, "depth must be between 1 and 255", depth) ||
      !blake_number(thread, a[7], 0, 0xffffffff, "leaf_size is too large", leaf) || !blake_number(thread, a[8], 0, wide ? ~std::uint64_t{0} : 0xffffffffffff, "node_offset is too large", offset) ||
      !blake_number(thread, a[9], 0, 255, "node_depth must be between 0 and 255", node) || !blake_number(thread, a[10], 0, most, inner_words.c_str(), inner))
    return error_set;
  int last = a[11] ? truth(thread, a[11]) : 0;
  if (last < 0) return error_set;
  if (key.length > most) return raise_value_error(thread, "maximum key length is {} bytes", most);
  Blake2Parameters parameters;
  parameters.digest_size = static_cast<std::uint8_t>(size);
  parameters.fanout = static_cast<std::uint8_t>(fanout), parameters.depth = static_cast<std::uint8_t>(depth);
  parameters.leaf_size = static_cast<std::uint32_t>(leaf), parameters.node_offset = offset;
  parameters.node_depth = static_cast<std::uint8_t>(node), parameters.inner_size = static_cast<std::uint8_t>(inner);
  parameters.last_node = last != 0;
  parameters.key = key.view(), parameters.salt = salt.view(), parameters.person = person.view();
  return make_hash(thread, type, Digest(algorithm, parameters), a[0]);
}

struct Size { const char* name; std::uint8_t wide, narrow; };
constexpr Size sizes[] = {{"SALT_SIZE", 16, 8}, {"PERSON_SIZE", 16, 8}, {"MAX_KEY_SIZE", 64, 32}, {"MAX_DIGEST_SIZE", 64, 32}};

// ---- modules

Type* hash_type(Runtime& rt, Algorithm algorithm, void (*fill)(Slots&, Runtime&)) {
  static std::string titles[std::size(names)];   // as long as any runtime
  bool one_module = algorithm >= Digest::Sha224 && algorithm <= Digest::Sha512 && rt.release.since(3, 12), old = algorithm == Digest::Sha1 && rt.python2();
  titles[algorithm] = old ? "_sha.sha" : one_module ? fmt::format("_sha2.{}Type", in_capitals(names[algorithm].name)) : fmt::format("{}.{}", names[algorithm].module, names[algorithm].name);
  TypeSpec spec{.name = titles[algorithm].c_str(), .layout = layout_of<Hash>};
  bool shake = algorithm == Digest::Shake128 || algorithm == Digest::Shake256;
  spec.flags = fill ? 0u : static_cast<std::uint32_t>(DisallowInstantiation);
  spec.methods = shake ? std::span<const Method>(shake_methods) : std::span<const Method>(hash_methods);
  spec.getset = algorithm >= Digest::Sha3_224 && algorithm <= Digest::Shake256 ? std::span<const GetSetRow>(sha3_getset)
                                                                                 : std::span<const GetSetRow>(hash_getset);
  spec.fill = fill;
  return types[algorithm] = make_builtin_type(rt, spec);
}

bool add_types(Thread& thread, Module& module, std::initializer_list<Algorithm> algorithms, bool named, const char* unnamed = "") {
  for (Algorithm algorithm : algorithms) {
    Type* type = hash_type(thread.rt, algorithm, nullptr);
    std::string name = in_capitals(names[algorithm].name);
    if (named && name != unnamed && !module_add(thread, module, (name + "Type").c_str(), Value(type))) return false;
  }
  return true;
}
bool fill_md5(Thread& thread, Module& module) {
  if (!add_types(thread, module, {Digest::Md5}, thread.rt.python2() || thread.rt.release.since(3, 4))) return false;
  return !thread.rt.python2() || module_add(thread, module, "digest_size", Value::small(16));
}
bool fill_sha1(Thread& thread, Module& module) {
  if (!add_types(thread, module, {Digest::Sha1}, thread.rt.release.since(3, 4))) return false;
  if (!thread.rt.python2()) return true;
  return module_add(thread, module, "blocksize", Value::small(1)) && module_add(thread, module, "digestsize", Value::small(20)) && module_add(thread, module, "digest_size", Value::small(20));
}
bool fill_sha256(Thread& thread, Module& module) { return add_types(thread, module, {Digest::Sha224, Digest::Sha256}, thread.rt.release.since(3, 4)); }
bool fill_sha512(Thread& thread, Module& module) {
  return add_types(thread, module, {Digest::Sha384, Digest::Sha512}, thread.rt.release.since(3, 4), thread.rt.release.since(3, 10) ? "SHA512" : "");
}
bool fill_sha2(Thread& thread, Module& module) { return add_types(thread, module, {Digest::Sha224, Digest::Sha256, Digest::Sha384, Digest::Sha512}, true); }

template <Algorithm algorithm>
void fill_sha3_slots(Slots& slots, Runtime&) { slots.make = sha3_make<algorithm>; }
template <Algorithm algorithm>
void fill_blake_slots(Slots& slots, Runtime&) { slots.make = blake_make<algorithm>; }

bool fill_sha3(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  hash_type(rt, Digest::Sha3_224, fill_sha3_slots<Digest::Sha3_224>);
  hash_type(rt, Digest::Sha3_256, fill_sha3_slots<Digest::Sha3_256>);
  hash_type(rt, Digest::Sha3_384, fill_sha3_slots<Digest::Sha3_384>);
  hash_type(rt, Digest::Sha3_512, fill_sha3_slots<Digest::Sha3_512>);
  hash_type(rt, Digest::Shake128, fill_sha3_slots<Digest::Shake128>);
  hash_type(rt, Digest::Shake256, fill_sha3_slots<Digest::Shake256>);
  for (int i = Digest::Sha3_224; i <= Digest::Shake256; ++i)
    if (!module_add_type(thread, module, types[i])) return false;
  if (rt.release.until(3, 11) && !module_add(thread, module, "keccakopt", Value::small(64))) return false;
  return module_add(thread, module, "implementation", native_str(thread, rt.release.since(3, 12) ? "HACL" : rt.release.since(3, 11) ? "tiny_sha3" : "generic 64-bit optimized implementation (lane complementing, all rounds unrolled)"));
}
bool fill_blake2(Thread& thread, Module& module) {
  hash_type(thread.rt, Digest::Blake2b, fill_blake_slots<Digest::Blake2b>);
  hash_type(thread.rt, Digest::Blake2s, fill_blake_slots<Digest::Blake2s>);
  for (bool wide : {true, false}) {
    Type* type = types[wide ? Digest::Blake2b : Digest::Blake2s];
    if (!module_add_type(thread, module, type)) return false;
    for (const Size& size : sizes) {
      Value number = Value::small(wide ? size.wide : size.narrow), name = native_intern(thread, size.name);
      if (!dict_set(thread, as<Dict>(filled_dict(*type)), name, number)) return false;
      if (!module_add(thread, module, fmt::format("{}_{}", wide ? "BLAKE2B" : "BLAKE2S", size.name).c_str(), std::move(number))) return false;
    }
    type_modified(type);
  }
  return true;
}

constexpr Range plain_row = between(3, 0, 3, 8), secured_row = since(3, 9);
constexpr Method md5_rows[] = {{"new(arg='', /)", new_hash<Digest::Md5>, py2}, {"md5(string=b'')", new_hash<Digest::Md5>, plain_row}, {"md5(string=b'', *, usedforsecurity=True)", new_hash<Digest::Md5>, secured_row}};
constexpr Method sha_rows[] = {{"new(string='')", new_hash<Digest::Sha1>}};
constexpr Method sha1_rows[] = {{"sha1(string=b'')", new_hash<Digest::Sha1>, plain_row}, {"sha1(string=b'', *, usedforsecurity=True)", new_hash<Digest::Sha1>, secured_row}};
constexpr Method sha256_rows[] = {
    {"sha224(string=b'')", new_hash<Digest::Sha224>, until(3, 8)}, {"sha224(string=b'', *, usedforsecurity=True)", new_hash<Digest::Sha224>, secured_row},
    {"sha256(string=b'')", new_hash<Digest::Sha256>, until(3, 8)}, {"sha256(string=b'', *, usedforsecurity=True)", new_hash<Digest::Sha256>, secured_row},
};
constexpr Method sha512_rows[] = {
    {"sha384(string=b'')", new_hash<Digest::Sha384>, until(3, 8)}, {"sha384(string=b'', *, usedforsecurity=True)", new_hash<Digest::Sha384>, secured_row},
    {"sha512(string=b'')", new_hash<Digest::Sha512>, until(3, 8)}, {"sha512(string=b'', *, usedforsecurity=True)", new_hash<Digest::Sha512>, secured_row},
};
constexpr Method sha2_rows[] = {
    {"sha224(string=b'', *, usedforsecurity=True)", new_hash<Digest::Sha224>}, {"sha256(string=b'', *, usedforsecurity=True)", new_hash<Digest::Sha256>},
    {"sha384(string=b'', *, usedforsecurity=True)", new_hash<Digest::Sha384>}, {"sha512(string=b'', *, usedforsecurity=True)", new_hash<Digest::Sha512>},
};

}  // namespace

bool module_add_constants(Thread& thread, Module& module, std::span<const ConstantRow> rows) {
  for (const ConstantRow& row : rows)
    if (thread.rt.in(row.releases) && !module_add(thread, module, row.name, make_int(thread, row.value))) return false;
  return true;
}

extern const ModuleSpec md5_module, sha_module, sha1_module, sha256_module, sha512_module, sha2_module, sha3_module, blake2_module;
const ModuleSpec md5_module{.name = "_md5", .methods = md5_rows, .fill = fill_md5};
const ModuleSpec sha_module{.name = "_sha", .methods = sha_rows, .fill = fill_sha1, .releases = py2};
const ModuleSpec sha1_module{.name = "_sha1", .methods = sha1_rows, .fill = fill_sha1, .releases = py3};
const ModuleSpec sha256_module{.name = "_sha256", .methods = sha256_rows, .fill = fill_sha256, .releases = until(3, 11)};
const ModuleSpec sha512_module{.name = "_sha512", .methods = sha512_rows, .fill = fill_sha512, .releases = until(3, 11)};
const ModuleSpec sha2_module{.name = "_sha2", .methods = sha2_rows, .fill = fill_sha2, .releases = since(3, 12)};
const ModuleSpec sha3_module{.name = "_sha3", .fill = fill_sha3, .releases = since(3, 6)};
const ModuleSpec blake2_module{.name = "_blake2", .fill = fill_blake2, .releases = since(3, 6)};

}  // namespace xvm
