// The class SurfaceKernel of the module: paints the ground of maps.
#pragma once
#include "../napi-arguments.h"

namespace worldroom {

void add_surface_kernel(napi_env env, napi_value exports);

}  // namespace worldroom
