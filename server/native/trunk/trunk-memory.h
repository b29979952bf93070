// Plain pointers: what is inline in a class of the library could be compiled for one instruction set and linked into the
// code of another.
#pragma once
#include "trunk.h"

namespace worldroom {

/** The maps of one size: [pixels + a tile, channels]. One of them is read while the other one is written. */
struct TrunkLevel {
  int width, height, channels;
  float *first, *second;
  /** What the way up adds: the last map before the way down. */
  float* kept;
};

struct TrunkMemory {
  /** Of the view. */
  int width, height;
  TrunkLevel levels[kMostLevels];
  /** Of one tile: what the first matrix of a layer reads, and what the second one does. */
  float *narrow, *wide;
  void *narrow_numbers, *wide_numbers;
  /** What a matrix answers for a tile. */
  float* answers;
  /** RGB, detail and features at half of the view's size, [H / 2 + 2, W / 2 + 2 and a tile, 16 + top / 4]. */
  void* half;
  float* half_row;
  /** Sharpened rows, [kHalfStrip + 2, W / 2 and a tile, outputs]; row y is at y % (kHalfStrip + 2). Then as numbers. */
  float* sharpened;
  void* sharpened_numbers;
  /** The largest of each sharpened row. */
  float* row_sizes;
  /** [kHalfStrip, W / 2 and a tile, 12] */
  float* finished;
  /** [10, 4 kStripCells, W] */
  float* head;
  /** [8, W]: rows for composing. */
  float* rows;
};

constexpr int kHalfStrip = 2 * kStripCells;

/** @throws std::bad_alloc */
TrunkMemory* create_trunk_memory(const TrunkNetwork& network, int width, int height);
void destroy_trunk_memory(TrunkMemory* memory);

}  // namespace worldroom
