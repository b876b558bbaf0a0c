// Code objects made from stored ones: constants as values, names interned, the slots of a frame, the streams.
#include "objects/code.h"

#include <unordered_map>

#include "base/utf8.h"
#include "bytecode/decoded.h"
#include "bytecode/verifier.h"
#include "generated/ops.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/generator.h"
#include "objects/int.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "pyc/code.h"
#include "pyc/lines.h"
#include "vm/errors.h"
#include "vm/frame_layout.h"
#include "vm/runtime.h"
#include "vm/stream.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool has_localsplus(const Release& r) { return r.since(3, 11); }

// Letters, digits and underscores: what CPython interns among string constants.
bool looks_like_name(std::string_view s) {
  for (unsigned char c : s)
    if (!(c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return false;
  return true;
}

// Values of one pool, each node made once, so that what was shared in the file is shared in memory.
class Constants {
 public:
  Constants(Thread& thread, std::shared_ptr<const Code> stored) : thread_(thread), stored_(std::move(stored)), pool_(*stored_->pool) {}

  Value get(ConstantId id) {
    if (auto found = made_.find(static_cast<std::uint32_t>(id)); found != made_.end()) return found->second;
    Value value = make(id);
    if (value) made_.emplace(static_cast<std::uint32_t>(id), value);
    return value;
  }

  // A name: always an interned native str.
  Value name(ConstantId id) { return native_intern(thread_, pool_.bytes(id)); }

  Value nameless() { return thread_.rt.names.empty; }

  Value names(std::span<const ConstantId> ids) {
    if (ids.empty()) return empty_tuple(thread_);
    Tuple* tuple = allocate_tuple(thread_, ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) tuple->items()[i] = name(ids[i]);
    return own(tuple);
  }

 private:
  Value make_long(ConstantId id) {
    mpz_t number;
    mpz_init(number);
    for (std::size_t i = pool_[id].count; i-- > 0;) {
      mpz_mul_2exp(number, number, 15);
      mpz_add_ui(number, number, pool_.digit(id, i));
    }
    if (pool_.negative(id)) mpz_neg(number, number);
    Value value = thread_.rt.python2() ? xvm::make_long(thread_, number) : make_int(thread_, number);
    mpz_clear(number);
    return value;
  }

  Value make_items(ConstantId id) {
    std::span<const ConstantId> items = pool_.items(id);
    if (items.empty()) return empty_tuple(thread_);
    Tuple* tuple = allocate_tuple(thread_, items.size());
    Value owner = own(tuple);
    for (std::size_t i = 0; i < items.size(); ++i) {
      tuple->items()[i] = get(items[i]);
      if (!tuple->items()[i]) return Value();
    }
    return owner;
  }

  Value make(ConstantId id) {
    switch (pool_.kind(id)) {
      case ConstantKind::None: return none_value();
      case ConstantKind::True: return Value(py_true);
      case ConstantKind::False: return Value(py_false);
      case ConstantKind::Ellipsis: return Value(ellipsis);
      case ConstantKind::StopIteration: return Value(Ref(thread_.rt.exc.StopIteration));
      case ConstantKind::Int: return make_int(thread_, pool_.integer(id));
      case ConstantKind::Long: return make_long(id);
      case ConstantKind::Float: return Value::of(pool_.real(id));
      case ConstantKind::Complex: return make_complex(thread_, pool_.real(id), pool_.imag(id));
      case ConstantKind::Bytes: {
        Value value = make_bytes(thread_, pool_.bytes(id));
        bool name = thread_.rt.python2() && (pool_[id].interned || looks_like_name(pool_.bytes(id)));
        return name ? intern(thread_, std::move(value)) : value;
      }
      case ConstantKind::Text: {
        Value value = make_text(thread_, pool_.bytes(id));
        bool name = !thread_.rt.python2() && (pool_[id].interned || looks_like_name(pool_.bytes(id)));
        return name ? intern(thread_, std::move(value)) : value;
      }
      case ConstantKind::Tuple: return make_items(id);
      case ConstantKind::FrozenSet: {
        Value items = make_items(id);
        return items ? make_frozenset(thread_, items) : Value();
      }
      case ConstantKind::Code: return make_code(thread_, std::shared_ptr<const Code>(stored_, &pool_.code(id)));
      default: return raise_system_error(thread_, "a constant of a code object is of a mutable type");
    }
  }

  Thread& thread_;
  std::shared_ptr<const Code> stored_;
  const ConstantPool& pool_;
  std::unordered_map<std::uint32_t, Value> made_;
};

// To 3.10: locals, then cells, then free variables.
void lay_out_old(CodeObject& code, const Code& stored, Constants& constants) {
  for (ConstantId id : stored.varnames()) code.slot_names.push_back(constants.name(id));
  std::size_t locals = static_cast<std::size_t>(stored.nlocals);
  code.slot_names.resize(locals);
  for (std::size_t i = stored.varnames().size(); i < locals; ++i) code.slot_names[i] = constants.nameless();
  code.shadowed.resize(locals);
  std::size_t parameters = static_cast<std::size_t>(stored.parameter_count());
  for (ConstantId id : stored.cellvars()) {
    Value name = constants.name(id);
    std::int32_t argument = -1;
    for (std::size_t i = 0; i < locals; ++i)
      if (code.slot_names[i] == name) {
        code.shadowed[i] = true;
        if (i < parameters) argument = static_cast<std::int32_t>(i);
      }
    code.cell_slots.push_back(static_cast<std::uint32_t>(code.slot_names.size()));
    code.cell_argument.push_back(argument);
    code.slot_names.push_back(std::move(name));
  }
  for (ConstantId id : stored.freevars()) code.slot_names.push_back(constants.name(id));
  code.slot_kinds.resize(code.slot_names.size());
  for (std::size_t i = locals; i < code.slot_kinds.size(); ++i) code.slot_kinds[i] = i < locals + stored.cellvars().size() ? 1 : 2;
  code.copies_closure = !stored.freevars().empty();
}

void lay_out_new(CodeObject& code, const Code& stored, Constants& constants) {
  std::span<const std::uint8_t> kinds = stored.localspluskinds();
  for (ConstantId id : stored.localsplusnames()) {
    std::uint8_t kind = kinds[code.slot_names.size()];
    code.slot_names.push_back(constants.name(id));
    code.slot_kinds.push_back(kind & local_kind::Free ? 2 : kind & local_kind::Cell ? 1 : 0);
  }
  code.shadowed.resize(code.slot_names.size());
}

Value docstring(Thread& thread, const CodeObject& code) {
  if (code.consts.empty()) return {};
  Ref first = code.consts[0];
  bool string = is<Text>(first) || (thread.rt.python2() && is<Bytes>(first));
  return string ? Value(first) : Value();
}

// To 3.10 the caller's stack refers to the arguments until the call is over.
bool callers_keep_arguments(const Release& r) { return r.until(3, 10); }

// Whether the code could tell: it drops an argument, hands it to a cell, or asks for reference counts.
bool shows_arguments(const CodeObject& code) {
  for (std::int32_t argument : code.cell_argument)
    if (argument >= 0) return true;
  for (const Ins& ins : code.plain) {
    Op op = static_cast<Op>(ins.op);
    if ((op == Op::STORE_FAST || op == Op::DELETE_FAST) && ins.arg < code.argcount) return true;
  }
  for (const Value& name : code.names)
    if (native_is(name, "getrefcount")) return true;
  return false;
}

std::string_view raw_view(std::span<const std::uint8_t> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// A null and the error set where it is refused. What is kept is as large as it need be.
std::shared_ptr<const DecodedCode> verified(Thread& thread, const Code& stored) {
  thread_local DecodedCode decoded;
  if (auto refusal = verify_code(stored, decoded)) {
    raise_system_error(thread, *refusal);
    return nullptr;
  }
  decoded.jumps.clear();
  return std::make_shared<const DecodedCode>(decoded);
}

}  // namespace

// Where compiling looks at the depth that it starts from.
static bool says_compilation(const Release& r) { return r.since(3, 4) && r.until(3, 10); }

Value make_code(Thread& thread, std::shared_ptr<const Code> stored, Ref given) {
  Recursion guard(thread, says_compilation(thread.rt.release) ? " during compilation" : " while making a code object");
  if (!guard.ok()) return error_set;
  std::shared_ptr<const DecodedCode> decoded = verified(thread, *stored);
  if (!decoded) return error_set;
  CodeObject* code = allocate<CodeObject>(thread.rt.types.code);
  Value owner = own(code);
  code->release = stored->release;
  code->argcount = static_cast<std::uint32_t>(stored->argcount);
  code->posonly = static_cast<std::uint32_t>(stored->posonlyargcount);
  code->kwonly = static_cast<std::uint32_t>(stored->kwonlyargcount);
  code->flags = static_cast<std::uint32_t>(stored->flags);
  code->first_line = static_cast<std::uint32_t>(stored->firstlineno);
  code->local_count = static_cast<std::uint32_t>(stored->nlocals);
  code->stacksize = decoded->max_depth;

  Constants constants(thread, stored);
  if (has_localsplus(*stored->release)) lay_out_new(*code, *stored, constants);
  else lay_out_old(*code, *stored, constants);
  code->cell_count = static_cast<std::uint32_t>(stored->cellvars().size());
  code->free_count = static_cast<std::uint32_t>(stored->freevars().size());
  code->slot_count = static_cast<std::uint32_t>(code->slot_names.size());
  if (given) code->consts.assign(as<Tuple>(given).begin(), as<Tuple>(given).end());
  else
    for (ConstantId id : stored->consts()) {
      Value value = constants.get(id);
      if (!value) return Value();
      code->consts.push_back(std::move(value));
    }
  for (ConstantId id : stored->names()) code->names.push_back(constants.name(id));
  code->consts_tuple = make_tuple(thread, code->consts.data(), code->consts.size());
  code->names_tuple = make_tuple(thread, code->names.data(), code->names.size());
  code->varnames = constants.names(stored->varnames());
  code->cellvars = constants.names(stored->cellvars());
  code->freevars = constants.names(stored->freevars());
  code->name = constants.name(stored->name_id);
  code->qualname = stored->qualname_id == no_constant ? code->name : constants.name(stored->qualname_id);
  code->filename = native_str(thread, stored->filename());
  code->bytecode = make_bytes(thread, raw_view(stored->bytecode()));
  code->line_table = make_bytes(thread, raw_view(stored->linetable()));
  code->exception_table = make_bytes(thread, raw_view(stored->exceptiontable()));
  code->doc = docstring(thread, *code);
  code->stored = std::move(stored);
  code->decoded = std::move(decoded);
  code->simple_call = (code->flags & (co_optimized | co_newlocals | co_varargs | co_varkeywords)) == (co_optimized | co_newlocals) && code->kwonly == 0 &&
                      !(code->has_generator_flag() && !starts_with_pop(*code->release));
  build_streams(*code);
  if (callers_keep_arguments(*code->release)) {
    code->keeps_arguments = code->simple_call && shows_arguments(*code);
    code->arguments_last = code->simple_call && !code->keeps_arguments;
  }
  code->entry = thread.rt.settings.plain_stream ? code->plain.data() : code->fast.data();
  code->frame_size = static_cast<std::uint32_t>(frame_bytes(*code));
  code->quick_call = code->simple_call && !code->keeps_arguments && code->cell_slots.empty();
  return owner;
}

int CodeObject::line_at(std::size_t instruction) const {
  if (!lines) lines = std::make_shared<const LineTableView>(read_line_table(*stored));
  if (instruction >= decoded->offsets.size()) return no_line;
  return xvm::line_at(*lines, decoded->offsets[instruction]);
}

}  // namespace xvm
