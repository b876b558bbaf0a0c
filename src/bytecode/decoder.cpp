// Three passes over a code object: boundaries, operations, jumps.
#include "bytecode/decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bytecode/operations.h"
#include "pyc/code.h"
#include "pyc/exception_table.h"
#include "pyc/release.h"

namespace xvm {
namespace {

using Bytes = std::span<const std::uint8_t>;

struct Shape {
  const Release& release;
  const OpcodeTable& table;
  Bytes bytes;
  bool wide;                 // two bytes an instruction
  std::uint32_t unit;        // granularity of index_at
  std::uint32_t jump_scale;  // bytes a jump counts by

  explicit Shape(const Code& code)
      : release(*code.release),
        table(opcodes_of(release)),
        bytes(code.bytecode()),
        wide(release.encoding != Encoding::OneOrThreeBytes),
        unit(wide ? 2 : 1),
        jump_scale(release.jump_unit == JumpUnit::CodeUnits ? 2 : 1) {}

  std::uint32_t size() const { return static_cast<std::uint32_t>(bytes.size()); }

  std::uint32_t length(std::uint8_t opcode) const {
    if (wide) return 2;
    return opcode >= table.have_argument ? 3 : 1;
  }

  // Byte offset of a jump's target as stored, before skip; may lie anywhere. next is the first byte behind the caches.
  std::int64_t target(const OpcodeRow& row, std::uint32_t arg, std::uint32_t next) const {
    std::int64_t distance = std::int64_t{arg} * jump_scale;
    if (row.form == OperandForm::JumpTo) return distance;
    return row.form == OperandForm::Jump ? next + distance : next - distance;
  }
  std::int64_t target(const DecodedCode& decoded, std::uint32_t index, const OpcodeRow& row) const {
    return target(row, decoded.raw_args[index], decoded.offsets[index] + length(row.code) + row.caches * 2u);
  }
};

// One instruction as stored, its prefixes and caches included.
struct Raw {
  std::uint32_t start = 0, offset = 0, end = 0, arg = 0;
  std::uint8_t opcode = 0;
  bool complete = true;
};

Raw read_raw(const Shape& shape, std::uint32_t at) {
  Raw raw;
  raw.start = at;
  for (;;) {
    raw.offset = at;
    raw.opcode = shape.bytes[at];
    std::uint32_t length = shape.length(raw.opcode);
    if (length > shape.size() - at) {
      raw.end = shape.size();
      raw.complete = false;
      return raw;
    }
    if (shape.wide)
      raw.arg = (raw.arg << 8) | shape.bytes[at + 1];
    else if (length == 3)
      raw.arg = (raw.arg << 16) | shape.bytes[at + 1] | static_cast<std::uint32_t>(shape.bytes[at + 2]) << 8;
    at += length;
    const OpcodeRow* row = shape.table.find(raw.opcode);
    if (!row || row->form != OperandForm::Prefix) {
      raw.end = at;
      if (row && row->caches > 0) {
        std::uint32_t caches = row->caches * 2u;
        raw.complete = caches <= shape.size() - at;
        raw.end = raw.complete ? at + caches : shape.size();
      }
      return raw;
    }
    if (at == shape.size()) {
      raw.end = at;
      raw.complete = false;
      return raw;
    }
  }
}

// What most opcodes come to: one operation, whatever stands before it and whatever the operand. All others (prefixes,
// opcodes with cases, undefined ones) have no_op here and are taken apart one by one.
struct QuickRow {
  Op op = no_op;
  std::uint8_t length = 0;    // with its caches
  std::uint8_t operand = 0;   // bytes of it
  std::uint8_t shift = 0, a_shift = 0;
  bool cell = false, jump = false;
  std::uint16_t a_mask = 0, a_add = 0;
  std::uint32_t max = 0, mask = 0, add = 0, b = 0;
};
using QuickRows = std::array<QuickRow, 256>;

QuickRow quick_row(const OpcodeTable& table, const OpcodeRow& row, const Release& release) {
  bool wide = release.encoding != Encoding::OneOrThreeBytes, fits = row.a.mask + row.a.add <= 0xffff && row.a.mask <= 0xffff;
  if (row.op == no_op || row.op == Op::KW_NAMES || row.form == OperandForm::Prefix || row.case_count > 0 || row.b.mask != 0 || !fits) return {};
  QuickRow quick;
  quick.op = row.op;
  quick.operand = wide ? 1 : row.code >= table.have_argument ? 2 : 0;
  quick.length = static_cast<std::uint8_t>(1 + quick.operand + 2 * row.caches);
  quick.shift = row.arg.shift;
  quick.a_shift = row.a.shift;
  quick.cell = row.form == OperandForm::Cell && !cells_are_locals(release);
  quick.jump = info(row.op).arg == Operand::Jump;
  quick.a_mask = static_cast<std::uint16_t>(row.a.mask);
  quick.a_add = static_cast<std::uint16_t>(row.a.add);
  quick.max = row.max;
  quick.mask = row.arg.mask;
  quick.add = row.arg.add;
  quick.b = row.b.add;
  return quick;
}

// Of the release that was decoded last.
const QuickRows& quick_rows(const Release& release) {
  thread_local const Release* of = nullptr;
  thread_local QuickRows rows;
  if (of != &release) {
    const OpcodeTable& table = opcodes_of(release);
    rows.fill({});
    for (const OpcodeRow& row : table.rows) rows[row.code] = quick_row(table, row, release);
    of = &release;
  }
  return rows;
}

class Decoder {
 public:
  Decoder(const Code& code, DecodedCode& out) : shape_(code), code_(code), out_(out) {}

