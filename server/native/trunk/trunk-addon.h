#pragma once
#include "../napi-arguments.h"

namespace worldroom {

/** Adds the class TrunkKernel and the list trunkCodes to the module. */
void add_trunk(napi_env env, napi_value exports);

}  // namespace worldroom
