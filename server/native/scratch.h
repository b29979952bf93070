// Plain pointers: what is inline in a class of the library could be compiled for one instruction set and
// linked into the code of another.
#pragma once
#include "kernel.h"

namespace worldroom {

/** The rays that meet one entity's box. */
struct BoxRays {
  /** Numbers of shared/entity.ts. */
  const float* entity;
  size_t from, to;
};

/** W x H pixels, K slots. */
struct Scratch {
  ViewShape shape;
  int pixels, coarse_width, coarse_height, half_width, half_height;
  /** [K, H, W]: inverse depth as the slots saw it. */
  float* inverse;
  /** [K, H * W + 1]: as the view sees it; points that miss the view fall into the last cell. */
  float* fine;
  /** Closed at a quarter and a sixteenth of the size: [K, H / 4, W / 4] and [K, H / 16, W / 16]. */
  float *coarse, *coarsest;
  /** The nearest of all slots in those, and its slot: [H / 4, W / 4] and [H / 16, W / 16]. */
  float *nearest4, *nearest16;
  int32_t *nearest_slot4, *nearest_slot16;
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
  /** [3, K]: of one row of the view, what of the way back is the same for all its pixels. */
  float* back_row;
  /** [K, H, W]: red, green and blue of a slot's pixel in one word. */
  uint32_t* colours;
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
  /** Rays that meet an entity's box: pixel, depths of entry and exit. They grow as needed; see reserve_rays. */
  int32_t* ray_pixel;
  float *ray_enter, *ray_leave;
  size_t ray_count, ray_room;
  BoxRays* boxes;
  int box_count, box_room;
  /** What the perceptron of entities reads and answers; see reserve_columns. */
  float* columns;
  size_t column_room;
  /** 1 where a slot knows anything. */
  uint8_t* used;
};

/** Makes room for so many rays and boxes; what was there is kept. */
void reserve_rays(Scratch& scratch, size_t rays, int boxes);
/** So many numbers, in whole cache lines. */
float* reserve_columns(Scratch& scratch, size_t count);

}  // namespace worldroom
