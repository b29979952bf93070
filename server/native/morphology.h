// Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include <cstring>

#include "numbers.h"

namespace worldroom {
namespace {

/** Greatest (or least) of the `size` values around each, along rows; nothing lies beyond the edges. */
template <bool Greatest, int Size>
void extreme_rows(const float* __restrict in, float* __restrict out, float* __restrict padded, int w, int h) {
  constexpr int reach = Size / 2;
  const float nothing = Greatest ? -INFINITY : INFINITY;
  for (int i = 0; i < reach; i++) padded[i] = padded[w + reach + i] = nothing;
  for (int y = 0; y < h; y++) {
    std::memcpy(padded + reach, in + static_cast<size_t>(y) * w, w * sizeof(float));
    float* __restrict row = out + static_cast<size_t>(y) * w;
    for (int x = 0; x < w; x++) {
      float value = padded[x];
      for (int i = 1; i < Size; i++) value = Greatest ? greater(value, padded[x + i]) : less(value, padded[x + i]);
      row[x] = value;
    }
  }
}

/** The same along columns. */
template <bool Greatest, int Size>
void extreme_columns(const float* __restrict in, float* __restrict out, int w, int h) {
  constexpr int reach = Size / 2;
  for (int y = 0; y < h; y++) {
    const float* rows[Size];
    // A row beyond the edge is replaced by one inside: it changes no extreme.
    for (int i = 0; i < Size; i++) {
      int row = y + i - reach;
      row = row < 0 ? 0 : row >= h ? h - 1 : row;
      rows[i] = in + static_cast<size_t>(row) * w;
    }
    float* __restrict result = out + static_cast<size_t>(y) * w;
    for (int x = 0; x < w; x++) {
      float value = rows[0][x];
      for (int i = 1; i < Size; i++) value = Greatest ? greater(value, rows[i][x]) : less(value, rows[i][x]);
      result[x] = value;
    }
  }
}

/** Morphological closing of `in` into `out`; `temporary` is a plane of its own. */
template <int Size>
void close_gaps(const float* in, float* out, float* temporary, float* padded, int w, int h) {
  extreme_rows<true, Size>(in, temporary, padded, w, h);
  extreme_columns<true, Size>(temporary, out, w, h);
  extreme_rows<false, Size>(out, temporary, padded, w, h);
  extreme_columns<false, Size>(temporary, out, w, h);
}

}  // namespace
}  // namespace worldroom
