// Layers that treat every column alike: matrix times columns, as a 1x1 convolution or a layer of a perceptron. Part of
// kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include <cstddef>

#include "kernel.h"

namespace worldroom {
namespace {

/** Values of a vector, and how many rows and vectors one tile of the result keeps in registers. */
#if defined(__AVX512F__)
constexpr int kLanes = 16, kTileRows = 8, kTileVectors = 3;
#elif defined(__AVX2__)
constexpr int kLanes = 8, kTileRows = 4, kTileVectors = 2;
#else
constexpr int kLanes = 4, kTileRows = 4, kTileVectors = 2;
#endif

typedef float Vector __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));

/** One tile: kTileRows outputs of `Vectors` vectors of columns. */
template <int Vectors>
inline __attribute__((always_inline)) void multiply_tile(const float* weights, const float* bias, int inputs, const float* x,
                                                         float* out, int stride, bool is_last) {
  Vector sum[kTileRows][Vectors];
  for (int r = 0; r < kTileRows; r++) {
    for (int n = 0; n < Vectors; n++) sum[r][n] = Vector{} + bias[r];
  }
  for (int k = 0; k < inputs; k++) {
    Vector in[Vectors];
    for (int n = 0; n < Vectors; n++) {
      in[n] = *reinterpret_cast<const Vector*>(x + static_cast<size_t>(k) * stride + n * kLanes);
#if defined(__x86_64__)
      // Kept in a register: the compiler would read it from memory again for every row.
      __asm__("" : "+x"(in[n]));
#endif
    }
    const float* row = weights + static_cast<size_t>(k) * kPackedRows;
    for (int r = 0; r < kTileRows; r++) {
      for (int n = 0; n < Vectors; n++) sum[r][n] += in[n] * row[r];
    }
  }
  for (int r = 0; r < kTileRows; r++) {
    for (int n = 0; n < Vectors; n++) {
      Vector value = sum[r][n];
      if (!is_last) value = value > 0.0f ? value : Vector{};
      *reinterpret_cast<Vector*>(out + static_cast<size_t>(r) * stride + n * kLanes) = value;
    }
  }
}

/**
 * out [outputs, columns] = weights times x [inputs, columns] + bias, at least 0 but in the last layer. Rows of x and out
 * are `columns` apart, a multiple of 48.
 */
void apply_layer(const PackedLayer& layer, const float* x, float* out, int columns, bool is_last) {
  for (int first = 0; first < layer.outputs; first += kTileRows) {
    const float* weights = layer.weights + static_cast<size_t>(first / kPackedRows) * kPackedRows * layer.inputs + first % kPackedRows;
    float* rows = out + static_cast<size_t>(first) * columns;
    for (int c = 0; c < columns; c += kTileVectors * kLanes) {
      multiply_tile<kTileVectors>(weights, layer.bias + first, layer.inputs, x + c, rows + c, columns, is_last);
    }
  }
}

/** The layers in turn; `a` and `b` have room for the widest. Returns where the answer is, [outputs, columns]. */
const float* apply_perceptron(const Perceptron& perceptron, const float* x, float* a, float* b, int columns) {
  for (int i = 0; i < perceptron.count; i++) {
    float* out = i % 2 == 0 ? a : b;
    apply_layer(perceptron.layers[i], x, out, columns, i + 1 == perceptron.count);
    x = out;
  }
  return x;
}

}  // namespace
}  // namespace worldroom