  void run() {
    out_.code = &code_;
    out_.depth.clear();
    out_.block_of.clear();
    out_.blocks.clear();
    clear();
    if (shape_.wide)
      in_a_row<true>();
    else
      in_a_row<false>();
    finish();
    if (!resolve(false)) follow();
  }

 private:
  void clear() {
    count_ = 0;
    out_.jumps.clear();
    out_.index_at.assign(shape_.size() / shape_.unit + 2, no_index);
    resize(shape_.size() / 2 + 1);
    pending_names_ = no_index;
  }

  // The arrays are longer than what they hold until finish().
  void resize(std::size_t size) {
    out_.instructions.resize(size);
    out_.offsets.resize(size);
    out_.raw_args.resize(size);
    out_.opcodes.resize(size);
  }
  void finish() { resize(count_); }

  template <bool wide>
  void in_a_row() {
    const QuickRows& rows = quick_rows(shape_.release);
    const std::uint8_t* bytes = shape_.bytes.data();
    const std::uint32_t size = shape_.size(), cells[] = {0, static_cast<std::uint32_t>(code_.nlocals)};
    for (std::uint32_t at = 0; at < size;) {
      const QuickRow& row = rows[bytes[at]];
      std::uint32_t arg = 0;
      bool quick = row.op != no_op && row.length <= size - at && pending_names_ == no_index;
      if (quick) {
        if (wide)
          arg = bytes[at + 1];
        else if (row.operand > 0)
          arg = bytes[at + 1] | static_cast<std::uint32_t>(bytes[at + 2]) << 8;
        quick = arg <= row.max;
      }
      if (!quick) {
        at = add(read_raw(shape_, at));
        continue;
      }
      if (row.jump) out_.jumps.push_back(count_);
      auto a = static_cast<std::uint16_t>((arg >> row.a_shift & row.a_mask) + row.a_add);
      put(at, at, arg, bytes[at], {row.op, a, (arg >> row.shift & row.mask) + row.add + cells[row.cell], row.b});
      at += row.length;
    }
  }

  void put(std::uint32_t start, std::uint32_t offset, std::uint32_t arg, std::uint8_t opcode, Instruction ins) {
    std::uint32_t index = count_++;
    if (index == out_.instructions.size()) resize(2 * std::size_t{index} + 1);
    out_.index_at[start / shape_.unit] = index;
    out_.offsets[index] = offset;
    out_.raw_args[index] = arg;
    out_.opcodes[index] = opcode;
    out_.instructions[index] = ins;
  }

  // Gives where the next instruction begins.
  std::uint32_t add(const Raw& raw) {
    Instruction ins = translate(raw, count_);
    if (ins.op != no_op && info(ins.op).arg == Operand::Jump) out_.jumps.push_back(count_);
    put(raw.start, raw.offset, raw.arg, raw.opcode, ins);
    return raw.end;
  }

  static Instruction fault(DecodeFault why) { return {no_op, 0, static_cast<std::uint32_t>(why), 0}; }

