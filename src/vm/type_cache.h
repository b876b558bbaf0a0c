// What the parts of the type machinery share with each other.
#pragma once

#include <cstdint>

namespace xvm {

struct Shape;
struct Type;

std::uint32_t new_type_version();          // 0, for which nothing is remembered, once all have been used
void clear_type_cache();
void renew_shape_ids(Shape* root);         // new ids for a shape and all below it
Shape* make_root_shape(std::uint32_t size);  // for instances with `size` values of __slots__

}  // namespace xvm
