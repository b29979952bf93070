// A perceptron with its weights as the kernels read them.
#pragma once
#include <vector>

#include "kernel.h"
#include "napi-arguments.h"

namespace worldroom {

struct PackedPerceptron {
  std::vector<PackedLayer> layers;
  std::vector<std::vector<float>> packed;
  size_t inputs = 0, answers = 0;

  /** weights [outputs, inputs], bias [outputs] */
  void add(const float* weights, const float* bias, size_t inputs, size_t outputs);
  Perceptron view() const { return {layers.data(), static_cast<int>(layers.size())}; }
  /** Most numbers that a layer reads or answers, padded. */
  int widest() const;
};

/**
 * Reads arrays of weights [outputs, inputs] and of biases [outputs], a typed array of floats for each layer. Empty after an
 * error.
 */
PackedPerceptron read_perceptron(napi_env env, napi_value weights, napi_value biases);

}  // namespace worldroom
