// The way from a pixel of the view back to a slot. Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
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

/** Of each slot, what of the way back is the same for all pixels of the row with this ray. */
void write_back_row(Scratch& s, float ray_y) {
  const int k = s.shape.slots;
  for (int axis = 0; axis < 3; axis++) {
    for (int slot = 0; slot < k; slot++) {
      s.back_row[axis * k + slot] = s.back[(3 * axis + 1) * k + slot] * ray_y + s.back[(3 * axis + 2) * k + slot];
    }
  }
}

}  // namespace
}  // namespace worldroom
