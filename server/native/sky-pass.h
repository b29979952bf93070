// Where a picture shows open sky, and how that fills a sky plate: sky-pass.ts, which says why. Part of
// memory-kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "exact-numbers.h"
#include "memory-kernel.h"

namespace worldroom {
namespace {

/** Sky is taken up to this many pixels from anything else. */
constexpr int kSkyBorder = 2;
constexpr uint16_t kSkyPlateCode = 1;
constexpr double kLeastSkyDepth = 0.05;
/** Pixels of a row that are worked on together. */
constexpr int kSkyPixels = 256;

/** 1 for each of `count` pixels from (first, y) on that has nothing but sky around it; beyond the picture is sky. */
void open_sky_row(const Picture& picture, const uint16_t* codes, int last_code, int first, int y, int count,
                  uint8_t* __restrict out) {
  uint8_t columns[kSkyPixels + 2 * kSkyBorder];
  for (uint8_t& column : columns) column = 1;
  const int left = larger(0, first - kSkyBorder), right = lesser(picture.width, first + count + kSkyBorder);
  uint8_t* __restrict sky = columns + left - (first - kSkyBorder);
  for (int row = larger(0, y - kSkyBorder); row <= lesser(picture.height - 1, y + kSkyBorder); row++) {
    const uint16_t* __restrict from = codes + static_cast<size_t>(row) * picture.width + left;
    for (int i = 0; i < right - left; i++) sky[i] &= (from[i] != 0) & (from[i] <= last_code);
  }
  for (int i = 0; i < count; i++) {
    uint8_t all = 1;
    for (int j = 0; j <= 2 * kSkyBorder; j++) all &= columns[i + j];
    out[i] = all;
  }
}

void open_sky(const Picture& picture, const uint16_t* codes, int last_code, uint8_t* mask, PixelRange& out) {
  out = {picture.width, -1, picture.height, -1};
  for (int y = 0; y < picture.height; y++) {
    for (int first = 0; first < picture.width; first += kSkyPixels) {
      const int count = lesser(kSkyPixels, picture.width - first);
      uint8_t* row = mask + static_cast<size_t>(y) * picture.width + first;
      open_sky_row(picture, codes, last_code, first, y, count, row);
      int from = 0, to = count - 1;
      while (from < count && !row[from]) from++;
      if (from == count) continue;
      while (!row[to]) to--;
      out.left = lesser(out.left, first + from);
      out.right = larger(out.right, first + to);
      out.top = lesser(out.top, y);
      out.bottom = y;
    }
  }
}

/** Where in the picture pixels of a plate's row lie: the upper left of four pixels, -1 if nowhere, and the place. */
void look_up_sky(const Picture& picture, const double* r, double y, int first, int count,
                 const uint16_t* __restrict known, int32_t* __restrict at, double* __restrict u_out,
                 double* __restrict v_out) {
  double t[9];
  for (int i = 0; i < 9; i++) t[i] = r[i];
  const double focal = picture.focal, centre_x = picture.width / 2.0, centre_y = picture.height / 2.0;
  const double right = picture.width - 1, bottom = picture.height - 1;
  const int width = picture.width;
  for (int i = 0; i < count; i++) {
    const double x = (first + i + 0.5 - centre_x) / focal;
    const double depth = t[6] * x + t[7] * y + t[8];
    const double u = centre_x + (focal * (t[0] * x + t[1] * y + t[2])) / depth - 0.5;
    const double v = centre_y - (focal * (t[3] * x + t[4] * y + t[5])) / depth - 0.5;
    const bool inside = (known[i] == 0) & !(depth < kLeastSkyDepth) & (u >= 0) & (v >= 0) & (u < right) & (v < bottom);
    const int32_t column = static_cast<int32_t>(inside ? u : 0.0), line = static_cast<int32_t>(inside ? v : 0.0);
    at[i] = inside ? line * width + column : -1;
    u_out[i] = u - column;
    v_out[i] = v - line;
  }
}

int32_t fill_sky(const Picture& picture, const double* rotation, const PixelRange& part, const uint8_t* mask,
                 const uint8_t* rgb, uint16_t* plate_codes, uint8_t* plate_rgb) {
  const int width = picture.width;
  const size_t pixels = static_cast<size_t>(width) * picture.height;
  int32_t at[kSkyPixels];
  double across[kSkyPixels], down[kSkyPixels];
  int32_t filled = 0;
  for (int row = part.top; row <= part.bottom; row++) {
    const double y = (picture.height / 2.0 - row - 0.5) / picture.focal;
    for (int first = part.left; first <= part.right; first += kSkyPixels) {
      const int count = lesser(kSkyPixels, part.right + 1 - first);
      const size_t start = static_cast<size_t>(row) * width + first;
      uint16_t* codes = plate_codes + start;
      int unknown = 0;
      for (int i = 0; i < count; i++) unknown += codes[i] == 0;
      if (unknown == 0) continue;
      look_up_sky(picture, rotation, y, first, count, codes, at, across, down);
      for (int i = 0; i < count; i++) {
        if (at[i] < 0) continue;
        const uint8_t* open = mask + at[i];
        if (open[0] + open[1] + open[width] + open[width + 1] < 4) continue;
        if (!plate_rgb) return 1;
        const double a = across[i], b = down[i];
        const uint8_t* from = rgb + at[i];
        for (int channel = 0; channel < 3; channel++, from += pixels) {
          const double upper = from[0] * (1 - a) + from[1] * a;
          const double lower = from[width] * (1 - a) + from[width + 1] * a;
          plate_rgb[channel * pixels + start + i] = static_cast<uint8_t>(upper * (1 - b) + lower * b + 0.5);
        }
        codes[i] = kSkyPlateCode;
        filled++;
      }
    }
  }
  return filled;
}

}  // namespace
}  // namespace worldroom
