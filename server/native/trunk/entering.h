// The trunk's first layer, which reads cells of 4 x 4 pixels of what drawing is given. Part of trunk-kernel.cpp, which is
// compiled once for each instruction set.
#pragma once
#include "../composition.h"
#include "arithmetic.h"
#include "trunk-memory.h"

namespace worldroom {
namespace {

/** The numbers of kTile cells from `cell` on, [kTile, inputs]; zeros after the last cell. */
inline void gather_cells(const TrunkMemory& memory, const DrawInputs& in, int cell, int inputs, float* out) {
  const int width = memory.width, columns = width / 4, cells = columns * (memory.height / 4);
  const size_t pixels = static_cast<size_t>(width) * memory.height, half_width = width / 2;
  const int spatial = 16 * (kConditionChannels + kEntityChannels);
  const int flags = (1 + in.control_count + 1) / 2 * 2;
  for (int p = 0; p < kTile; p++) {
    float* to = out + static_cast<size_t>(p) * inputs;
    if (cell + p >= cells) {
      std::memset(to, 0, inputs * sizeof(float));
      continue;
    }
    const int column = (cell + p) % columns, row = (cell + p) / columns;
    const size_t corner = static_cast<size_t>(4 * row) * width + 4 * column;
    for (int map = 0; map < kConditionChannels + kEntityChannels; map++) {
      const float* from = map < kConditionChannels ? in.conditions + map * pixels
                                                   : in.entity_maps + (map - kConditionChannels) * pixels;
      for (int y = 0; y < 4; y++) std::memcpy(to + 16 * map + 4 * y, from + corner + static_cast<size_t>(y) * width, 16);
    }
    to += spatial;
    to[flags - 1] = 0.0f;
    to[0] = in.imagined;
    for (int i = 0; i < in.control_count; i++) to[1 + i] = in.controls[i];
    to += flags;
    if (inputs < spatial + flags + 16) {
      std::memset(to, 0, (inputs - spatial - flags) * sizeof(float));
      continue;
    }
    for (int map = 0; map < 4; map++) {
      const float* from = in.coarse + map * (pixels / 4) + 2 * row * half_width + 2 * static_cast<size_t>(column);
      for (int y = 0; y < 2; y++) std::memcpy(to + 4 * map + 2 * y, from + y * half_width, 8);
    }
    std::memset(to + 16, 0, (inputs - spatial - flags - 16) * sizeof(float));
  }
}

template <class A>
void enter(const TrunkNetwork& network, TrunkMemory& memory, const DrawInputs& in, float* out) {
  using Number = typename A::Number;
  const TrunkLevel& level = memory.levels[0];
  auto* numbers = static_cast<Number*>(memory.wide_numbers);
  const int pixels = level.width * level.height;
  // The coarse view's numbers come last, so that they cost nothing where they are all 0.
  const int used = network.enter.inputs - (in.imagined != 0 ? 0 : 16), stride = (used + 15) / 16 * 16;
  const size_t count = static_cast<size_t>(kTile) * stride;
  for (int pixel = 0; pixel < pixels; pixel += kTile) {
    gather_cells(memory, in, pixel, stride, memory.wide);
    const float most = A::size_of(memory.wide, count);
    const Number* x = A::prepare(memory.wide, count, most, numbers);
    multiply<A, Ending::plain>(network.enter, {x, static_cast<size_t>(stride), 0, 1, used, A::unit_of(most)},
                               {out + static_cast<size_t>(pixel) * level.channels, static_cast<size_t>(level.channels), nullptr});
  }
}

}  // namespace
}  // namespace worldroom
