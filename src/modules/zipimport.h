// zipimporter: what looks for modules in an archive.
#pragma once

#include <memory>
#include <string>

#include "vm/object.h"
#include "vm/type.h"

namespace xvm {

class Thread;
class ZipArchive;

struct ZipImporter : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "zipimporter";
  std::shared_ptr<const ZipArchive> archive;
  std::string path, prefix;    // of the archive; "" or "folder/" in it
  std::string folder() const { return prefix.empty() ? path : path + "/" + prefix.substr(0, prefix.size() - 1); }
};

Type* zip_importer_type(Thread& thread);   // made on first use in a runtime; null with the error set

}  // namespace xvm
