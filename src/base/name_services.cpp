#include "base/name_services.h"

#include <initializer_list>

#if defined(XVM_STATIC) && __has_include(<nss.h>)
#include <nss.h>
#endif

namespace xvm {

void use_own_name_services() {
#if defined(XVM_STATIC) && __has_include(<nss.h>)
  static bool told = false;
  if (told) return;
  told = true;
  for (const char* database : {"passwd", "group", "shadow", "gshadow", "initgroups", "services", "protocols", "networks", "ethers", "rpc", "netgroup"})
    __nss_configure_lookup(database, "files");
  __nss_configure_lookup("hosts", "files dns");
#endif
}

}  // namespace xvm
