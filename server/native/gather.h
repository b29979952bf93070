// Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "back.h"
#include "numbers.h"
#include "scratch.h"

namespace worldroom {
namespace {

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

/** One word for each pixel, because a vector can gather words only. */
void join_colours(const uint8_t* __restrict rgb, uint32_t* __restrict out, int n) {
  for (int i = 0; i < n; i++) {
    out[i] = static_cast<uint32_t>(rgb[i]) | static_cast<uint32_t>(rgb[n + i]) << 8 |
             static_cast<uint32_t>(rgb[2 * n + i]) << 16;
  }
}

/** Where the four neighbours of a place in a slot lie, and their shares. */
struct Taps {
  int32_t at[4];
  float weight[4];
};

inline Taps taps_of(int32_t first, float u, float v, int w, int h) {
  const float fx = u - 0.5f, fy = clamp(v, 0.5f, h - 0.5f) - 0.5f;
  const float left = std::floor(fx), top = std::floor(fy);
  const float ax = fx - left, ay = fy - top;
  const int32_t x0 = static_cast<int32_t>(left), y0 = static_cast<int32_t>(top);
  const int32_t y1 = y0 + 1 < h ? y0 + 1 : y0;
  const int32_t left_at = x0 < 0 ? 0 : x0, right_at = x0 + 1 < w ? x0 + 1 : w - 1;
  // Beyond the left and right edges there is nothing.
  const float wl = x0 < 0 ? 0.0f : 1 - ax, wr = x0 + 1 < w ? ax : 0.0f;
  return {{first + y0 * w + left_at, first + y0 * w + right_at, first + y1 * w + left_at, first + y1 * w + right_at},
          {wl * (1 - ay), wr * (1 - ay), wl * ay, wr * ay}};
}

/** Samples the chosen slot where the surface lies there; writes what is known and its coverages. */
void gather(Scratch& s, const Slot* slots, const Outputs& out) {
  const int w = s.shape.width, h = s.shape.height, n = s.pixels, k = s.shape.slots;
  const float focal = s.shape.focal;
  for (int slot = 0; slot < k; slot++) {
    if (s.used[slot]) join_colours(slots[slot].rgb, s.colours + static_cast<size_t>(slot) * n, n);
  }
  const float* __restrict b = s.back;
  const float* __restrict base = s.back_row;
  const float* __restrict inverse = s.inverse;
  const uint32_t* __restrict colours = s.colours;
  const float* __restrict ray_x = s.ray_x;
  int32_t* __restrict which = s.index;
  for (int y = 0; y < h; y++) {
    const size_t row = static_cast<size_t>(y) * w;
    const int32_t* __restrict chosen = s.chosen + static_cast<size_t>(y / 2) * s.half_width;
    for (int x = 0; x < w / 2; x++) which[2 * x] = which[2 * x + 1] = chosen[x];
    write_back_row(s, s.ray_y[y]);
    const float* __restrict surfaces = s.surface + row;
    float* __restrict red_out = s.known + row;
    float* __restrict green_out = red_out + n;
    float* __restrict blue_out = green_out + n;
    float* __restrict root_out = blue_out + n;
    float* __restrict trust_out = root_out + n;
    float* __restrict memory = out.conditions + static_cast<size_t>(3) * n + row;
    float* __restrict previous = memory + n;
    float* __restrict previous_red = out.conditions + static_cast<size_t>(6) * n + row;
    float* __restrict previous_green = previous_red + n;
    float* __restrict previous_blue = previous_green + n;
    float* __restrict detail = previous_blue + n;
    WORLDROOM_INDEPENDENT
    for (int x = 0; x < w; x++) {
      const float surface = surfaces[x];
      const int32_t slot = which[x];
      const float z = b[6 * k + slot] * ray_x[x] + base[2 * k + slot] - b[11 * k + slot] * surface;
      const float near = 1.0f / greater(z, kNearest);
      const float u = (b[slot] * ray_x[x] + base[slot] - b[9 * k + slot] * surface) * near * focal + w / 2.0f;
      const float v = h / 2.0f - (b[3 * k + slot] * ray_x[x] + base[k + slot] - b[10 * k + slot] * surface) * near * focal;
      const bool inside = (surface > 0) & (z > kNearest) & (u >= 0) & (u < w) & (v >= 0) & (v < h);
      const Taps taps = taps_of(slot * n, inside ? u : 0.5f, inside ? v : 0.5f, w, h);
      float presence = 0, depth = 0, red = 0, green = 0, blue = 0;
      for (int tap = 0; tap < 4; tap++) {
        const float d = inverse[taps.at[tap]];
        const int32_t colour = static_cast<int32_t>(colours[taps.at[tap]]);
        const float share = d > 0 ? taps.weight[tap] : 0.0f;
        presence += share;
        depth += share * d;
        red += share * (colour & 255);
        green += share * (colour >> 8 & 255);
        blue += share * (colour >> 16);
      }
      const float scale = 1.0f / (presence + 1e-4f);
      const float expected = surface * near;
      const float error = std::fabs(depth * scale - expected) / (kDepthTolerance * expected + kDepthFloor);
      const float trust = inside ? exp_negative(-error * error) * presence : 0.0f;
      const float colour = scale * trust / 255.0f;
      const float trust_memory = slot > 0 ? trust : 0.0f, trust_previous = slot > 0 ? 0.0f : trust;
      const float carried = slot > 0 ? 0.0f : colour;
      red_out[x] = red * colour;
      green_out[x] = green * colour;
      blue_out[x] = blue * colour;
      root_out[x] = std::sqrt(greater(surface, 0.0f)) * trust;
      trust_out[x] = trust;
      memory[x] = trust_memory;
      previous[x] = trust_previous;
      previous_red[x] = red * carried;
      previous_green[x] = green * carried;
      previous_blue[x] = blue * carried;
      detail[x] = less(near, 1.0f) * trust_memory;
    }
  }
}

}  // namespace
}  // namespace worldroom
