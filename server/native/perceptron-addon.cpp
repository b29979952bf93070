#include "perceptron-addon.h"

namespace worldroom {
namespace {

constexpr size_t kMostLayers = 16, kMostWidth = 1024;

/** A typed array of floats in an array; null after an error. */
const float* floats_at(napi_env env, napi_value list, uint32_t index, const char* name, size_t& length) {
  napi_value value;
  napi_get_element(env, list, index, &value);
  const auto* data = static_cast<const float*>(data_of(env, value, napi_float32_array, 0, name));
  if (!data && !failed(env)) fail(env, std::string(name) + " must be given");
  if (data) napi_get_typedarray_info(env, value, nullptr, &length, nullptr, nullptr, nullptr);
  return data;
}

}  // namespace

PackedPerceptron read_perceptron(napi_env env, napi_value weights, napi_value biases) {
  uint32_t count = 0;
  napi_get_array_length(env, weights, &count);
  PackedPerceptron made;
  for (uint32_t i = 0; i < count && count <= kMostLayers; i++) {
    size_t weight_count = 0, outputs = 0;
    const float* matrix = floats_at(env, weights, i, "weights", weight_count);
    const float* bias = floats_at(env, biases, i, "biases", outputs);
    if (failed(env)) return {};
    if (outputs == 0 || outputs > kMostWidth || weight_count % outputs || weight_count / outputs > kMostWidth ||
        (i > 0 && weight_count / outputs != made.answers)) {
      fail(env, "a layer's weights must be [outputs, inputs] of at most 1024, with the outputs of the layer before");
      return {};
    }
    made.add(matrix, bias, weight_count / outputs, outputs);
  }
  if (made.layers.empty()) fail(env, "a perceptron must have 1 to 16 layers");
  return made;
}

}  // namespace worldroom
