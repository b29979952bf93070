// Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "morphology.h"
#include "scratch.h"

namespace worldroom {
namespace {

/** Reads a slot's codes as inverse depth; false when nothing of it is known. */
bool read_inverse(const uint16_t* __restrict codes, float* __restrict inverse, int pixels) {
  int any = 0;
  for (int i = 0; i < pixels; i++) {
    inverse[i] = codes[i] * kInverseDepthScale;
    any |= codes[i];
  }
  return any != 0;
}

void mask_previous(const PreviousMask& mask, float* __restrict inverse, int pixels) {
  const uint8_t* __restrict entity = mask.entity;
  const uint8_t* __restrict confidence = mask.confidence;
  const int threshold = mask.entity_threshold;
  const float least = mask.least_confidence;
  for (int i = 0; i < pixels; i++) {
    const bool keep = entity[i] < threshold && confidence[i] >= least;
    inverse[i] = keep ? inverse[i] : 0.0f;
  }
}

/** Makes unknown what a drawn frame smears between a near and a far surface. */
void drop_flying(Scratch& s) {
  const int w = s.shape.width, h = s.shape.height, n = s.pixels;
  float* __restrict inverse = s.inverse;
  extreme_rows<true, 3>(inverse, s.temporary, s.padded, w, h);
  extreme_columns<true, 3>(s.temporary, s.guess, w, h);
  extreme_rows<false, 3>(inverse, s.temporary, s.padded, w, h);
  extreme_columns<false, 3>(s.temporary, s.other, w, h);
  const float* __restrict nearest = s.guess;
  const float* __restrict farthest = s.other;
  for (int i = 0; i < n; i++) {
    const float slack = kBetween * inverse[i] + kBetweenFloor;
    const bool between = nearest[i] - inverse[i] > slack && inverse[i] - farthest[i] > slack;
    inverse[i] = between ? 0.0f : inverse[i];
  }
}

/** A slot's points as the view sees them: a z-buffer of inverse depth. */
void splat(Scratch& s, int slot, const float* __restrict m) {
  const int w = s.shape.width, h = s.shape.height, n = s.pixels;
  const float focal = s.shape.focal;
  const float* __restrict ray_x = s.ray_x;
  const float* __restrict inverse = s.inverse + static_cast<size_t>(slot) * n;
  // One cell more takes the points that miss the view.
  float* __restrict buffer = s.fine + static_cast<size_t>(slot) * (n + 1);
  int32_t* __restrict index = s.index;
  float* __restrict value = s.value;
  std::memset(buffer, 0, (n + 1) * sizeof(float));
  for (int y = 0; y < h; y++) {
    const float* __restrict row = inverse + static_cast<size_t>(y) * w;
    const float ray_y = s.ray_y[y];
    const float base_x = m[1] * ray_y + m[2], base_y = m[5] * ray_y + m[6], base_z = m[9] * ray_y + m[10];
    for (int x = 0; x < w; x++) {
      const float d = row[x];
      const float px = m[0] * ray_x[x] + base_x + m[3] * d;
      const float py = m[4] * ray_x[x] + base_y + m[7] * d;
      const float pz = m[8] * ray_x[x] + base_z + m[11] * d;
      const float safe = greater(pz, kNearest);
      const float column = std::floor(px / safe * focal + w / 2.0f);
      const float line = std::floor(h / 2.0f - py / safe * focal);
      const bool inside = (column >= 0) & (column < w) & (line >= 0) & (line < h) & (pz > kNearest) & (d > 0);
      const float at = clamp(line, 0.0f, h - 1.0f) * w + clamp(column, 0.0f, w - 1.0f);
      index[x] = inside ? static_cast<int32_t>(at) : n;
      value[x] = less(d / safe, kGreatest);
    }
    for (int x = 0; x < w; x++) {
      float* cell = buffer + index[x];
      *cell = greater(value[x], *cell);
    }
  }
}

/** The greatest of each 4 x 4 numbers of `in`, a plane of w x h, into `out`. */
void greatest_of_fours(const float* __restrict in, float* __restrict out, int w, int h) {
  for (int y = 0; y < h / 4; y++) {
    const float* rows = in + static_cast<size_t>(4 * y) * w;
    float* __restrict result = out + static_cast<size_t>(y) * (w / 4);
    for (int x = 0; x < w / 4; x++) result[x] = 0;
    for (int i = 0; i < 4; i++) {
      const float* __restrict row = rows + static_cast<size_t>(i) * w;
      for (int x = 0; x < w / 4; x++) {
        result[x] = greater(greater(greater(row[4 * x], row[4 * x + 1]), greater(row[4 * x + 2], row[4 * x + 3])), result[x]);
      }
    }
  }
}

/** Fills the gaps of a slot's plane, and finds its surfaces at a quarter and a sixteenth of the size. */
void fill_slot(Scratch& s, int slot) {
  const int w = s.shape.width, h = s.shape.height, n = s.pixels;
  const int cw = s.coarse_width, ch = s.coarse_height;
  float* __restrict plane = s.fine + static_cast<size_t>(slot) * (n + 1);
  close_gaps<kGap>(plane, s.guess, s.temporary, s.padded, w, h);
  const float* __restrict closed = s.guess;
  for (int i = 0; i < n; i++) plane[i] = plane[i] > 0 ? plane[i] : closed[i];
  float* small = s.other;
  greatest_of_fours(plane, small, w, h);
  float* smallest = s.sure;
  greatest_of_fours(small, smallest, cw, ch);
  close_gaps<kWideGap>(small, s.coarse + static_cast<size_t>(slot) * (n / 16), s.temporary, s.padded, cw, ch);
  close_gaps<kWidestGap>(smallest, s.coarsest + static_cast<size_t>(slot) * (n / 256), s.temporary, s.padded, cw / 4,
                         ch / 4);
}

}  // namespace
}  // namespace worldroom
