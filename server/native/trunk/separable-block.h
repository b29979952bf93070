// A separable block: a depthwise convolution, an expansion, rectified, and a reduction that is added to what was read. It
// is computed tile by tile. Part of trunk-kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "arithmetic.h"
#include "trunk-memory.h"

namespace worldroom {
namespace {

/** `Pixels` neighbours of a row whose columns all lie inside the map. `rows` of the kernel do, from `first_row` on. */
template <int Kernel, int Pixels>
inline Vector depthwise_inside(const Depthwise& layer, const float* corner, size_t row, int first_row, int rows,
                               float* out, Vector most) {
  const int channels = layer.channels;
  for (int c = 0; c < channels; c += kLanes) {
    Vector sum[Pixels];
    WORLDROOM_UNROLL
    for (int p = 0; p < Pixels; p++) sum[p] = load(layer.bias + c);
    for (int v = first_row; v < first_row + rows; v++) {
      const float* in = corner + v * row + c;
      const float* weights = layer.weights + static_cast<size_t>(v) * Kernel * channels + c;
      // A column is read once and serves all pixels that it is near.
      Vector weight[Kernel];
      WORLDROOM_UNROLL
      for (int u = 0; u < Kernel; u++) weight[u] = load(weights + static_cast<size_t>(u) * channels);
      WORLDROOM_UNROLL
      for (int x = 0; x < Pixels + Kernel - 1; x++) {
        const Vector column = load(in + static_cast<size_t>(x) * channels);
        WORLDROOM_UNROLL
        for (int u = 0; u < Kernel; u++) {
          if (x - u >= 0 && x - u < Pixels) sum[x - u] += weight[u] * column;
        }
      }
    }
    WORLDROOM_UNROLL
    for (int p = 0; p < Pixels; p++) {
      store(out + static_cast<size_t>(p) * channels + c, sum[p]);
      most = larger(most, magnitude(sum[p]));
    }
  }
  return most;
}

/** One pixel at the left or right edge: columns of the kernel from `first_column` on lie inside. */
template <int Kernel>
inline Vector depthwise_at_edge(const Depthwise& layer, const float* corner, size_t row, int first_row, int rows,
                                int first_column, int columns, float* out, Vector most) {
  const int channels = layer.channels;
  for (int c = 0; c < channels; c += kLanes) {
    Vector sum = load(layer.bias + c);
    for (int v = first_row; v < first_row + rows; v++) {
      for (int u = first_column; u < first_column + columns; u++) {
        sum += load(layer.weights + static_cast<size_t>(v * Kernel + u) * channels + c) *
               load(corner + v * row + static_cast<size_t>(u) * channels + c);
      }
    }
    store(out + c, sum);
    most = larger(most, magnitude(sum));
  }
  return most;
}

/** Writes [kTile, channels] of the pixels from `pixel` on, zeros after the map's end; returns the largest size. */
template <int Kernel>
float depthwise_tile(const Depthwise& layer, const TrunkLevel& level, const float* map, int pixel, float* out) {
  constexpr int reach = Kernel / 2, together = 4;
  const int width = level.width, height = level.height, channels = layer.channels, end = width * height;
  const size_t row = static_cast<size_t>(width) * channels;
  Vector most{};
  int p = 0;
  while (p < kTile && pixel + p < end) {
    const int x = (pixel + p) % width, y = (pixel + p) / width;
    const int first_row = y < reach ? reach - y : 0;
    const int rows = (height - y <= reach ? height - y + reach : Kernel) - first_row;
    // Where the kernel's first tap lies, inside the map or not.
    const float* corner = map + (static_cast<ptrdiff_t>(y - reach) * width + x - reach) * channels;
    float* to = out + static_cast<size_t>(p) * channels;
    if (x >= reach && x + together - 1 + reach < width && p + together <= kTile) {
      most = depthwise_inside<Kernel, together>(layer, corner, row, first_row, rows, to, most);
      p += together;
    } else {
      const int first_column = x < reach ? reach - x : 0;
      const int columns = (width - x <= reach ? width - x + reach : Kernel) - first_column;
      most = depthwise_at_edge<Kernel>(layer, corner, row, first_row, rows, first_column, columns, to, most);
      p++;
    }
  }
  for (size_t i = static_cast<size_t>(p) * channels; i < static_cast<size_t>(kTile) * channels; i += kLanes) store(out + i, Vector{});
  return largest(most);
}

template <class A>
void apply_block(const TrunkStep& step, TrunkMemory& memory, const TrunkLevel& level, const float* in, float* out) {
  using Number = typename A::Number;
  const int channels = step.depthwise.channels, width = step.matrix.outputs, pixels = level.width * level.height;
  auto* narrow_numbers = static_cast<Number*>(memory.narrow_numbers);
  auto* wide_numbers = static_cast<Number*>(memory.wide_numbers);
  const size_t narrow_count = static_cast<size_t>(kTile) * channels, wide_count = static_cast<size_t>(kTile) * width;
  for (int pixel = 0; pixel < pixels; pixel += kTile) {
    float most = step.depthwise.kernel == 3 ? depthwise_tile<3>(step.depthwise, level, in, pixel, memory.narrow)
                                            : depthwise_tile<5>(step.depthwise, level, in, pixel, memory.narrow);
    const Number* x = A::prepare(memory.narrow, narrow_count, most, narrow_numbers);
    multiply<A, Ending::rectified>(step.matrix, {x, static_cast<size_t>(channels), 0, 1, channels, A::unit_of(most)},
                                   {memory.wide, static_cast<size_t>(width), nullptr});
    most = A::size_of(memory.wide, wide_count);
    x = A::prepare(memory.wide, wide_count, most, wide_numbers);
    const size_t at = static_cast<size_t>(pixel) * channels;
    multiply<A, Ending::added>(step.reduce, {x, static_cast<size_t>(width), 0, 1, width, A::unit_of(most)},
                               {out + at, static_cast<size_t>(channels), in + at});
  }
}

}  // namespace
}  // namespace worldroom
