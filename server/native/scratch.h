// Plain pointers: what is inline in a class of the library could be compiled for one instruction set and
// linked into the code of another.
#pragma once
#include "kernel.h"

namespace worldroom {

/** W x H pixels, K slots. */
struct Scratch {
  ViewShape shape;
  int pixels, coarse_width, coarse_height, half_width, half_height;
  /** [K, H, W]: inverse depth as the slots saw it. */
  float* inverse;
  /** [K, H * W + 1]: as the view sees it; points that miss the view fall into the last cell. */
  float* fine;
  /** [K, H / 4, W / 4] */
  float* coarse;
  /** [H, W] each. */
  float *guess, *sure, *surface, *temporary, *other;
  int32_t* slot;
  /** One row and its borders. */
  float* padded;
  float* value;
  int32_t* index;
  /** [H / 2, W / 2]: best quality, its agreement, the previous frame's agreement, the slot. */
  float *quality, *agreement, *previous;
  int32_t* chosen;
  /** Rays of the camera: x by column, y by row. */
  float *ray_x, *ray_y;
  /** [12, K]: the rotation's transpose, and the shift seen through it. */
  float* back;
  /** [5, H, W]: colour and root inverse depth times what is known of them, and what is known. */
  float* known;
  /** [5, H / 4, W / 4] and [5, H / 16, W / 16]. */
  float *pooled4, *pooled16;
  /** [2, 5, W] */
  float* filled;
  /** Of each column: its neighbours in a plane of a quarter or a sixteenth, and the right one's share. */
  int32_t *left4, *right4, *left16, *right16;
  float *share4, *share16;
  /** [17, W]: one row of what the trunk answers and of the coarse view. */
  float* rows;
  /** 1 where a slot knows anything. */
  uint8_t* used;
};

}  // namespace worldroom
