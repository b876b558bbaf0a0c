// Arithmetic on constants, for the folding of every release.
#pragma once

#include <span>

#include "compiler/ast.h"
#include "pyc/constants.h"

namespace xvm::compiler {

class ConstantMaker;

enum class FoldLimits : std::uint8_t {
  ShortResults,      // peephole to 3.5: sequences of up to 20 items
  SmallSequences,    // peephole of 3.6: repetition up to 20 items, integers up to 128 bits
  LargerSequences,   // from 3.7: 256 items, 4096 characters
};

// Each gives no_constant where the operation raises, is beyond the limits, or is not one the releases fold.
ConstantId fold_unary(ConstantMaker& maker, UnaryOperator op, ConstantId operand);
ConstantId fold_binary(ConstantMaker& maker, Operator op, ConstantId left, ConstantId right, FoldLimits limits);
ConstantId fold_subscript(ConstantMaker& maker, ConstantId container, ConstantId index);

// format % arguments, of a text or byte string of 2.x; repr() as a byte string of 2.x.
ConstantId fold_format(ConstantMaker& maker, ConstantId format, ConstantId arguments);
ConstantId fold_repr(ConstantMaker& maker, ConstantId operand);

// frozenset of items, in the order in which that release marshals it.
ConstantId frozenset_constant(ConstantMaker& maker, std::span<const ConstantId> items);

bool constant_is_true(const ConstantPool& pool, ConstantId id);

}  // namespace xvm::compiler
