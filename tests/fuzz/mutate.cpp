#include "mutate.h"

#include <algorithm>
#include <string>
#include <vector>

#include "bytecode/decoder.h"
#include "bytecode/operations.h"
#include "bytecode/verifier.h"
#include "pyc/exception_table.h"
#include "pyc/release.h"

namespace xvm {
namespace {

constexpr const char* telling_names[] = {
    "__class__", "__dict__", "__init__", "__new__", "__del__", "__iter__", "__next__", "next", "__getattr__", "__getattribute__",
    "__setattr__", "__call__", "__code__", "func_code", "__closure__", "__defaults__", "__kwdefaults__", "__globals__", "__mro__",
    "__bases__", "__name__", "__qualname__", "__slots__", "__get__", "__set__", "__eq__", "__hash__", "__cmp__", "__len__",
    "__getitem__", "__enter__", "__exit__", "__aenter__", "__aexit__", "__aiter__", "__anext__", "__await__", "__annotations__",
    "__builtins__", "__import__", "__build_class__", "__match_args__", "__traceback__", "__context__", "__cause__", "args",
    "tb_next", "tb_frame", "f_back", "f_locals", "gi_frame", "cr_frame", "send", "throw", "close", "append", "extend", "keys",
    "items", "update", "sort", "pop", "join", "format", "type", "object", "super", "isinstance", "list", "dict", "set", "tuple",
    "str", "bytes", "int", "float", "range", "iter", "zip", "map", "vars", "locals", "globals", "exec", "eval", "getattr",
    "setattr", "delattr", "property", "classmethod", "memoryview", "bytearray", "Exception", "StopIteration", "_getframe",
};

class Mutator {
 public:
  Mutator(PycFile& file, Random& random)
      : pool_(file.pool), random_(random), code_(pick_code(file)), release_(*file.release), table_(opcodes_of(release_)) {}

  void run() {
    switch (random_.below(16)) {
      case 0: return change_constant();
      case 1: return swap_items(code_.consts_id);
      case 2: return change_name();
      case 3: return swap_items(code_.names_id);
      case 4: return change_number();
      case 5: return change_exceptions();
      case 6: return change_variables();
      default: return change_bytecode();
    }
  }

 private:
  // Small ones as often as large ones.
  Code& pick_code(PycFile& file) { return file.pool.codes()[random_.below(file.pool.codes().size())]; }

  ConstantId string(std::string_view text) { return release_.python2() ? pool_.add_bytes(text, 's') : pool_.add_text(text, 'u'); }
  ConstantId string_with_bytes(const std::string& bytes) { return pool_.add_bytes(bytes, 's'); }
  ConstantId like(ConstantId old, const std::vector<ConstantId>& items) {
    char type = static_cast<char>(pool_[old].type_byte);
    return pool_.add_container(type == ')' && items.size() > 255 ? '(' : type, items);
  }

