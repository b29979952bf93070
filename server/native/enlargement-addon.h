// Methods of the class ViewKernel that make larger pictures; native-module.ts says what they do.
#pragma once
#include "napi-arguments.h"

namespace worldroom {

napi_value enlarge(napi_env env, napi_callback_info info);
napi_value enlarge_entities(napi_env env, napi_callback_info info);
napi_value open_rays(napi_env env, napi_callback_info info);
napi_value relight_fine(napi_env env, napi_callback_info info);

}  // namespace worldroom
