// Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "numbers.h"
#include "scratch.h"

namespace worldroom {
namespace {

/** Means of `size` by `size` pixels. */
void average(const float* __restrict in, float* __restrict out, float* __restrict sums, int w, int h, int size) {
  const float scale = 1.0f / (size * size);
  for (int y = 0; y < h / size; y++) {
    std::memset(sums, 0, w * sizeof(float));
    for (int i = 0; i < size; i++) {
      const float* __restrict row = in + static_cast<size_t>(y * size + i) * w;
      for (int x = 0; x < w; x++) sums[x] += row[x];
    }
    for (int x = 0; x < w / size; x++) {
      float sum = 0;
      for (int i = 0; i < size; i++) sum += sums[x * size + i];
      out[y * (w / size) + x] = sum * scale;
    }
  }
}

/**
 * Holes take the mean of what is known around them, from ever wider surroundings (pull-push).
 * `known` is [channels + 1, pixels]: values times what is known of them, and what is known.
 */
void fill_holes(Scratch& s, const float* known, int channels, float* const* out) {
  const int w = s.shape.width, h = s.shape.height, n = s.pixels;
  const float* cover = known + static_cast<size_t>(channels) * n;
  float* pooled[2] = {s.pooled4, s.pooled16};
  const int sizes[2] = {4, 16};
  for (int level = 0; level < 2; level++) {
    const int size = sizes[level], cells = n / (size * size);
    for (int c = 0; c <= channels; c++) {
      average(known + static_cast<size_t>(c) * n, pooled[level] + static_cast<size_t>(c) * cells, s.value, w, h, size);
    }
    float* share = pooled[level] + static_cast<size_t>(channels) * cells;
    for (int i = 0; i < cells; i++) {
      const float weight = less(share[i] * size, 1.0f);
      const float scale = weight / (share[i] + 1e-4f);
      for (int c = 0; c < channels; c++) pooled[level][static_cast<size_t>(c) * cells + i] *= scale;
      share[i] = weight;
    }
  }
  float mean[4];
  double total = 0;
  for (int i = 0; i < n; i++) total += cover[i];
  for (int c = 0; c < channels; c++) {
    double sum = 0;
    const float* plane = known + static_cast<size_t>(c) * n;
    for (int i = 0; i < n; i++) sum += plane[i];
    mean[c] = static_cast<float>((sum + 0.5) / (total + 1.0));
  }
  // Rows of what is pushed back up, for one row of the view: [2 levels][channels + 1][w].
  float* pushed = s.filled;
  float* line = s.temporary;
  for (int y = 0; y < h; y++) {
    for (int level = 0; level < 2; level++) {
      const int size = sizes[level], cw = w / size, ch = h / size;
      const float at = greater(0.0f, (y + 0.5f) / size - 0.5f);
      const int y0 = static_cast<int>(at), y1 = y0 + 1 < ch ? y0 + 1 : ch - 1;
      const float ay = at - y0;
      const int32_t* __restrict left = level == 0 ? s.left4 : s.left16;
      const int32_t* __restrict right = level == 0 ? s.right4 : s.right16;
      const float* __restrict share = level == 0 ? s.share4 : s.share16;
      for (int c = 0; c <= channels; c++) {
        const float* __restrict upper = pooled[level] + static_cast<size_t>(c) * cw * ch + static_cast<size_t>(y0) * cw;
        const float* __restrict lower = pooled[level] + static_cast<size_t>(c) * cw * ch + static_cast<size_t>(y1) * cw;
        float* __restrict mixed = line;
        for (int x = 0; x < cw; x++) mixed[x] = upper[x] + (lower[x] - upper[x]) * ay;
        float* __restrict result = pushed + static_cast<size_t>(level * 5 + c) * w;
        for (int x = 0; x < w; x++) result[x] = mixed[left[x]] + (mixed[right[x]] - mixed[left[x]]) * share[x];
      }
    }
    const size_t row = static_cast<size_t>(y) * w;
    const float* __restrict near_weight = pushed + static_cast<size_t>(channels) * w;
    const float* __restrict far_weight = pushed + static_cast<size_t>(5 + channels) * w;
    const float* __restrict weight = cover + row;
    for (int c = 0; c < channels; c++) {
      const float* __restrict near = pushed + static_cast<size_t>(c) * w;
      const float* __restrict far = pushed + static_cast<size_t>(5 + c) * w;
      const float* __restrict value = known + static_cast<size_t>(c) * n + row;
      float* __restrict result = out[c] + row;
      const float rest = mean[c];
      for (int x = 0; x < w; x++) {
        const float near_share = (1 - weight[x]) * near_weight[x];
        const float first = weight[x] + near_share;
        const float far_share = (1 - first) * far_weight[x];
        const float second = first + far_share;
        result[x] = value[x] + near_share * (near[x] / (near_weight[x] + 1e-4f)) +
                    far_share * (far[x] / (far_weight[x] + 1e-4f)) + (1 - second) * rest;
      }
    }
  }
}

}  // namespace
}  // namespace worldroom
