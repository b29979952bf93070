// Which of a drawn view's pixels are worth remembering: novelty-pass.ts, which says why. Part of memory-kernel.cpp,
// which is compiled once for each instruction set.
#pragma once
#include "exact-numbers.h"
#include "memory-kernel.h"

namespace worldroom {
namespace {

constexpr int kEntityFrom = 64;
constexpr int kMargin = 3;
constexpr int kCoveredFrom = 128;
/** The least whole number that is 0.9 of 255. */
constexpr int kWalkableFrom = 230;
/** 0.08 of a code, as a fraction. */
constexpr int kBetweenOver = 2;
constexpr int kBetweenUnder = 25;
constexpr int kBetweenSlack = 26;
/** Pixels of a row that are worked on together. */
constexpr int kStretch = 256;

/** 1 for each of `count` pixels from (first, y) on that is within the margin of an entity. */
void near_entity(const NoveltyInputs& in, int first, int y, int count, uint8_t* __restrict out) {
  // Of each column, whether one of the rows around has an entity; it begins `kMargin` columns before `first`.
  uint8_t columns[kStretch + 2 * kMargin] = {};
  const int left = larger(0, first - kMargin), right = lesser(in.width, first + count + kMargin);
  uint8_t* __restrict found = columns + left - (first - kMargin);
  for (int row = larger(0, y - kMargin); row <= lesser(in.height - 1, y + kMargin); row++) {
    const uint8_t* __restrict entity = in.entity + static_cast<size_t>(row) * in.width + left;
    for (int i = 0; i < right - left; i++) found[i] |= entity[i] >= kEntityFrom;
  }
  for (int i = 0; i < count; i++) {
    uint8_t any = 0;
    for (int j = 0; j <= 2 * kMargin; j++) any |= columns[i + j];
    out[i] = any;
  }
}

/** 1 for each pixel that lies between a nearer and a farther neighbour. */
void between_surfaces(const NoveltyInputs& in, int first, int y, int count, uint8_t* __restrict out) {
  // Greatest and least of each column's three; it begins one column before `first`, and ends one after.
  uint16_t high[kStretch + 2], low[kStretch + 2];
  const auto row_at = [&](int row) { return in.inverse_depth + static_cast<size_t>(row) * in.width; };
  const uint16_t* above = row_at(larger(0, y - 1));
  const uint16_t* here = row_at(y);
  const uint16_t* below = row_at(lesser(in.height - 1, y + 1));
  const int left = larger(0, first - 1), right = lesser(in.width, first + count + 1);
  const int shift = left - (first - 1);
  for (int x = left; x < right; x++) {
    const uint16_t a = above[x], b = here[x], c = below[x];
    const uint16_t most = a > b ? a : b, least = a < b ? a : b;
    high[x - left + shift] = most > c ? most : c;
    low[x - left + shift] = least < c ? least : c;
  }
  // A column beyond the edge is replaced by one inside: it changes nothing.
  if (shift == 1) high[0] = high[1], low[0] = low[1];
  if (right == first + count) high[count + 1] = high[count], low[count + 1] = low[count];
  for (int i = 0; i < count; i++) {
    const int code = here[first + i];
    const int most = larger(larger(high[i], high[i + 1]), high[i + 2]);
    const int least = lesser(lesser(low[i], low[i + 1]), low[i + 2]);
    const bool nearer = kBetweenUnder * (most - code - kBetweenSlack) > kBetweenOver * code;
    const bool farther = kBetweenUnder * (code - least - kBetweenSlack) > kBetweenOver * code;
    out[i] = nearer & farther;
  }
}

void assess_novelty(const NoveltyInputs& in, NoveltyOutputs& out) {
  const int most = static_cast<int>(in.least_confidence);
  // A byte is at least a number when it is at least the next whole number.
  const int wanted = larger(0, lesser(256, most + (most < in.least_confidence)));
  uint8_t near[kStretch], flying[kStretch];
  out.free = out.known = 0;
  for (int y = 0; y < in.height; y++) {
    for (int first = 0; first < in.width; first += kStretch) {
      const int count = lesser(kStretch, in.width - first);
      near_entity(in, first, y, count, near);
      between_surfaces(in, first, y, count, flying);
      const size_t at = static_cast<size_t>(y) * in.width + first;
      if (in.impossible) {
        for (int i = 0; i < count; i++) flying[i] |= in.impossible[at + i] == 1;
      }
      const uint8_t* __restrict coverage = in.coverage + at;
      const uint8_t* __restrict confidence = in.confidence + at;
      uint8_t* __restrict keep = out.keep + at;
      uint8_t* __restrict sure = out.sure + at;
      const uint8_t may_imagine = in.imagined ? 1 : 0;
      int32_t free = 0, known = 0;
      for (int i = 0; i < count; i++) {
        const uint8_t covered = coverage[i] >= kCoveredFrom;
        const uint8_t imagined = may_imagine & (covered ^ 1);
        const uint8_t possible = (near[i] ^ 1) & (flying[i] ^ 1) & (imagined | (confidence[i] >= wanted));
        sure[i] = possible & (imagined | (confidence[i] >= kWalkableFrom));
        keep[i] = possible & (covered ^ 1);
        free += near[i] ^ 1;
        known += keep[i];
      }
      out.free += free;
      out.known += known;
    }
  }
}

int32_t count_uncovered(const uint8_t* coverage, size_t length) {
  int32_t uncovered = 0;
  for (size_t i = 0; i < length; i++) uncovered += coverage[i] < kCoveredFrom;
  return uncovered;
}

void mask_codes(const uint16_t* __restrict codes, const uint8_t* __restrict mask, size_t length,
                uint16_t* __restrict out) {
  for (size_t i = 0; i < length; i++) out[i] = mask[i] == 1 ? codes[i] : 0;
}

}  // namespace
}  // namespace worldroom