  ConstantId leaf() {
    for (int tries = 0; tries < 8; ++tries) {
      auto id = static_cast<ConstantId>(random_.below(pool_.size()));
      if (pool_.kind(id) > ConstantKind::Null && pool_.kind(id) < ConstantKind::Tuple) return id;
    }
    switch (random_.below(10)) {
      case 0: return pool_.add_int(static_cast<std::int32_t>(random_.next()));
      case 1: return pool_.add_int(-1);
      case 2: return pool_.add_int(0x7fffffff);
      case 3: return pool_.add_container('(', {});
      case 4: return string("");
      case 5: return string(telling_names[random_.below(std::size(telling_names))]);
      case 6: {
        std::uint16_t digits[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        return pool_.add_long(random_.one_in(2), digits);
      }
      case 7: {
        ConstantId names[] = {string("a"), string("b")};
        return pool_.add_container('(', names);
      }
      default: return ConstantPool::singleton(static_cast<ConstantKind>(1 + random_.below(3)));
    }
  }

  void change_constant() {
    auto span = code_.consts();
    std::vector<ConstantId> items(span.begin(), span.end());
    if (items.empty()) return;
    std::size_t at = random_.below(items.size());
    items[at] = leaf();
    code_.consts_id = like(code_.consts_id, items);
  }

  void swap_items(ConstantId& tuple) {
    auto span = pool_.items(tuple);
    std::vector<ConstantId> items(span.begin(), span.end());
    if (items.size() < 2) return;
    std::swap(items[random_.below(items.size())], items[random_.below(items.size())]);
    tuple = like(tuple, items);
  }

  void change_name() {
    auto span = code_.names();
    std::vector<ConstantId> items(span.begin(), span.end());
    if (items.empty()) return;
    const Code& other = pool_.codes()[random_.below(pool_.codes().size())];
    ConstantId name = string(telling_names[random_.below(std::size(telling_names))]);
    if (!other.names().empty() && random_.one_in(2)) name = other.names()[random_.below(other.names().size())];
    items[random_.below(items.size())] = name;
    code_.names_id = like(code_.names_id, items);
  }

  void change_number() {
    static constexpr std::int32_t flags[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 0x2000, 0x20000, 0x80000, 0x100000};
    std::int32_t step = random_.one_in(2) ? 1 : -1;
    switch (random_.below(7)) {
      case 0: code_.argcount += step; return;
      case 1: code_.kwonlyargcount += step; return;
      case 2: code_.posonlyargcount += step; return;
      case 3: code_.stacksize += step; return;
      case 4: code_.firstlineno = static_cast<std::int32_t>(random_.next()); return;
      default: code_.flags ^= flags[random_.below(std::size(flags))]; return;
    }
  }

  void change_variables() {
    if (code_.localspluskinds_id != no_constant) {
      std::string kinds(pool_.bytes(code_.localspluskinds_id));
      if (kinds.empty()) return;
      static constexpr char values[] = {0x20, 0x40, 0x60, '\x80', 0x30};
      kinds[random_.below(kinds.size())] = values[random_.below(std::size(values))];
      code_.localspluskinds_id = string_with_bytes(kinds);
    } else {
      ConstantId Code::*fields[] = {&Code::varnames_id, &Code::cellvars_id, &Code::freevars_id};
      ConstantId &from = code_.*fields[random_.below(3)], &to = code_.*fields[random_.below(3)];
      auto a = pool_.items(from), b = pool_.items(to);
      std::vector<ConstantId> source(a.begin(), a.end()), target(b.begin(), b.end());
      if (source.empty()) return;
      ConstantId name = source[random_.below(source.size())];
      if (target.empty() || random_.one_in(2)) target.push_back(name);
      else target[random_.below(target.size())] = name;
      to = like(to, target);
      code_.nlocals = static_cast<std::int32_t>(pool_.items(code_.varnames_id).size());
    }
  }

  static void put_number(std::string& out, std::uint32_t value, bool first) {
    std::string digits;
    do {
      digits.insert(digits.begin(), static_cast<char>(value & 63));
      value >>= 6;
    } while (value);
    for (std::size_t i = 0; i + 1 < digits.size(); ++i) digits[i] = static_cast<char>(digits[i] | 64);
    if (first) digits[0] = static_cast<char>(digits[0] | 128);
    out += digits;
  }

  void change_exceptions() {
    if (code_.exceptiontable_id == no_constant) return change_bytecode();
    auto parsed = parse_exception_table(code_.exceptiontable());
    if (!parsed) return;
    std::vector<ExceptionTableEntry> entries = *parsed;
    auto size = static_cast<std::uint32_t>(code_.bytecode().size());
    auto somewhere = [&] { return static_cast<std::uint32_t>(random_.below(size / 2 + 1)) * 2; };
    if (entries.empty() || random_.one_in(8)) entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(random_.below(entries.size() + 1)), {somewhere(), size, somewhere(), 0, false});
    ExceptionTableEntry& e = entries[random_.below(entries.size())];
    switch (random_.below(7)) {
      case 0: e.start = somewhere(); break;
      case 1: e.end = somewhere(); break;
      case 2: e.target = somewhere(); break;
      case 3: e.depth += random_.one_in(2) ? 1u : ~0u; break;
      case 4: e.lasti = !e.lasti; break;
      case 5: e.target = entries[random_.below(entries.size())].target; break;
      default: std::swap(e, entries[random_.below(entries.size())]); break;
    }
    std::string out;
    for (const ExceptionTableEntry& entry : entries) {
      put_number(out, entry.start / 2, true);
      put_number(out, (entry.end > entry.start ? entry.end - entry.start : 0) / 2, false);
      put_number(out, entry.target / 2, false);
      put_number(out, (entry.depth & 0xffff) * 2 + entry.lasti, false);
    }
    code_.exceptiontable_id = string_with_bytes(out);
  }

  // An instruction that runs, if there is one.
  std::uint32_t pick(const DecodedCode& decoded) {
    auto i = static_cast<std::uint32_t>(random_.below(decoded.size()));
    for (std::uint32_t tries = 0; tries < 8 && !(i < decoded.depth.size() && decoded.reachable(i)); ++tries)
      i = static_cast<std::uint32_t>(random_.below(decoded.size()));
    return i;
  }

  void change_bytecode() {
    DecodedCode decoded;
    (void)verify_code(code_, decoded);
    if (decoded.size() == 0) return;
    if (decoded.depth.size() != decoded.size()) decoded.depth.assign(decoded.size(), 0);
    auto span = code_.bytecode();
    bytes_.assign(reinterpret_cast<const char*>(span.data()), span.size());
    std::uint32_t i = pick(decoded), j = pick(decoded);
    switch (random_.below(10)) {
      case 0: case 1: change_operand(decoded, i); break;
      case 2: retarget(decoded, i); break;
      case 3: swap(decoded, i, j); break;
      case 4: swap(decoded, i, i + 1 < decoded.size() ? i + 1 : i); break;
      case 5: copy(decoded, i, j); break;
      case 6: set_opcode(decoded, i, table_.rows[random_.below(table_.rows.size())]); break;
      case 7: if (const OpcodeRow* nop = table_.find("NOP")) set_opcode(decoded, i, *nop); break;
      default: set_similar(decoded, i); break;
    }
    code_.code_id = string_with_bytes(bytes_);
  }

