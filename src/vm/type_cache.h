// What the parts of the type machinery share with each other.
#pragma once

#include <cstdint>

namespace xvm {

struct SharedKeys;
struct Shape;
struct Type;

std::uint32_t new_type_version();          // 0, for which nothing is remembered, once all have been used
void clear_type_cache();
void renew_shape_ids(Shape* root);         // new ids for a shape and all below it
Shape* make_root_shape(std::uint32_t size);  // for instances with `size` values of __slots__
// Instances of the type that have no attributes yet are to take these keys (null: none); others keep what they have.
void give_keys(Type* type, SharedKeys* keys);

}  // namespace xvm
