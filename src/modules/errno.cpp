// errno.
#include <cerrno>

#include "objects/dict.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

struct Code { const char* name; int number; };
#define X(name) {#name, name},
constexpr Code codes[] = {
    X(EPERM) X(ENOENT) X(ESRCH) X(EINTR) X(EIO) X(ENXIO) X(E2BIG) X(ENOEXEC) X(EBADF) X(ECHILD) X(EAGAIN) X(EWOULDBLOCK) X(ENOMEM) X(EACCES) X(EFAULT) X(ENOTBLK) X(EBUSY)
    X(EEXIST) X(EXDEV) X(ENODEV) X(ENOTDIR) X(EISDIR) X(EINVAL) X(ENFILE) X(EMFILE) X(ENOTTY) X(ETXTBSY) X(EFBIG) X(ENOSPC) X(ESPIPE) X(EROFS) X(EMLINK) X(EPIPE) X(EDOM)
    X(ERANGE) X(EDEADLOCK) X(EDEADLK) X(ENAMETOOLONG) X(ENOLCK) X(ENOSYS) X(ENOTEMPTY) X(ELOOP) X(ENOMSG) X(EIDRM) X(ECHRNG) X(EL2NSYNC) X(EL3HLT) X(EL3RST) X(ELNRNG)
    X(EUNATCH) X(ENOCSI) X(EL2HLT) X(EBADE) X(EBADR) X(EXFULL) X(ENOANO) X(EBADRQC) X(EBADSLT) X(EBFONT) X(ENOSTR) X(ENODATA) X(ETIME) X(ENOSR) X(ENONET) X(ENOPKG)
    X(EREMOTE) X(ENOLINK) X(EADV) X(ESRMNT) X(ECOMM) X(EPROTO) X(EMULTIHOP) X(EDOTDOT) X(EBADMSG) X(EOVERFLOW) X(ENOTUNIQ) X(EBADFD) X(EREMCHG) X(ELIBACC) X(ELIBBAD)
    X(ELIBSCN) X(ELIBMAX) X(ELIBEXEC) X(EILSEQ) X(ERESTART) X(ESTRPIPE) X(EUSERS) X(ENOTSOCK) X(EDESTADDRREQ) X(EMSGSIZE) X(EPROTOTYPE) X(ENOPROTOOPT) X(EPROTONOSUPPORT)
    X(ESOCKTNOSUPPORT) X(EOPNOTSUPP) X(EPFNOSUPPORT) X(EAFNOSUPPORT) X(EADDRINUSE) X(EADDRNOTAVAIL) X(ENETDOWN) X(ENETUNREACH) X(ENETRESET) X(ECONNABORTED)
    X(ECONNRESET) X(ENOBUFS) X(EISCONN) X(ENOTCONN) X(ESHUTDOWN) X(ETOOMANYREFS) X(ETIMEDOUT) X(ECONNREFUSED) X(EHOSTDOWN) X(EHOSTUNREACH) X(EALREADY) X(EINPROGRESS)
    X(ESTALE) X(EUCLEAN) X(ENOTNAM) X(ENAVAIL) X(EISNAM) X(EREMOTEIO) X(EDQUOT)};
#undef X
constexpr Code not_supported{"ENOTSUP", ENOTSUP};   // the number of EOPNOTSUPP, whose name it takes over in errorcode
#define X(name) {#name, name},
constexpr Code late_codes[] = {X(ENOMEDIUM) X(EMEDIUMTYPE) X(ECANCELED) X(ENOKEY) X(EKEYEXPIRED) X(EKEYREVOKED) X(EKEYREJECTED) X(EOWNERDEAD) X(ENOTRECOVERABLE) X(ERFKILL)};
#undef X

bool add(Thread& thread, Module& module, Dict& names, const Code& code) {
  Value number = Value::small(code.number), name = native_str(thread, code.name);
  return module_add(thread, module, code.name, number) && dict_set(thread, names, number, name);
}

bool fill(Thread& thread, Module& module) {
  Value names = make_dict(thread);
  for (const Code& code : codes)
    if (!add(thread, module, as<Dict>(names), code)) return false;
  const Release& r = thread.rt.release;
  if ((r.python2() ? r.since(2, 7) : r.since(3, 2)) && !add(thread, module, as<Dict>(names), not_supported)) return false;
  if (r.since(3, 2))
    for (const Code& code : late_codes)
      if (!add(thread, module, as<Dict>(names), code)) return false;
  return module_add(thread, module, "errorcode", names);
}

}  // namespace

extern const ModuleSpec errno_module;
const ModuleSpec errno_module{.name = "errno", .fill = fill};

}  // namespace xvm
