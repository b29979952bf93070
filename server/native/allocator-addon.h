// What malloc holds for the whole process, and giving back what it does not use.
#pragma once
#define NAPI_VERSION 8
#include <node_api.h>

namespace worldroom {

/** Adds `allocator` to a module's exports, with glibc from 2.33 on alone: others have nothing to ask. */
void add_allocator(napi_env env, napi_value exports);

}  // namespace worldroom
