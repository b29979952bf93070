// Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "numbers.h"
#include "scratch.h"

namespace worldroom {
namespace {

/** Keeps the way from the view back to a slot: rows of the rotation's transpose, and the shift seen through it. */
void write_back(Scratch& s, int slot, const float* transform) {
  const int k = s.shape.slots;
  const float* m = transform;
  for (int row = 0; row < 3; row++) {
    for (int column = 0; column < 3; column++) s.back[(3 * row + column) * k + slot] = m[4 * column + row];
    s.back[(9 + row) * k + slot] = m[row] * m[3] + m[4 + row] * m[7] + m[8 + row] * m[11];
  }
}

/** The slot that knows the surface best, for every two by two pixels. */
void choose(Scratch& s) {
  const int w = s.shape.width, h = s.shape.height, n = s.pixels, k = s.shape.slots;
  const int hw = s.half_width, hh = s.half_height;
  const float focal = s.shape.focal;
  const float* __restrict b = s.back;
  const int cells = n / 4;
  std::memset(s.quality, 0, cells * sizeof(float));
  std::memset(s.agreement, 0, cells * sizeof(float));
  std::memset(s.previous, 0, cells * sizeof(float));
  // Memory's first slot where none knows anything, as argmax answers.
  for (int i = 0; i < cells; i++) s.chosen[i] = 1;
  for (int slot = 0; slot < k; slot++) {
    if (!s.used[slot]) continue;
    const float* __restrict inverse = s.inverse + static_cast<size_t>(slot) * n;
    const float shift_x = b[9 * k + slot], shift_y = b[10 * k + slot], shift_z = b[11 * k + slot];
    for (int y = 0; y < hh; y++) {
      const float ray_y = s.ray_y[2 * y];
      const float* __restrict ray_x = s.ray_x;
      const float* __restrict surfaces = s.surface + static_cast<size_t>(2 * y) * w;
      const float base_x = b[k + slot] * ray_y + b[2 * k + slot];
      const float base_y = b[4 * k + slot] * ray_y + b[5 * k + slot];
      const float base_z = b[7 * k + slot] * ray_y + b[8 * k + slot];
      float* __restrict quality = s.quality + static_cast<size_t>(y) * hw;
      float* __restrict agreement = s.agreement + static_cast<size_t>(y) * hw;
      float* __restrict previous = s.previous + static_cast<size_t>(y) * hw;
      int32_t* __restrict chosen = s.chosen + static_cast<size_t>(y) * hw;
      float* __restrict agrees = s.value;
      float* __restrict nearness = s.temporary;
      for (int x = 0; x < hw; x++) {
        const float surface = surfaces[2 * x];
        const float rx = ray_x[2 * x];
        const float z = b[6 * k + slot] * rx + base_z - shift_z * surface;
        const float safe = greater(z, kNearest);
        const float near = 1.0f / safe;
        const float column =
            std::floor((b[slot] * rx + base_x - shift_x * surface) * near * focal + w / 2.0f);
        const float line =
            std::floor(h / 2.0f - (b[3 * k + slot] * rx + base_y - shift_y * surface) * near * focal);
        const bool inside = (column >= 0) & (column < w) & (line >= 0) & (line < h) & (z > kNearest);
        const int32_t at = static_cast<int32_t>(clamp(line, 0.0f, h - 1.0f)) * w +
                           static_cast<int32_t>(clamp(column, 0.0f, w - 1.0f));
        const float seen = inside ? inverse[at] : 0.0f;
        const float expected = surface * near;
        const float error = std::fabs(seen - expected) / (kWideTolerance * expected + kWideFloor);
        agrees[x] = seen > 0 ? exp_negative(-error * error) : 0.0f;
        nearness[x] = clamp(less(safe, near), 0.05f, 1.0f);
      }
      if (slot == 0) {
        std::memcpy(previous, agrees, hw * sizeof(float));
      } else {
        for (int x = 0; x < hw; x++) {
          const float good = agrees[x] * nearness[x];
          const bool better = good > quality[x];
          quality[x] = better ? good : quality[x];
          agreement[x] = better ? agrees[x] : agreement[x];
          chosen[x] = better ? slot : chosen[x];
        }
      }
    }
  }
  for (int i = 0; i < cells; i++) {
    const bool carried = (s.agreement[i] < kUnsure) & (s.previous[i] > s.agreement[i]);
    s.chosen[i] = carried ? 0 : s.chosen[i];
  }
}

/** Samples the chosen slot where the surface lies there; writes what is known and its coverages. */
void gather(Scratch& s, const Slot* slots, const Outputs& out) {
  const int w = s.shape.width, h = s.shape.height, n = s.pixels, k = s.shape.slots;
  const float focal = s.shape.focal;
  const float* b = s.back;
  float* known = s.known;
  float* memory = out.conditions + 3 * n;
  float* previous = out.conditions + 4 * n;
  float* previous_rgb = out.conditions + 6 * n;
  float* details = out.conditions + 9 * n;
  std::memset(known, 0, static_cast<size_t>(5) * n * sizeof(float));
  const int cleared[6] = {3, 4, 6, 7, 8, 9};
  for (int plane : cleared) std::memset(out.conditions + static_cast<size_t>(plane) * n, 0, n * sizeof(float));
  for (int y = 0; y < h; y++) {
    const float ray_y = s.ray_y[y];
    for (int x = 0; x < w; x++) {
      const int i = y * w + x;
      const float surface = s.surface[i];
      if (!(surface > 0)) continue;
      const int slot = s.chosen[(y / 2) * s.half_width + x / 2];
      if (!s.used[slot]) continue;
      const float ray_x = s.ray_x[x];
      const float z = b[6 * k + slot] * ray_x + b[7 * k + slot] * ray_y + b[8 * k + slot] - b[11 * k + slot] * surface;
      if (!(z > kNearest)) continue;
      const float near = 1.0f / z;
      const float u =
          (b[slot] * ray_x + b[k + slot] * ray_y + b[2 * k + slot] - b[9 * k + slot] * surface) * near * focal + w / 2.0f;
      const float v =
          h / 2.0f -
          (b[3 * k + slot] * ray_x + b[4 * k + slot] * ray_y + b[5 * k + slot] - b[10 * k + slot] * surface) * near * focal;
      if (!(u >= 0 && u < w && v >= 0 && v < h)) continue;
      const float fx = u - 0.5f, fy = clamp(v, 0.5f, h - 0.5f) - 0.5f;
      const float left = std::floor(fx), top = std::floor(fy);
      const float ax = fx - left, ay = fy - top;
      const int x0 = static_cast<int>(left), y0 = static_cast<int>(top);
      const int y1 = y0 + 1 < h ? y0 + 1 : y0;
      const int left_at = x0 < 0 ? 0 : x0, right_at = x0 + 1 < w ? x0 + 1 : w - 1;
      const int at[4] = {y0 * w + left_at, y0 * w + right_at, y1 * w + left_at, y1 * w + right_at};
      // Beyond the left and right edges there is nothing.
      const float wl = x0 < 0 ? 0.0f : 1 - ax, wr = x0 + 1 < w ? ax : 0.0f;
      const float weight[4] = {wl * (1 - ay), wr * (1 - ay), wl * ay, wr * ay};
      const float* inverse = s.inverse + static_cast<size_t>(slot) * n;
      const uint8_t* rgb = slots[slot].rgb;
      float presence = 0, depth = 0, red = 0, green = 0, blue = 0;
      for (int tap = 0; tap < 4; tap++) {
        const float d = inverse[at[tap]];
        const float share = d > 0 ? weight[tap] : 0.0f;
        presence += share;
        depth += share * d;
        red += share * rgb[at[tap]];
        green += share * rgb[n + at[tap]];
        blue += share * rgb[2 * n + at[tap]];
      }
      const float scale = 1.0f / (presence + 1e-4f);
      const float expected = surface * near;
      const float error = std::fabs(depth * scale - expected) / (kDepthTolerance * expected + kDepthFloor);
      const float trust = exp_negative(-error * error) * presence;
      const float colour = scale * trust / 255.0f;
      known[i] = red * colour;
      known[n + i] = green * colour;
      known[2 * n + i] = blue * colour;
      known[3 * n + i] = std::sqrt(surface) * trust;
      known[4 * n + i] = trust;
      if (slot > 0) {
        memory[i] = trust;
        details[i] = less(near, 1.0f) * trust;
      } else {
        previous[i] = trust;
        previous_rgb[i] = known[i];
        previous_rgb[n + i] = known[n + i];
        previous_rgb[2 * n + i] = known[2 * n + i];
      }
    }
  }
}

}  // namespace
}  // namespace worldroom
