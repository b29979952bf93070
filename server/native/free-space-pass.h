// Where a view contradicts what keyframes see to be empty: free-space-pass.ts, which says why. Part of
// memory-kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "exact-numbers.h"
#include "memory-kernel.h"

namespace worldroom {
namespace {

/** Pixels a side of the blocks that are judged by one pixel. */
constexpr int kBlock = 2;
constexpr double kPastShare = 0.85;
/** In codes. */
constexpr double kPastSlack = 0.006 / kCodeScale;
/** Blocks of a row that are worked on together. */
constexpr int kBlocks = 128;

/** Blocks of one row of a view. */
struct BlockRow {
  int count;
  double ray_y;
  double ray_x[kBlocks];
  /** 0 where there is nothing to judge. */
  double code[kBlocks];
};

/** Where a keyframe sees each block's point: the pixel, -1 if none, and the code below which it sees past the point. */
void look_up(const Picture& picture, const BlockRow& row, const float* transform, int32_t* __restrict at,
             double* __restrict limit) {
  double t[12];
  for (int i = 0; i < 12; i++) t[i] = transform[i];
  const double centre_x = picture.width / 2.0, centre_y = picture.height / 2.0, focal = picture.focal;
  const double right = picture.width - 1, bottom = picture.height - 1;
  const int width = picture.width;
  for (int i = 0; i < row.count; i++) {
    const double x = row.ray_x[i], y = row.ray_y, inverse = row.code[i] * kCodeScale;
    const double z = t[8] * x + t[9] * y + t[10] + t[11] * inverse;
    const double shrink = 1 / z;
    const double u = centre_x + focal * (t[0] * x + t[1] * y + t[2] + t[3] * inverse) * shrink;
    const double v = centre_y - focal * (t[4] * x + t[5] * y + t[6] + t[7] * inverse) * shrink;
    limit[i] = kPastShare * row.code[i] * shrink - kPastSlack;
    // A pixel at the picture's edge has no neighbours on all sides.
    const bool inside =
        (row.code[i] > 0) & !(z < kLeastDepth) & (u >= 1) & (u < right) & (v >= 1) & (v < bottom);
    const int32_t column = static_cast<int32_t>(inside ? u : 1.0), line = static_cast<int32_t>(inside ? v : 1.0);
    at[i] = inside ? line * width + column : -1;
  }
}

/** True when all of a pixel and those at its corners are known, and farther away than `limit`. */
inline bool sees_past(const uint16_t* pixel, int width, double limit) {
  const auto past = [&](int code) { return code != 0 && code < limit; };
  return past(pixel[0]) && past(pixel[-width - 1]) && past(pixel[-width + 1]) && past(pixel[width - 1]) &&
         past(pixel[width + 1]);
}

void contradictions(const Picture& picture, const uint16_t* inverse_depth, const SeenDepth* keyframes, int count,
                    uint8_t* out) {
  const int width = picture.width, height = picture.height;
  BlockRow blocks;
  int32_t at[kBlocks];
  double limit[kBlocks];
  for (int row = 0; row < height; row += kBlock) {
    blocks.ray_y = (height / 2.0 - row - 0.5) / picture.focal;
    for (int first = 0; first < width; first += kBlock * kBlocks) {
      const int left = (width - first + kBlock - 1) / kBlock;
      blocks.count = left < kBlocks ? left : kBlocks;
      const size_t start = static_cast<size_t>(row) * width + first;
      for (int i = 0; i < blocks.count; i++) {
        blocks.ray_x[i] = (first + kBlock * i + 0.5 - width / 2.0) / picture.focal;
        blocks.code[i] = inverse_depth[start + kBlock * i];
      }
      for (int k = 0; k < count; k++) {
        look_up(picture, blocks, keyframes[k].transform, at, limit);
        for (int i = 0; i < blocks.count; i++) {
          if (at[i] < 0 || !sees_past(keyframes[k].inverse_depth + at[i], width, limit[i])) continue;
          blocks.code[i] = 0;
          for (int y = row; y < height && y < row + kBlock; y++) {
            for (int x = first + kBlock * i; x < width && x < first + kBlock * (i + 1); x++) {
              out[static_cast<size_t>(y) * width + x] = 1;
            }
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace worldroom
