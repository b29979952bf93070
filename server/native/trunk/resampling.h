// The ways down and up between the sizes of the trunk's maps. Part of trunk-kernel.cpp, which is compiled once for each
// instruction set.
#pragma once
#include "arithmetic.h"
#include "trunk-memory.h"

namespace worldroom {
namespace {

/** A convolution of 2 x 2 pixels with stride 2: from the map above to this one. */
template <class A>
void apply_down(const TrunkStep& step, TrunkMemory& memory, const TrunkLevel& above, const TrunkLevel& level, const float* in,
                float* out) {
  using Number = typename A::Number;
  auto* numbers = static_cast<Number*>(memory.wide_numbers);
  const int pixels = level.width * level.height, inputs = step.matrix.inputs;
  const size_t half = inputs / 2, row = static_cast<size_t>(above.width) * above.channels, bytes = half * sizeof(float);
  for (int pixel = 0; pixel < pixels; pixel += kTile) {
    for (int p = 0; p < kTile; p++) {
      float* to = memory.wide + static_cast<size_t>(p) * inputs;
      if (pixel + p >= pixels) {
        std::memset(to, 0, 2 * bytes);
        continue;
      }
      const int x = (pixel + p) % level.width, y = (pixel + p) / level.width;
      const float* from = in + 2 * y * row + 2 * static_cast<size_t>(x) * above.channels;
      std::memcpy(to, from, bytes);
      std::memcpy(to + half, from + row, bytes);
    }
    const size_t count = static_cast<size_t>(kTile) * inputs;
    const float most = A::size_of(memory.wide, count);
    const Number* x = A::prepare(memory.wide, count, most, numbers);
    multiply<A, Ending::plain>(step.matrix, {x, static_cast<size_t>(inputs), 0, 1, inputs, A::unit_of(most)},
                               {out + static_cast<size_t>(pixel) * level.channels, static_cast<size_t>(level.channels), nullptr});
  }
}

/** Twice the size by a pointwise convolution and a pixel shuffle, added to the map above. */
template <class A>
void apply_up(const TrunkStep& step, TrunkMemory& memory, const TrunkLevel& level, const TrunkLevel& above, const float* in,
              float* out) {
  using Number = typename A::Number;
  auto* numbers = static_cast<Number*>(memory.narrow_numbers);
  const int pixels = level.width * level.height, inputs = level.channels, channels = above.channels;
  for (int pixel = 0; pixel < pixels; pixel += kTile) {
    const int count = pixels - pixel < kTile ? pixels - pixel : kTile;
    const float* from = in + static_cast<size_t>(pixel) * inputs;
    const float most = A::size_of(from, static_cast<size_t>(count) * inputs);
    const Number* x = A::prepare(from, static_cast<size_t>(count) * inputs, most, numbers);
    multiply<A, Ending::plain>(step.matrix, {x, static_cast<size_t>(inputs), 0, 1, inputs, A::unit_of(most)},
                               {memory.answers, static_cast<size_t>(4) * channels, nullptr});
    for (int p = 0; p < count; p++) {
      const int column = (pixel + p) % level.width, row = (pixel + p) / level.width;
      // Two neighbours of a row lie beside each other in both.
      for (int y = 0; y < 2; y++) {
        const float* answer = memory.answers + (static_cast<size_t>(4) * p + 2 * y) * channels;
        float* to = out + (static_cast<size_t>(2 * row + y) * above.width + 2 * column) * channels;
        for (int c = 0; c < 2 * channels; c += kLanes) store(to + c, load(to + c) + load(answer + c));
      }
    }
  }
}

}  // namespace
}  // namespace worldroom
