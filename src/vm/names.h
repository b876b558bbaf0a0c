// Names that the VM itself looks up, interned once for each runtime as the release's native str.
#pragma once

#include "vm/value.h"

#define XVM_DUNDER_NAMES(X) \
  X(abs) X(add) X(aenter) X(aexit) X(aiter) X(all) X(and) X(anext) X(annotations) X(await) X(bases) X(bool) X(build_class) X(builtins) \
  X(bytes) X(cached) X(call) X(cause) X(ceil) X(class) X(class_getitem) X(classcell) X(closure) X(cmp) X(code) X(coerce) X(complex) X(contains) \
  X(context) X(debug) X(defaults) X(del) X(delattr) X(delete) X(delitem) X(delslice) X(dict) X(dir) X(div) X(divmod) X(doc) X(enter) X(eq) \
  X(exit) X(file) X(firstlineno) X(float) X(floor) X(floordiv) X(format) X(fspath) X(future) X(ge) X(get) X(getattr) X(getattribute) X(getinitargs) \
  X(getitem) X(getnewargs) X(getnewargs_ex) X(getslice) X(getstate) X(globals) X(gt) X(hash) X(hex) X(iadd) X(iand) X(idiv) X(ifloordiv) \
  X(ilshift) X(imatmul) X(imod) X(import) X(imul) X(index) X(init) X(init_subclass) X(instancecheck) X(int) X(invert) X(ior) X(ipow) \
  X(irshift) X(isabstractmethod) X(isub) X(iter) X(itruediv) X(ixor) X(kwdefaults) X(le) X(len) X(length_hint) X(loader) X(long) X(lshift) \
  X(lt) X(main) X(match_args) X(matmul) X(members) X(metaclass) X(missing) X(mod) X(module) X(mro) X(mro_entries) X(mul) X(name) X(ne) X(neg) \
  X(new) X(next) X(nonzero) X(notes) X(oct) X(or) X(orig_bases) X(orig_class) X(origin) X(package) X(path) X(pos) X(pow) X(prepare) X(qualname) \
  X(radd) X(rand) X(rcmp) X(rdiv) X(rdivmod) X(reduce) X(reduce_ex) X(release_buffer) X(repr) X(reversed) X(rfloordiv) X(rlshift) \
  X(rmatmul) X(rmod) X(rmul) X(ror) X(round) X(rpow) X(rrshift) X(rshift) X(rsub) X(rtruediv) X(rxor) X(self) X(set) X(set_name) \
  X(setattr) X(setitem) X(setslice) X(setstate) X(sizeof) X(slots) X(spec) X(static_attributes) X(str) X(sub) X(subclasscheck) X(subclasshook) \
  X(subclasses) X(suppress_context) X(text_signature) X(traceback) X(truediv) X(trunc) X(type_params) X(unicode) X(weakref) X(weakrefoffset) X(wrapped) X(xor) X(buffer) X(abstractmethods) X(excepthook) X(displayhook)
// Plain names; one is spelled NAME_ in Names.
#define XVM_PLAIN_NAMES(X) \
  X(args) X(append) X(builtins) X(clear) X(close) X(copy) X(encoding) X(errors) X(exc_traceback) X(exc_type) X(exc_value) X(extend) X(fileno) X(filename) X(flush) X(getvalue) X(items) X(join) X(keys) X(last_traceback) X(last_type) X(last_value) \
  X(lineno) X(message) X(meta_path) X(mode) X(modules) X(msg) X(name) X(next) X(offset) X(path) X(path_hooks) X(path_importer_cache) X(print_file_and_line) X(read) X(readline) X(send) X(softspace) X(stderr) X(stdin) X(stdout) \
  X(text) X(throw) X(update) X(value) X(values) X(write) X(sort) X(get) X(pop) X(add) X(code) X(find_module) X(load_module) X(find_spec) X(exec_module) X(create_module) X(default) X(key) X(reverse) X(cmp) X(sep) X(end) X(file) X(tracebacklimit) X(obj) X(mro)

namespace xvm {

struct Names {
#define X(n) Value n##__;
  XVM_DUNDER_NAMES(X)
#undef X
#define X(n) Value n##_;
  XVM_PLAIN_NAMES(X)
#undef X
  Value empty;    // ""
  Value dot, lambda, module_, listcomp;  // ".", "<lambda>", "<module>", "<listcomp>"
};

}  // namespace xvm
