// The reprojection half of condition.onnx. Part of kernel.cpp, which is compiled once for each instruction set. The
// steps and their order are those of the trainer (reprojection/reprojection.py and networks/condition.py in
// models/training/worldroom_training), which says why.
#pragma once
#include <cstring>

#include "fill-holes.h"
#include "gather.h"
#include "splat.h"
#include "surface.h"

namespace worldroom {
namespace {

void half_size(const Scratch& s, float* __restrict out) {
  const int w = s.shape.width, hw = s.half_width, hh = s.half_height, n = s.pixels;
  for (int c = 0; c < 5; c++) {
    for (int y = 0; y < hh; y++) {
      const float* __restrict upper = s.known + static_cast<size_t>(c) * n + static_cast<size_t>(2 * y) * w;
      const float* __restrict lower = upper + w;
      float* __restrict row = out + static_cast<size_t>(c) * hw * hh + static_cast<size_t>(y) * hw;
      for (int x = 0; x < hw; x++) {
        row[x] = (upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]) * 0.25f;
      }
    }
  }
}

/** The baseline without a network: memory alone, its holes filled. */
void write_warp(Scratch& s, const Outputs& out) {
  const int n = s.pixels;
  const float* memory = out.conditions + static_cast<size_t>(3) * n;
  float* known = s.known;
  // What is the previous frame's is the network's own work.
  for (int i = 0; i < n; i++) {
    const bool remembered = memory[i] > 0;
    for (int c = 0; c < 3; c++) known[static_cast<size_t>(c) * n + i] = remembered ? known[static_cast<size_t>(c) * n + i] : 0.0f;
    known[static_cast<size_t>(3) * n + i] = memory[i];
  }
  float* planes[3] = {s.guess, s.sure, s.other};
  fill_holes(s, known, 3, planes);
  for (int c = 0; c < 3; c++) {
    for (int i = 0; i < n; i++) {
      out.warp[static_cast<size_t>(c) * n + i] =
          static_cast<uint8_t>(clamp(planes[c][i], 0.0f, 1.0f) * 255.0f + 0.5f);
    }
  }
}

void reproject(Scratch* scratch, const Slot* slots, const PreviousMask& mask, const Outputs& out) {
  Scratch& s = *scratch;
  const int n = s.pixels, k = s.shape.slots;
  for (int slot = 0; slot < k; slot++) {
    float* inverse = s.inverse + static_cast<size_t>(slot) * n;
    s.used[slot] = slots[slot].inverse_depth && slots[slot].rgb && read_inverse(slots[slot].inverse_depth, inverse, n);
    if (!s.used[slot]) {
      std::memset(inverse, 0, n * sizeof(float));
      continue;
    }
    const float* m = slots[slot].transform;
    write_back(s, slot, m);
    if (slot == 0) {
      if (mask.entity && mask.confidence) mask_previous(mask, inverse, n);
      drop_flying(s);
    }
    splat(s, slot, m);
    fill_slot(s, slot);
  }
  find_nearest(s);
  settle(s);
  close_surface(s);
  std::memcpy(out.surface, s.surface, n * sizeof(float));
  choose(s);
  if (out.chosen) {
    for (int i = 0; i < n / 4; i++) out.chosen[i] = static_cast<uint8_t>(s.chosen[i]);
  }
  gather(s, slots, out);
  half_size(s, out.coarse_conditions);
  float* filled[4] = {out.conditions, out.conditions + n, out.conditions + 2 * static_cast<size_t>(n),
                      out.conditions + 5 * static_cast<size_t>(n)};
  fill_holes(s, s.known, 4, filled);
  if (out.warp) write_warp(s, out);
}

}  // namespace

}  // namespace worldroom
