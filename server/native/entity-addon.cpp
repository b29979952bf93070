#include "entity-addon.h"

#include "perceptron-addon.h"
#include "view-kernel.h"

namespace worldroom {
namespace {

constexpr size_t kEntityNumbers = 25, kRayFeatures = 75, kAnswers = 5;

}  // namespace

napi_value set_appearance(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  ViewKernel* view = unwrap(env, info, arguments, 2);
  if (!view) return nullptr;
  PackedPerceptron made = read_perceptron(env, arguments[0], arguments[1]);
  if (failed(env)) return nullptr;
  if (made.inputs < kRayFeatures || made.answers != kAnswers) {
    fail(env, "the perceptron must read 75 numbers and the controls, and answer 5");
    return nullptr;
  }
  view->appearance = std::move(made);
  return nullptr;
}

napi_value paint_entities(napi_env env, napi_callback_info info) {
  napi_value arguments[7];
  ViewKernel* view = unwrap(env, info, arguments, 7);
  if (!view) return nullptr;
  double count = -1;
  napi_get_value_double(env, arguments[1], &count);
  if (!(count >= 0 && count <= 1024)) {
    fail(env, "count must be from 0 to 1024");
    return nullptr;
  }
  if (view->appearance.layers.empty()) {
    fail(env, "setAppearance must be called first");
    return nullptr;
  }
  const size_t n = static_cast<size_t>(view->shape.width) * view->shape.height;
  const auto floats = [&](int at, size_t length, const char* name) {
    return static_cast<float*>(required(env, arguments[at], napi_float32_array, length, name));
  };
  EntityView in{};
  in.count = static_cast<int>(count);
  in.entities = floats(0, kEntityNumbers * in.count, "entities");
  const size_t controls = view->appearance.inputs - kRayFeatures;
  in.control_count = static_cast<int>(controls);
  in.controls = floats(2, controls, "controls");
  in.known = floats(3, n, "surface");
  in.conditions = floats(4, 4 * n, "conditions");
  in.maps = floats(5, 5 * n, "maps");
  in.coverage = static_cast<uint8_t*>(required(env, arguments[6], napi_uint8_array, n, "coverage"));
  if (failed(env)) return nullptr;
  view->kernel->paint_entities(view->scratch, view->appearance.view(), in);
  return nullptr;
}

}  // namespace worldroom
