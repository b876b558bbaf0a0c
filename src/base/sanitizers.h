// Whether this is built under AddressSanitizer: XVM_ADDRESS_SANITIZER is 1, else 0.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define XVM_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define XVM_ADDRESS_SANITIZER 1
#endif
#endif
#ifndef XVM_ADDRESS_SANITIZER
#define XVM_ADDRESS_SANITIZER 0
#endif
