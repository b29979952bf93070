// Surfaces that another keyframe sees past. Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "back.h"
#include "numbers.h"
#include "scratch.h"

namespace worldroom {
namespace {

/** A pixel of the view in one slot: its ray there, and the slot's depth for each of the view's. */
struct SlotRay {
  float x, y, z, shift_x, shift_y, shift_z;

  SlotRay(const Scratch& s, int slot, float ray_x, float ray_y) {
    const int k = s.shape.slots;
    const float* b = s.back + slot;
    x = b[0] * ray_x + (b[k] * ray_y + b[2 * k]);
    y = b[3 * k] * ray_x + (b[4 * k] * ray_y + b[5 * k]);
    z = b[6 * k] * ray_x + (b[7 * k] * ray_y + b[8 * k]);
    shift_x = b[9 * k], shift_y = b[10 * k], shift_z = b[11 * k];
  }

  float depth(float surface) const { return z - shift_z * surface; }
  /** Whether the slot's picture was taken elsewhere. Those of the sky alone are not, and show nothing before it. */
  bool is_elsewhere() const { return (shift_x != 0) | (shift_y != 0) | (shift_z != 0); }
  /** The slot's pixel that shows a surface; false where it shows none. */
  bool find(const ViewShape& shape, float surface, int& column, int& row) const {
    const float near = depth(surface);
    const float u = std::floor((x - shift_x * surface) / greater(near, kNearest) * shape.focal + shape.width / 2.0f);
    const float v = std::floor(shape.height / 2.0f - (y - shift_y * surface) / greater(near, kNearest) * shape.focal);
    const bool inside = (near > kNearest) & (u >= 0) & (u < shape.width) & (v >= 0) & (v < shape.height);
    column = inside ? static_cast<int>(u) : 0;
    row = inside ? static_cast<int>(v) : 0;
    return inside;
  }
};

/** Where a pixel's ray meets the plane that a slot shows at the guessed place; 0 = nowhere near. */
inline float settled_at(const Scratch& s, int slot, const SlotRay& ray, float guess) {
  const int w = s.shape.width, h = s.shape.height;
  int column, row;
  if (!ray.find(s.shape, guess, column, row)) return 0;
  // Slopes reach one pixel to all sides.
  column = column < 1 ? 1 : column > w - 2 ? w - 2 : column;
  row = row < 1 ? 1 : row > h - 2 ? h - 2 : row;
  const float focal = s.shape.focal;
  const float* at = s.inverse + static_cast<size_t>(slot) * s.pixels + row * w + column;
  const float here = at[0];
  const float across = smaller(here - at[-1], at[1] - here) * focal;
  const float up = -smaller(here - at[-w], at[w] - here) * focal;
  const float along = here - across * ((column + 0.5f - w / 2.0f) / focal) - up * ((h / 2.0f - row - 0.5f) / focal);
  const float top = across * ray.x + up * ray.y + along * ray.z;
  const float bottom = 1.0f + across * ray.shift_x + up * ray.shift_y + along * ray.shift_z;
  const float settled = top / greater(bottom, kLeastFacing);
  const bool meets = (here > 0) & (bottom > 0) & (settled > 0) & (settled < kGreatest);
  return meets && std::fabs(settled - guess) / (guess + kSettledFloor / kSettled) < kSettled ? settled : 0.0f;
}

/** What a slot's plane shows at a pixel, with gaps closed widely. */
inline float wide_at(const Scratch& s, int slot, int x, int y) {
  const int w = s.shape.width, n = s.pixels;
  const float fine = s.fine[static_cast<size_t>(slot) * (n + 1) + static_cast<size_t>(y) * w + x];
  return fine > 0 ? fine : s.coarse[static_cast<size_t>(slot) * (n / 16) + (y / 4) * s.coarse_width + x / 4];
}

/** Pixels of one row of the view, one after another. */
struct RowPixels {
  int count = 0;
  /** Columns, and how far their surfaces lie from their own slots. */
  int32_t* columns;
  float* depths;
};

/** Keeps the pixels whose surface another slot has more pixels of, and at which a slot shows something farther. */
void find_overhangs(const Scratch& s, int y, const float* __restrict farthest, const int32_t* __restrict which,
                    const float* __restrict surfaces, RowPixels& found) {
  const int w = s.shape.width, k = s.shape.slots;
  const float* __restrict ray_x = s.ray_x;
  float* __restrict own = s.rows;
  float* __restrict least = s.rows + w;
  for (int x = 0; x < w; x++) own[x] = 0, least[x] = INFINITY;
  for (int slot = 1; slot < k; slot++) {
    if (!s.used[slot]) continue;
    const SlotRay ray(s, slot, 0, s.ray_y[y]);
    const float across = s.back[6 * k + slot], base = ray.z, shift = ray.shift_z;
    const float farther = ray.is_elsewhere() ? 0.0f : INFINITY;
    for (int x = 0; x < w; x++) {
      const float depth = across * ray_x[x] + base - shift * surfaces[x];
      own[x] = which[x] == slot ? depth : own[x];
      least[x] = less(depth > kNearest ? depth + farther : INFINITY, least[x]);
    }
  }
  found.count = 0;
  for (int x = 0; x < w; x++) {
    found.columns[found.count] = x;
    found.depths[found.count] = own[x];
    found.count += (farthest[x] < surfaces[x] * (1 - kBehind)) & (least[x] < own[x]);
  }
}

/** Sets which of the pixels a slot that has more pixels of their surface sees something farther at. */
void mark_seen_past(const Scratch& s, int y, const RowPixels& pixels, const float* __restrict surfaces,
                    int32_t* __restrict past) {
  const int w = s.shape.width, h = s.shape.height, k = s.shape.slots;
  const float focal = s.shape.focal;
  const float* __restrict b = s.back;
  const float* __restrict ray_x = s.ray_x;
  const int32_t* __restrict columns = pixels.columns;
  const float* __restrict depths = pixels.depths;
  for (int i = 0; i < pixels.count; i++) past[i] = 0;
  for (int slot = 1; slot < k; slot++) {
    const SlotRay ray(s, slot, 0, s.ray_y[y]);
    if (!s.used[slot] || !ray.is_elsewhere()) continue;
    const float* __restrict inverse = s.inverse + static_cast<size_t>(slot) * s.pixels;
    WORLDROOM_INDEPENDENT
    for (int i = 0; i < pixels.count; i++) {
      const float surface = surfaces[columns[i]], rx = ray_x[columns[i]];
      const float depth = b[6 * k + slot] * rx + ray.z - ray.shift_z * surface;
      const float safe = greater(depth, kNearest);
      const float u = std::floor((b[slot] * rx + ray.x - ray.shift_x * surface) / safe * focal + w / 2.0f);
      const float v = std::floor(h / 2.0f - (b[3 * k + slot] * rx + ray.y - ray.shift_y * surface) / safe * focal);
      const bool inside = (depth > kNearest) & (u >= 0) & (u < w) & (v >= 0) & (v < h);
      const float seen = inverse[static_cast<int32_t>(clamp(v, 0.0f, h - 1.0f)) * w +
                                 static_cast<int32_t>(clamp(u, 0.0f, w - 1.0f))];
      const bool farther = (seen > 0) & (seen < (1 - kPast) * surface / safe - kPastFloor);
      past[i] |= inside & farther & (depth < depths[i]);
    }
  }
}

/**
 * Replaces surfaces that another slot sees past by what is behind them, in one row of the view. `farthest`: the
 * farthest that memory's slots show at each pixel.
 */
void take_back(const Scratch& s, int y, const float* farthest, const int32_t* which, float* surfaces) {
  RowPixels pixels{0, s.index, s.value};
  find_overhangs(s, y, farthest, which, surfaces, pixels);
  // Not needed before a slot is chosen.
  int32_t* past = s.chosen;
  mark_seen_past(s, y, pixels, surfaces, past);
  for (int i = 0; i < pixels.count; i++) {
    if (!past[i]) continue;
    const int x = pixels.columns[i];
    const float behind = surfaces[x] * (1 - kBehind);
    float guess = 0;
    int other = 0;
    for (int slot = 1; slot < s.shape.slots; slot++) {
      const float wide = s.used[slot] ? wide_at(s, slot, x, y) : 0.0f;
      if (wide < behind && wide > guess) guess = wide, other = slot;
    }
    if (guess <= 0) continue;
    const float settled = settled_at(s, other, SlotRay(s, other, s.ray_x[x], s.ray_y[y]), guess);
    if (settled > 0 && settled < behind) surfaces[x] = settled;
  }
}

}  // namespace
}  // namespace worldroom
