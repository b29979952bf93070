// The end of the trunk, strip by strip: the head at a quarter of the view's size, the 3x3 convolutions that sharpen at half
// of it, and the view that is composed of what both answer. Part of trunk-kernel.cpp, which is compiled once for each
// instruction set.
#pragma once
#include "../composition.h"
#include "arithmetic.h"
#include "trunk-memory.h"

namespace worldroom {
namespace {

/** Columns of a row of half the view's size that is computed: whole tiles. */
inline size_t row_columns(const TrunkMemory& memory) { return (memory.width / 2 + kTile - 1) / kTile * kTile; }

/** Row `y` of what sharpening reads: [W / 2, 16 + features], memory's RGB and detail and the shuffled features. */
inline void gather_half_row(const TrunkMemory& memory, const DrawInputs& in, const float* top, int y, float* out) {
  const TrunkLevel& level = memory.levels[0];
  const int features = level.channels / 4;
  const size_t pixels = static_cast<size_t>(memory.width) * memory.height;
  const float* maps[4] = {in.conditions, in.conditions + pixels, in.conditions + 2 * pixels, in.conditions + 9 * pixels};
  for (int x = 0; x < memory.width / 2; x++) {
    const size_t corner = static_cast<size_t>(2 * y) * memory.width + 2 * x;
    for (int map = 0; map < 4; map++) {
      std::memcpy(out + 4 * map, maps[map] + corner, 8);
      std::memcpy(out + 4 * map + 2, maps[map] + corner + memory.width, 8);
    }
    const size_t cell = static_cast<size_t>(y / 2) * level.width + x / 2;
    std::memcpy(out + 16, top + cell * level.channels + (2 * (y % 2) + x % 2) * features, features * sizeof(float));
    out += 16 + features;
  }
}

/** Writes the inner pixels of memory.half; its borders stay 0. Returns the value of 1. */
template <class A>
float write_half(TrunkMemory& memory, const DrawInputs& in, const float* top) {
  using Number = typename A::Number;
  const TrunkLevel& level = memory.levels[0];
  const int width = memory.width / 2, height = memory.height / 2, channels = 16 + level.channels / 4;
  const size_t pixels = static_cast<size_t>(memory.width) * memory.height, stride = (row_columns(memory) + 2) * channels;
  float most = A::size_of(top, static_cast<size_t>(level.width) * level.height * level.channels);
  const float picture = A::size_of(in.conditions, 3 * pixels), detail = A::size_of(in.conditions + 9 * pixels, pixels);
  most = greater(most, greater(picture, detail));
  for (int y = 0; y < height; y++) {
    gather_half_row(memory, in, top, y, memory.half_row);
    Number* to = static_cast<Number*>(memory.half) + (y + 1) * stride + channels;
    A::convert(memory.half_row, static_cast<size_t>(width) * channels, most, to);
  }
  return A::unit_of(most);
}

/** A 3x3 convolution of kTile pixels of a row, the first of whose taps are at `first`: writes [kTile, outputs]. */
template <class A, Ending ending>
void convolve_tile(const Matrix& matrix, TrunkMemory& memory, const typename A::Number* first, size_t row, float unit, float* out) {
  const int channels = matrix.inputs / 9, outputs = matrix.outputs;
  const size_t stride = (outputs + kPanel - 1) / kPanel * kPanel;
  multiply<A, ending>(matrix, {first, static_cast<size_t>(channels), row, 3, 3 * channels, unit}, {memory.answers, stride, nullptr});
  for (int p = 0; p < kTile; p++) {
    for (int o = 0; o < outputs; o += 4) std::memcpy(out + p * outputs + o, memory.answers + p * stride + o, 16);
  }
}

/** Rows `from` to `to` of the first convolution, rectified, and the largest of each. */
template <class A>
void sharpen_rows(const Matrix& matrix, TrunkMemory& memory, float unit, int from, int to) {
  using Number = typename A::Number;
  const int width = memory.width / 2, channels = matrix.inputs / 9, outputs = matrix.outputs;
  const size_t columns = row_columns(memory), row = (columns + 2) * channels;
  for (int y = from; y < to; y++) {
    float* out = memory.sharpened + static_cast<size_t>(y % (kHalfStrip + 2)) * columns * outputs;
    for (int x = 0; x < width; x += kTile) {
      const Number* first = static_cast<const Number*>(memory.half) + y * row + static_cast<size_t>(x) * channels;
      convolve_tile<A, Ending::rectified>(matrix, memory, first, row, unit, out + static_cast<size_t>(x) * outputs);
    }
    memory.row_sizes[y % (kHalfStrip + 2)] = A::size_of(out, static_cast<size_t>(width) * outputs);
  }
}

/** The second convolution of the strip from row `first` on, of which `sharpen_rows` has made what it reads. */
template <class A>
void finish_rows(const Matrix& matrix, TrunkMemory& memory, int first) {
  using Number = typename A::Number;
  const int width = memory.width / 2, height = memory.height / 2, channels = matrix.inputs / 9, outputs = matrix.outputs;
  const size_t columns = row_columns(memory), row = (columns + 2) * channels;
  auto* numbers = static_cast<Number*>(memory.sharpened_numbers);
  float most = 0.0f;
  for (int i = 0; i < kHalfStrip + 2; i++) {
    const int y = first - 1 + i;
    if (y >= 0 && y < height) most = greater(most, memory.row_sizes[y % (kHalfStrip + 2)]);
  }
  for (int i = 0; i < kHalfStrip + 2; i++) {
    const int y = first - 1 + i;
    Number* to = numbers + i * row + channels;
    if (y < 0 || y >= height) {
      std::memset(to, 0, static_cast<size_t>(width) * channels * sizeof(Number));
    } else {
      const float* from = memory.sharpened + static_cast<size_t>(y % (kHalfStrip + 2)) * columns * channels;
      A::convert(from, static_cast<size_t>(width) * channels, most, to);
    }
  }
  for (int y = 0; y < kHalfStrip; y++) {
    for (int x = 0; x < width; x += kTile) {
      const Number* in = numbers + y * row + static_cast<size_t>(x) * channels;
      convolve_tile<A, Ending::plain>(matrix, memory, in, row, A::unit_of(most), memory.finished + (y * columns + x) * outputs);
    }
  }
}

/** Writes memory.head of the rows of cells from `first` on. */
template <class A>
void head_rows(const Matrix& matrix, TrunkMemory& memory, const float* top, int first) {
  using Number = typename A::Number;
  const TrunkLevel& level = memory.levels[0];
  auto* numbers = static_cast<Number*>(memory.narrow_numbers);
  const int channels = level.channels, cells = kStripCells * level.width;
  const size_t plane = static_cast<size_t>(4 * kStripCells) * memory.width;
  for (int cell = 0; cell < cells; cell += kTile) {
    const int count = cells - cell < kTile ? cells - cell : kTile;
    const float* from = top + (static_cast<size_t>(first) * level.width + cell) * channels;
    const float most = A::size_of(from, static_cast<size_t>(count) * channels);
    const Number* x = A::prepare(from, static_cast<size_t>(count) * channels, most, numbers);
    multiply<A, Ending::plain>(matrix, {x, static_cast<size_t>(channels), 0, 1, channels, A::unit_of(most)},
                               {memory.answers, static_cast<size_t>(matrix.outputs), nullptr});
    float* corners[kTile];
    for (int p = 0; p < count; p++) {
      const int row = (cell + p) / level.width, column = (cell + p) % level.width;
      corners[p] = memory.head + static_cast<size_t>(4 * row) * memory.width + 4 * column;
    }
    for (int row = 0; row < 4 * kHeadChannels; row++) {
      const float* answer = memory.answers + 4 * row;
      const size_t at = row / 4 * plane + static_cast<size_t>(row % 4) * memory.width;
      for (int p = 0; p < count; p++) std::memcpy(corners[p] + at, answer + static_cast<size_t>(p) * matrix.outputs, 16);
    }
  }
}

/** What sharpening adds in row `y` of the strip, [3, W]. */
inline void write_sharp_row(const TrunkMemory& memory, int y, float* out) {
  const float* in = memory.finished + static_cast<size_t>(y / 2) * row_columns(memory) * 12 + 2 * (y % 2);
  for (int x = 0; x < memory.width / 2; x++) {
    for (int c = 0; c < 3; c++) std::memcpy(out + static_cast<size_t>(c) * memory.width + 2 * x, in + 12 * x + 4 * c, 8);
  }
}

template <class A>
void finish(const TrunkNetwork& network, TrunkMemory& memory, const DrawInputs& in, const float* top, const DrawnView& out) {
  const int width = memory.width, height = memory.height, half_height = height / 2;
  const size_t channel = static_cast<size_t>(width), strip_rows = 4 * kStripCells;
  float *sharp = memory.rows, *coarse = sharp + 3 * channel, *unasked = coarse + 4 * channel;
  const float unit = write_half<A>(memory, in, top);
  int sharpened = 0;
  for (int y = 0; y < height; y += strip_rows) {
    const int wanted = y / 2 + kHalfStrip + 1 < half_height ? y / 2 + kHalfStrip + 1 : half_height;
    sharpen_rows<A>(network.sharpen, memory, unit, sharpened, wanted);
    sharpened = wanted;
    finish_rows<A>(network.finish, memory, y / 2);
    head_rows<A>(network.head, memory, top, y / 4);
    for (int row = 0; row < static_cast<int>(strip_rows); row++) {
      write_sharp_row(memory, row, sharp);
      write_coarse_row(in, y + row, width, height, coarse);
      const Rows head{memory.head + row * channel, strip_rows * channel};
      compose_row(y + row, width, channel * height, in, {head, {sharp, channel}, {coarse, channel}}, out, unasked);
    }
  }
}

}  // namespace
}  // namespace worldroom
