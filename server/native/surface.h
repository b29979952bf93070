// Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "back.h"
#include "morphology.h"
#include "planes.h"
#include "scratch.h"
#include "seen-past.h"
#include "sparse-surfaces.h"

namespace worldroom {
namespace {

/**
 * The nearest surface of all slots at each pixel, with gaps closed widely (guess, slot) and narrowly (sure), and the
 * farthest of memory's (temporary).
 */
void find_nearest(Scratch& s) {
  const int w = s.shape.width, h = s.shape.height, n = s.pixels, cw = s.coarse_width;
  float* __restrict wide_row = s.value;
  for (int y = 0; y < h; y++) {
    const size_t at = static_cast<size_t>(y) * w;
    float* __restrict guess = s.guess + at;
    float* __restrict sure = s.sure + at;
    int32_t* __restrict which = s.slot + at;
    float* __restrict farthest = s.temporary + at;
    std::memset(guess, 0, w * sizeof(float));
    std::memset(sure, 0, w * sizeof(float));
    std::memset(which, 0, w * sizeof(int32_t));
    for (int x = 0; x < w; x++) farthest[x] = kGreatest;
    // Slot 0 last: the previous frame counts only where memory has nothing.
    for (int step = 1; step <= s.shape.slots; step++) {
      const int slot = step % s.shape.slots;
      if (!s.used[slot]) continue;
      const float* __restrict fine = s.fine + static_cast<size_t>(slot) * (n + 1) + at;
      const float* __restrict coarse = s.coarse + static_cast<size_t>(slot) * (n / 16) + (y / 4) * cw;
      for (int x = 0; x < cw; x++) {
        for (int i = 0; i < 4; i++) wide_row[4 * x + i] = coarse[x];
      }
      for (int x = 0; x < w; x++) wide_row[x] = fine[x] > 0 ? fine[x] : wide_row[x];
      if (slot > 0) {
        for (int x = 0; x < w; x++) {
          const float wide = wide_row[x];
          which[x] = wide > guess[x] ? slot : which[x];
          guess[x] = greater(wide, guess[x]);
          sure[x] = greater(fine[x], sure[x]);
        }
        for (int x = 0; x < w; x++) farthest[x] = wide_row[x] > 0 ? less(wide_row[x], farthest[x]) : farthest[x];
      } else {
        for (int x = 0; x < w; x++) {
          guess[x] = guess[x] > 0 ? guess[x] : wide_row[x];
          sure[x] = sure[x] > 0 ? sure[x] : fine[x];
        }
      }
    }
  }
}

/**
 * Where each pixel's ray meets the plane that its slot shows at the guessed place, else the narrow surface; then a
 * nearer one whose points lie too far apart, and what is behind it where another slot sees past it.
 */
void settle(Scratch& s) {
  const int w = s.shape.width;
  find_closed(s);
  for (int y = 0; y < s.shape.height; y++) {
    const size_t row = static_cast<size_t>(y) * w;
    const float* __restrict guesses = s.guess + row;
    const float* __restrict sure = s.sure + row;
    int32_t* __restrict which = s.slot + row;
    float* __restrict out = s.other + row;
    write_back_row(s, s.ray_y[y]);
    for (int x = 0; x < w; x++) s.index[x] = x;
    meet_planes(s, w, s.index, which, guesses, out);
    for (int x = 0; x < w; x++) {
      const float off = std::fabs(out[x] - guesses[x]) / (guesses[x] + kSettledFloor / kSettled);
      out[x] = (out[x] > 0) & (off < kSettled) ? out[x] : sure[x];
    }
    bring_forward(s, y, which, out);
    take_back(s, y, s.temporary + row, which, out);
  }
}

/** Closes narrow gaps in the surface. Slopes stay: closing levels their last pixels before a nearer edge. */
void close_surface(Scratch& s) {
  const int n = s.pixels;
  close_gaps<kSurfaceGap>(s.other, s.surface, s.temporary, s.padded, s.shape.width, s.shape.height);
  const float* __restrict found = s.other;
  float* __restrict surface = s.surface;
  for (int i = 0; i < n; i++) {
    const bool is_gap = surface[i] - found[i] > kSettled * found[i] + kSettledFloor;
    surface[i] = is_gap ? surface[i] : found[i];
  }
}

}  // namespace
}  // namespace worldroom