  Instruction translate(const Raw& raw, std::uint32_t index) {
    const OpcodeRow* row = shape_.table.find(raw.opcode);
    if (!raw.complete) return fault(DecodeFault::Truncated);
    if (!row) return fault(DecodeFault::Undefined);
    Op op = row->op;
    const OperandField *arg = &row->arg, *a = &row->a, *b = &row->b;
    for (const OpcodeCase& one : shape_.table.cases_of(*row)) {
      if (one.previous >= 0 ? !follows(one, index) : one.test.of(raw.arg) != one.is) continue;
      op = one.op, arg = &one.arg, a = &one.a, b = &one.b;
      break;
    }
    if (op == no_op) return fault(row->case_count > 0 ? DecodeFault::NoSuchOperation : DecodeFault::NotExecutable);
    std::uint32_t second = a->of(raw.arg);
    if (raw.arg > row->max || second > 0xffff) return fault(DecodeFault::OperandTooLarge);
    Instruction ins{op, static_cast<std::uint16_t>(second), arg->of(raw.arg), b->of(raw.arg)};
    if (row->form == OperandForm::Cell && !cells_are_locals(shape_.release)) {
      ins.arg += static_cast<std::uint32_t>(code_.nlocals);
      if (ins.arg < raw.arg) return fault(DecodeFault::OperandTooLarge);
    }
    fold_names(ins, index);
    return ins;
  }

  bool follows(const OpcodeCase& one, std::uint32_t index) const {
    if (index < 1 || out_.opcodes[index - 1] != one.previous) return false;
    return one.before_previous < 0 || (index >= 2 && out_.opcodes[index - 2] == one.before_previous);
  }

  // KW_NAMES tells the CALL behind it, with PRECALL between in 3.11, which constant has the keyword names.
  void fold_names(Instruction& ins, std::uint32_t index) {
    if (pending_names_ != no_index && ins.op != Op::PRECALL) {
      if (ins.op == Op::CALL)
        ins = {Op::CALL_KW_NAMES, 0, ins.arg, out_.instructions[pending_names_].arg};
      else
        out_.instructions[pending_names_] = fault(DecodeFault::KeywordNames);
      pending_names_ = no_index;
    }
    if (ins.op == Op::KW_NAMES) pending_names_ = index;
  }

  // Targets become indexes. False when one goes into the middle of an instruction and final is not set.
  bool resolve(bool final) {
    if (pending_names_ != no_index) out_.instructions[pending_names_] = fault(DecodeFault::KeywordNames);
    pending_names_ = no_index;
    for (std::uint32_t i : out_.jumps) {
      Instruction& ins = out_.instructions[i];
      const OpcodeRow& row = *shape_.table.find(out_.opcodes[i]);
      if (!is_jump(row.form)) continue;  // the verifier finds its target
      std::int64_t to = shape_.target(out_, i, row) + row.skip * 2;
      if (to < 0 || to >= shape_.size()) {
        ins = fault(DecodeFault::JumpOutside);
        continue;
      }
      auto byte = static_cast<std::uint32_t>(to);
      std::uint32_t index = byte % shape_.unit == 0 ? out_.index_at[byte / shape_.unit] : no_index;
      if (index == no_index) {
        if (!final) return false;
        ins = fault(DecodeFault::JumpIntoMiddle);
        continue;
      }
      ins.arg = index;
      Op backward = info(ins.op).backward;
      if (index <= i && backward != no_op) ins.op = backward;
    }
    return true;
  }

  // Finds boundaries from what is reachable, so that junk cannot hide them; the gaps are decoded in a row.
  void follow() {
    std::vector<bool> starts = reachable_starts();
    clear();
    std::uint32_t at = 0;
    while (at < shape_.size()) {
      Raw raw = read_raw(shape_, at);
      if (!starts[at]) {
        for (std::uint32_t i = at + 1; i < raw.end; i++) {
          if (!starts[i]) continue;
          raw = {at, at, i, 0, shape_.bytes[at], false};  // junk, cut off where the code begins
        }
      }
      at = add(raw);
    }
    finish();
    resolve(true);
  }