  bool wide() const { return release_.encoding != Encoding::OneOrThreeBytes; }
  bool has_operand(std::uint8_t opcode) const { return wide() || opcode >= table_.have_argument; }

  void put_operand(const DecodedCode& decoded, std::uint32_t i, std::uint32_t operand) {
    std::size_t at = decoded.offsets[i];
    if (!has_operand(decoded.opcodes[i]) || at + 1 >= bytes_.size()) return;
    bytes_[at + 1] = static_cast<char>(operand);
    if (!wide() && at + 2 < bytes_.size()) bytes_[at + 2] = static_cast<char>(operand >> 8);
  }

  void change_operand(const DecodedCode& decoded, std::uint32_t i) {
    std::uint32_t old = decoded.raw_args[i];
    switch (random_.below(5)) {
      case 0: return put_operand(decoded, i, old + 1);
      case 1: return put_operand(decoded, i, old - 1);
      case 2: return put_operand(decoded, i, old ^ (1u << random_.below(4)));
      case 3: return put_operand(decoded, i, decoded.raw_args[pick(decoded)]);
      default: return put_operand(decoded, i, static_cast<std::uint32_t>(random_.below(12)));
    }
  }

  void retarget(const DecodedCode& decoded, std::uint32_t i) {
    for (std::uint32_t tries = 0; tries < 16; ++tries, i = pick(decoded))
      if (const OpcodeRow* row = decoded.row(i); row && is_jump(row->form)) {
        std::uint32_t to = decoded.start_of(pick(decoded)), next = decoded.end_of(i);
        std::uint32_t distance = row->form == OperandForm::JumpTo ? to : row->form == OperandForm::JumpBack ? next - to : to - next;
        return put_operand(decoded, i, release_.jump_unit == JumpUnit::CodeUnits ? distance / 2 : distance);
      }
  }

  std::string taken(const DecodedCode& decoded, std::uint32_t i) const { return bytes_.substr(decoded.start_of(i), decoded.end_of(i) - decoded.start_of(i)); }

  void swap(const DecodedCode& decoded, std::uint32_t i, std::uint32_t j) {
    if (i > j) std::swap(i, j);
    std::string first = taken(decoded, i), second = taken(decoded, j);
    if (first.size() == second.size() || j == i + 1) {
      bytes_.replace(decoded.start_of(j), second.size(), first);
      bytes_.replace(decoded.start_of(i), first.size(), second);
      if (first.size() != second.size()) bytes_.replace(decoded.start_of(i), first.size() + second.size(), second + first);
    }
  }

  void copy(const DecodedCode& decoded, std::uint32_t from, std::uint32_t to) {
    std::string source = taken(decoded, from), target = taken(decoded, to);
    if (source.size() == target.size()) bytes_.replace(decoded.start_of(to), target.size(), source);
  }

  // The place of an instruction's caches is filled with NOP where the new one has fewer.
  void set_opcode(const DecodedCode& decoded, std::uint32_t i, const OpcodeRow& row) {
    if (!wide() && has_operand(row.code) != has_operand(decoded.opcodes[i])) return;
    std::size_t at = decoded.offsets[i], room = (decoded.end_of(i) - at) / 2;
    const OpcodeRow* nop = table_.find("NOP");
    if (wide() && (row.caches + 1u > room || !nop)) return;
    bytes_[at] = static_cast<char>(row.code);
    for (std::size_t unit = row.caches + 1u; wide() && unit < room; ++unit) bytes_[at + 2 * unit] = static_cast<char>(nop->code), bytes_[at + 2 * unit + 1] = 0;
  }

  // Another opcode with the same effect on the stack.
  void set_similar(const DecodedCode& decoded, std::uint32_t i) {
    Op op = decoded.instructions[i].op;
    if (op == no_op) return;
    const OperationInfo& old = info(op);
    std::size_t first = random_.below(table_.rows.size());
    for (std::size_t k = 0; k < table_.rows.size(); ++k) {
      const OpcodeRow& row = table_.rows[(first + k) % table_.rows.size()];
      if (row.op == no_op || row.op == op || row.code == decoded.opcodes[i]) continue;
      const OperationInfo& other = info(row.op);
      bool jumps = other.leaves_by(leave::Jump) != old.leaves_by(leave::Jump);
      if (!jumps && other.pops == old.pops && other.pushes == old.pushes && (wide() || has_operand(row.code) == has_operand(decoded.opcodes[i])))
        return set_opcode(decoded, i, row);
    }
  }

  ConstantPool& pool_;
  Random& random_;
  Code& code_;
  const Release& release_;
  const OpcodeTable& table_;
  std::string bytes_;
};

}  // namespace

void mutate(PycFile& file, Random& random) { Mutator(file, random).run(); }

}  // namespace xvm
