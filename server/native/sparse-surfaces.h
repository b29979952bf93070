// Near surfaces whose points lie too far apart in the view. Part of kernel.cpp, which is compiled once for each
// instruction set.
#pragma once
#include "back.h"
#include "numbers.h"
#include "planes.h"
#include "scratch.h"

namespace worldroom {
namespace {

/** Pixels of one row of the view, one after another: a guessed surface of each, and the slot that may show it. */
struct RowGuesses {
  int count = 0;
  int32_t *columns, *slots;
  float *guesses, *surfaces;
};

/** Each cell's nearest surface of memory's slots, and its slot, with gaps closed at a quarter and a sixteenth. */
void find_closed(Scratch& s) {
  const int sizes[2] = {4, 16};
  for (int level = 0; level < 2; level++) {
    const int cells = s.pixels / (sizes[level] * sizes[level]);
    float* __restrict nearest = level == 0 ? s.nearest4 : s.nearest16;
    int32_t* __restrict which = level == 0 ? s.nearest_slot4 : s.nearest_slot16;
    for (int i = 0; i < cells; i++) nearest[i] = 0, which[i] = 0;
    for (int slot = 1; slot < s.shape.slots; slot++) {
      if (!s.used[slot]) continue;
      const float* __restrict closed = (level == 0 ? s.coarse : s.coarsest) + static_cast<size_t>(slot) * cells;
      for (int i = 0; i < cells; i++) {
        which[i] = closed[i] > nearest[i] ? slot : which[i];
        nearest[i] = greater(closed[i], nearest[i]);
      }
    }
  }
}

/** Makes 0 the surfaces that do not lie between four pixels of their slot which show one plane. */
void keep_shown(const Scratch& s, int count, const int32_t* __restrict columns, const int32_t* __restrict slots,
                float* __restrict surfaces) {
  const int w = s.shape.width, h = s.shape.height, n = s.pixels, k = s.shape.slots;
  const float focal = s.shape.focal;
  const float* __restrict b = s.back;
  const float* __restrict base = s.back_row;
  const float* __restrict inverse = s.inverse;
  const float* __restrict ray_x = s.ray_x;
  WORLDROOM_INDEPENDENT
  for (int i = 0; i < count; i++) {
    const int32_t slot = slots[i];
    const float ray = ray_x[columns[i]], surface = surfaces[i];
    const float z = b[6 * k + slot] * ray + base[2 * k + slot] - b[11 * k + slot] * surface;
    const float safe = greater(z, kNearest);
    const float u = (b[slot] * ray + base[slot] - b[9 * k + slot] * surface) / safe * focal + (w / 2.0f - 0.5f);
    const float v =
        (h / 2.0f - 0.5f) - (b[3 * k + slot] * ray + base[k + slot] - b[10 * k + slot] * surface) / safe * focal;
    const bool inside = (z > kNearest) & (u >= 0) & (u < w - 1) & (v >= 0) & (v < h - 1);
    const float left = clamp(std::floor(u), 0.0f, w - 2.0f), top = clamp(std::floor(v), 0.0f, h - 2.0f);
    const int32_t at = slot * n + static_cast<int32_t>(top) * w + static_cast<int32_t>(left);
    const float a = inverse[at], c = inverse[at + 1], d = inverse[at + w], e = inverse[at + w + 1];
    const float above = a + (c - a) * (u - left), below = d + (e - d) * (u - left);
    const float expected = surface / safe;
    const float off = std::fabs(above + (below - above) * (v - top) - expected);
    const float bent = std::fabs((a + e) - (c + d));
    const bool known = less(less(a, c), less(d, e)) > 0;
    const bool shown = inside & known & (greater(off, bent) < kMesh * expected);
    surfaces[i] = shown ? surface : 0.0f;
  }
}

inline bool is_nearer(float surface, float than) { return surface > than * (1 + kNearer) + kSettledFloor; }

/** Drops the pixels whose surfaces are not nearer than those found before. */
void keep_nearer(RowGuesses& row, const float* surfaces) {
  int kept = 0;
  for (int i = 0; i < row.count; i++) {
    const bool nearer = is_nearer(row.surfaces[i], surfaces[row.columns[i]]);
    row.columns[kept] = row.columns[i];
    row.slots[kept] = row.slots[i];
    row.surfaces[kept] = row.surfaces[i];
    kept += nearer;
  }
  row.count = kept;
}

/**
 * Replaces the surfaces of one row of the view by nearer ones that a slot shows, though their points lie too far apart
 * there to hide what is behind them.
 */
void bring_forward(Scratch& s, int y, int32_t* which, float* surfaces) {
  const int w = s.shape.width;
  // Not needed before a slot is chosen.
  RowGuesses row{0, s.index, s.chosen, s.rows, s.rows + w};
  for (int size = 16; size >= 4; size /= 4) {
    const int first = (y / size) * (w / size);
    const float* nearest = (size == 4 ? s.nearest4 : s.nearest16) + first;
    const int32_t* slots = (size == 4 ? s.nearest_slot4 : s.nearest_slot16) + first;
    row.count = 0;
    for (int x = 0; x < w; x++) {
      row.columns[row.count] = x;
      row.slots[row.count] = slots[x / size];
      row.guesses[row.count] = nearest[x / size];
      row.count += is_nearer(nearest[x / size], surfaces[x]);
    }
    meet_planes(s, row.count, row.columns, row.slots, row.guesses, row.surfaces);
    keep_nearer(row, surfaces);
    // The guess may be far off. The plane there may be another one than where the ray meets it.
    meet_planes(s, row.count, row.columns, row.slots, row.surfaces, row.guesses);
    keep_shown(s, row.count, row.columns, row.slots, row.guesses);
    for (int i = 0; i < row.count; i++) {
      const int x = row.columns[i];
      const float found = row.guesses[i], before = row.surfaces[i];
      const bool same = std::fabs(found - before) < kSettled * before + kSettledFloor;
      if (!same || !is_nearer(found, surfaces[x])) continue;
      surfaces[x] = found;
      which[x] = row.slots[i];
    }
  }
}

}  // namespace
}  // namespace worldroom
