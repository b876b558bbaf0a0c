// The handlers that are inlined in the loop.
#pragma once

#include "opcodes/arithmetic.h"
#include "opcodes/attributes.h"
#include "opcodes/calls.h"
#include "opcodes/compare.h"
#include "opcodes/containers.h"
#include "opcodes/control.h"
#include "opcodes/generators.h"
#include "opcodes/names.h"
#include "opcodes/stack.h"
