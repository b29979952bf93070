// Planar RGB to I420, as server/streaming/i420.ts defines it: whole numbers, so that both give the same bytes. Part of
// kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include <cstdint>

#include "numbers.h"

namespace worldroom {
namespace {

void rgb_to_i420(const uint8_t* rgb, int width, int height, uint8_t* out) {
  const int pixels = width * height, half = width / 2;
  for (int y = 0; y < height; y++) {
    const uint8_t* __restrict red = rgb + static_cast<size_t>(y) * width;
    const uint8_t* __restrict green = red + pixels;
    const uint8_t* __restrict blue = green + pixels;
    uint8_t* __restrict luma = out + static_cast<size_t>(y) * width;
    WORLDROOM_INDEPENDENT
    for (int x = 0; x < width; x++) {
      const uint16_t sum = static_cast<uint16_t>(66 * red[x] + 129 * green[x] + 25 * blue[x] + 128);
      luma[x] = static_cast<uint8_t>((sum >> 8) + 16);
    }
  }
  for (int y = 0; y < height / 2; y++) {
    const uint8_t* __restrict upper = rgb + static_cast<size_t>(2 * y) * width;
    uint8_t* __restrict u = out + pixels + static_cast<size_t>(y) * half;
    uint8_t* __restrict v = u + pixels / 4;
    WORLDROOM_INDEPENDENT
    for (int x = 0; x < half; x++) {
      int32_t sum[3];
      for (int c = 0; c < 3; c++) {
        const uint8_t* row = upper + static_cast<size_t>(c) * pixels;
        sum[c] = row[2 * x] + row[2 * x + 1] + row[width + 2 * x] + row[width + 2 * x + 1];
      }
      u[x] = static_cast<uint8_t>(((-38 * sum[0] - 74 * sum[1] + 112 * sum[2] + 512) >> 10) + 128);
      v[x] = static_cast<uint8_t>(((112 * sum[0] - 94 * sum[1] - 18 * sum[2] + 512) >> 10) + 128);
    }
  }
}

}  // namespace
}  // namespace worldroom