  std::vector<bool> reachable_starts() {
    std::vector<bool> starts(shape_.size() + 1), covered(shape_.size() + 1);
    std::vector<std::uint32_t> work;
    auto visit = [&](std::int64_t to) {
      if (to >= 0 && to < shape_.size() && to % shape_.unit == 0 && !covered[static_cast<std::size_t>(to)])
        work.push_back(static_cast<std::uint32_t>(to));
    };
    visit(0);
    for (const ExceptionTableEntry& entry : exception_entries()) visit(entry.target);
    while (!work.empty()) {
      std::uint32_t at = work.back();
      work.pop_back();
      if (covered[at]) continue;
      Raw raw = read_raw(shape_, at);
      starts[at] = true;
      for (std::uint32_t i = at; i < raw.end; i++) covered[i] = true;
      const OpcodeRow* row = shape_.table.find(raw.opcode);
      if (!raw.complete || !row) continue;
      Op op = row->op;
      for (const OpcodeCase& one : shape_.table.cases_of(*row))
        if (one.previous < 0 && one.test.of(raw.arg) == one.is) op = one.op;
      if (op == no_op) continue;
      if (is_jump(row->form)) visit(shape_.target(*row, raw.arg, raw.end) + row->skip * 2);
      if (info(op).leaves_by(leave::Next | leave::Yield) || op == Op::RETURN_GENERATOR) visit(raw.end);
    }
    return starts;
  }

  std::vector<ExceptionTableEntry> exception_entries() const {
    if (shape_.release.exceptions != ExceptionModel::Table) return {};
    auto entries = parse_exception_table(code_.exceptiontable());
    return entries ? std::move(*entries) : std::vector<ExceptionTableEntry>{};
  }

  Shape shape_;
  const Code& code_;
  DecodedCode& out_;
  std::uint32_t count_ = 0;  // instructions so far
  std::uint32_t pending_names_ = no_index;
};

}  // namespace

void decode(const Code& code, DecodedCode& decoded) { Decoder(code, decoded).run(); }

std::uint32_t DecodedCode::index_of(std::uint32_t offset) const {
  std::uint32_t unit = code->release->encoding == Encoding::OneOrThreeBytes ? 1 : 2;
  if (offset % unit != 0 || offset / unit >= index_at.size()) return no_index;
  return index_at[offset / unit];
}

std::uint32_t DecodedCode::start_of(std::uint32_t index) const { return index == 0 ? 0 : end_of(index - 1); }

std::uint32_t DecodedCode::end_of(std::uint32_t index) const {
  Shape shape(*code);
  std::uint32_t at = offsets[index] / shape.unit + 1;
  while (at * shape.unit < shape.size() && index_at[at] == no_index) at++;
  return std::min(at * shape.unit, shape.size());
}

const OpcodeRow* DecodedCode::row(std::uint32_t index) const { return opcodes_of(*code->release).find(opcodes[index]); }

std::optional<std::int64_t> jump_target(const DecodedCode& decoded, std::uint32_t index) {
  Shape shape(*decoded.code);
  const OpcodeRow* row = decoded.row(index);
  if (!row || !is_jump(row->form)) return std::nullopt;
  return shape.target(decoded, index, *row);
}

std::string describe_fault(const DecodedCode& decoded, std::uint32_t index) {
  std::string_view tag = decoded.code->release->tag;
  unsigned opcode = decoded.opcodes[index];
  const OpcodeRow* row = decoded.row(index);
  std::string_view name = row ? row->name : "";
  std::uint32_t arg = decoded.raw_args[index];
  switch (static_cast<DecodeFault>(decoded.instructions[index].arg)) {
    case DecodeFault::Undefined: return fmt::format("opcode {} is not defined in Python {}", opcode, tag);
    case DecodeFault::NotExecutable: return fmt::format("{} is never executed in Python {}", name, tag);
    case DecodeFault::NoSuchOperation: return fmt::format("{} has no operation {} in Python {}", name, arg, tag);
    case DecodeFault::OperandTooLarge: return fmt::format("{} has no meaning for operand {} in Python {}", name, arg, tag);
    case DecodeFault::JumpOutside:
    case DecodeFault::JumpIntoMiddle: {
      std::int64_t to = jump_target(decoded, index).value_or(0) + row->skip * 2;
      if (static_cast<DecodeFault>(decoded.instructions[index].arg) == DecodeFault::JumpOutside)
        return fmt::format("{} jumps to {}, outside the code's {} bytes", name, to, decoded.code->bytecode().size());
      return fmt::format("{} jumps to {}, where no instruction begins", name, to);
    }
    case DecodeFault::Truncated: return fmt::format("the code ends within {}", row ? name : "an instruction");
    case DecodeFault::KeywordNames: return fmt::format("no CALL follows {}", name);
  }
  return {};
}

}  // namespace xvm
