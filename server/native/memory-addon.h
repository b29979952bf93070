// The passes of room memory (memory-kernel.h) as functions of the module.
#pragma once
#include "napi-arguments.h"

namespace worldroom {

/** Adds them to what the module exports, as one object `memoryPasses`. */
void add_memory_passes(napi_env env, napi_value exports);

}  // namespace worldroom
