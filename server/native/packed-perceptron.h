// A perceptron with its weights as the kernels read them.
#pragma once
#include <cstddef>
#include <vector>

#include "kernel.h"

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

}  // namespace worldroom
