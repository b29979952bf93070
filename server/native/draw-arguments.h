// What is read of a view and what is drawn of it, as arguments of the module's functions.
#pragma once
#include "kernel.h"
#include "napi-arguments.h"

namespace worldroom {

/** The memory of a typed array that must be given; null after an error. */
inline void* required(napi_env env, napi_value value, napi_typedarray_type type, size_t length, const char* name) {
  void* data = data_of(env, value, type, length, name);
  if (!data && !failed(env)) fail(env, std::string(name) + " must be given");
  return data;
}

/** What draw reads, from five arguments: conditions, entityMaps, coarse, imagined, controls. */
inline DrawInputs draw_inputs(napi_env env, const ViewShape& shape, const napi_value* arguments) {
  const size_t pixels = static_cast<size_t>(shape.width) * shape.height;
  const auto floats = [&](int at, size_t length, const char* name) {
    return static_cast<const float*>(required(env, arguments[at], napi_float32_array, length, name));
  };
  DrawInputs in{};
  in.conditions = floats(0, 10 * pixels, "conditions");
  in.entity_maps = floats(1, 5 * pixels, "entityMaps");
  in.coarse = floats(2, pixels, "coarse");
  double imagined = 0;
  napi_get_value_double(env, arguments[3], &imagined);
  in.imagined = static_cast<float>(imagined);
  in.controls = floats(4, 0, "controls");
  size_t controls = 0;
  if (!failed(env)) napi_get_typedarray_info(env, arguments[4], nullptr, &controls, nullptr, nullptr, nullptr);
  in.control_count = static_cast<int>(controls);
  return in;
}

/** What it writes, from five arguments: rgb, inverseDepth, entity, confidence and kept, which may be undefined. */
inline DrawnView drawn_view(napi_env env, const ViewShape& shape, const napi_value* arguments) {
  const size_t pixels = static_cast<size_t>(shape.width) * shape.height;
  DrawnView out{};
  out.rgb = static_cast<uint8_t*>(required(env, arguments[0], napi_uint8_array, 3 * pixels, "rgb"));
  out.inverse_depth = static_cast<uint16_t*>(required(env, arguments[1], napi_uint16_array, pixels, "inverseDepth"));
  out.entity = static_cast<uint8_t*>(required(env, arguments[2], napi_uint8_array, pixels, "entity"));
  out.confidence = static_cast<uint8_t*>(required(env, arguments[3], napi_uint8_array, pixels, "confidence"));
  out.kept = static_cast<float*>(data_of(env, arguments[4], napi_float32_array, pixels, "kept"));
  return out;
}

}  // namespace worldroom
