// Rays over a map of cells, as in surface-rays.ts. Part of surface-kernel.cpp, which is compiled once for each
// instruction set.
#pragma once
#include <cmath>

#include "surface-kernel.h"

namespace worldroom {
namespace {

/** Height of the highest wall of planHeights, metres. */
constexpr float kHighestWall = 3.4f;
/** Metres within which walls may hide a light, and the least distance that counts. */
constexpr float kFarthestHorizon = 16.0f, kNearestHorizon = 1e-3f;

enum Face { kEast, kWest, kNorth, kSouth, kTop };
enum Met { kSurface, kSky, kUnknown };

struct Hit {
  Met met;
  /** Parameter of the ray, cell and face; of a sky without meaning. */
  float distance;
  int cell;
  int face;
};

/** Amanatides and Woo, "A fast voxel traversal algorithm for ray tracing" (1987). */
inline Hit cast_ray(const SurfaceGround& ground, float x, float y, float z, float dx, float dy, float dz) {
  const int stride = ground.stride;
  const int column = static_cast<int>(std::floor(x)) - ground.x, row = static_cast<int>(std::floor(z)) - ground.z;
  if (column < 0 || row < 0 || column >= stride || row >= stride) return {kUnknown, 0, 0, 0};
  int cell = row * stride + column;
  const float* heights = ground.heights;
  if (heights[cell] < 0 || heights[cell] > y) return {kUnknown, 0, 0, 0};
  const float inverse_x = dx != 0 ? 1 / dx : 1e30f, inverse_z = dz != 0 ? 1 / dz : 1e30f, inverse_y = dy != 0 ? 1 / dy : 1e30f;
  const int step_x = dx >= 0 ? 1 : -1, step_z = dz >= 0 ? stride : -stride;
  const float delta_x = std::fabs(inverse_x), delta_z = std::fabs(inverse_z);
  float next_x = dx != 0 ? (std::floor(x) + (dx > 0 ? 1 : 0) - x) * inverse_x : 1e30f;
  float next_z = dz != 0 ? (std::floor(z) + (dz > 0 ? 1 : 0) - z) * inverse_z : 1e30f;
  const float end = dy > 0 ? (kHighestWall - y) * inverse_y : 1e30f;
  float height = heights[cell];
  for (;;) {
    const bool crosses_x = next_x < next_z;
    const float t = crosses_x ? next_x : next_z;
    if (dy < 0 && (height - y) * inverse_y <= t) return {kSurface, (height - y) * inverse_y, cell, kTop};
    if (t >= end) return {kSky, t, cell, 0};
    next_x += crosses_x ? delta_x : 0;
    next_z += crosses_x ? 0 : delta_z;
    cell += crosses_x ? step_x : step_z;
    height = heights[cell];
    if (height < 0) return {kUnknown, t, cell, 0};
    if (y + dy * t < height) {
      return {kSurface, t, cell, crosses_x ? (step_x > 0 ? kWest : kEast) : (step_z > 0 ? kSouth : kNorth)};
    }
  }
}

/** The greatest slope at which a wall is seen from a point along a direction over the ground. */
inline float horizon(const SurfaceGround& ground, float x, float y, float z, int cell, float dx, float dz) {
  const int stride = ground.stride;
  const float cell_x = static_cast<float>(cell % stride + ground.x), cell_z = static_cast<float>(cell / stride + ground.z);
  const int step_x = dx > 0 ? 1 : -1, step_z = dz > 0 ? stride : -stride;
  const float inverse_x = dx != 0 ? 1 / dx : 1e30f, inverse_z = dz != 0 ? 1 / dz : 1e30f;
  const float delta_x = std::fabs(inverse_x), delta_z = std::fabs(inverse_z);
  float next_x = (cell_x + (dx > 0 ? 1 : 0) - x) * inverse_x, next_z = (cell_z + (dz > 0 ? 1 : 0) - z) * inverse_z;
  const float room = kHighestWall - y;
  float slope = 0;
  for (;;) {
    const bool crosses_x = next_x < next_z;
    const float s = crosses_x ? next_x : next_z;
    next_x += crosses_x ? delta_x : 0;
    next_z += crosses_x ? 0 : delta_z;
    cell += crosses_x ? step_x : step_z;
    if (room <= slope * s || s > kFarthestHorizon) return slope;
    const float height = ground.heights[cell];
    if (height < 0) return slope;
    if (height > y) {
      const float rise = (height - y) / (s > kNearestHorizon ? s : kNearestHorizon);
      slope = rise > slope ? rise : slope;
    }
  }
}

}  // namespace
}  // namespace worldroom
