// The planes that slots show, as the rays of one row of the view meet them. Part of kernel.cpp, which is compiled once
// for each instruction set.
#pragma once
#include "back.h"
#include "numbers.h"
#include "scratch.h"

namespace worldroom {
namespace {

/**
 * Where the ray of each of a row's pixels meets the plane that its slot shows at the guessed place; 0 = nowhere. Needs
 * write_back_row.
 */
void meet_planes(const Scratch& s, int count, const int32_t* __restrict columns, const int32_t* __restrict slots,
                 const float* __restrict guesses, float* __restrict surfaces) {
  const int w = s.shape.width, h = s.shape.height, n = s.pixels, k = s.shape.slots;
  const float focal = s.shape.focal;
  const float* __restrict b = s.back;
  const float* __restrict base = s.back_row;
  const float* __restrict inverse = s.inverse;
  const float* __restrict ray_x = s.ray_x;
  WORLDROOM_INDEPENDENT
  for (int i = 0; i < count; i++) {
    const int32_t slot = slots[i];
    const float ray = ray_x[columns[i]], guess = guesses[i];
    const float own_x = b[slot] * ray + base[slot];
    const float own_y = b[3 * k + slot] * ray + base[k + slot];
    const float own_z = b[6 * k + slot] * ray + base[2 * k + slot];
    const float shift_x = b[9 * k + slot], shift_y = b[10 * k + slot], shift_z = b[11 * k + slot];
    const float z = own_z - shift_z * guess;
    const float safe = greater(z, kNearest);
    float u = std::floor((own_x - shift_x * guess) / safe * focal + w / 2.0f);
    float v = std::floor(h / 2.0f - (own_y - shift_y * guess) / safe * focal);
    const bool inside = (z > kNearest) & (u >= 0) & (u < w) & (v >= 0) & (v < h) & (guess > 0);
    u = clamp(u, 1.0f, w - 2.0f);
    v = clamp(v, 1.0f, h - 2.0f);
    const int32_t at = slot * n + static_cast<int32_t>(v) * w + static_cast<int32_t>(u);
    const float here = inverse[at];
    const float across = smaller(here - inverse[at - 1], inverse[at + 1] - here) * focal;
    const float up = -smaller(here - inverse[at - w], inverse[at + w] - here) * focal;
    const float along = here - across * ((u + 0.5f - w / 2.0f) / focal) - up * ((h / 2.0f - v - 0.5f) / focal);
    const float top = across * own_x + up * own_y + along * own_z;
    // At most 0 where the plane turns its back to the view.
    const float bottom = 1.0f + across * shift_x + up * shift_y + along * shift_z;
    const float met = top / greater(bottom, kLeastFacing);
    const bool meets = inside & (here > 0) & (bottom > 0) & (met > 0) & (met < kGreatest);
    surfaces[i] = meets ? met : 0.0f;
  }
}

}  // namespace
}  // namespace worldroom
