// Rays and the oriented boxes of entities; layout of an entity: shared/entity.ts. Part of kernel.cpp, which is compiled
// once for each instruction set.
#pragma once
#include "numbers.h"
#include "scratch.h"

namespace worldroom {
namespace {

constexpr int kEntityFeatures = 25;
constexpr int kPresent = 0;
constexpr int kKind = 1;
constexpr int kCentre = 6;
constexpr int kAxes = 9;
constexpr int kHalfExtents = 18;
constexpr int kColour = 21;
constexpr int kState = 24;
/** Rays that the perceptron looks at together. */
constexpr int kGroup = 96;
/** Entry depth of a ray whose camera is inside the box, metres. */
constexpr float kNearestEntry = 0.02f;

/** A box that reaches from -1 to 1 in its own axes. */
struct EntityBox {
  /** Rows of the axes, each divided by the half extent. */
  float axes[9];
  /** The camera in the box's own axes, in half extents. */
  float origin[3];
  float half[3];
};

EntityBox read_box(const float* entity) {
  EntityBox box;
  const float* centre = entity + kCentre;
  for (int axis = 0; axis < 3; axis++) {
    const float* row = entity + kAxes + 3 * axis;
    const float half = greater(entity[kHalfExtents + axis], 1e-3f);
    box.half[axis] = half;
    for (int i = 0; i < 3; i++) box.axes[3 * axis + i] = row[i] / half;
    box.origin[axis] = -(row[0] * centre[0] + row[1] * centre[1] + row[2] * centre[2]) / half;
  }
  return box;
}

/** Depths at which a ray enters and leaves a box; it misses the box if enter >= leave. */
struct Crossing {
  float enter, leave;
};

inline float direction_of(const EntityBox& box, int axis, float x, float y) {
  const float direction = box.axes[3 * axis] * x + box.axes[3 * axis + 1] * y + box.axes[3 * axis + 2];
  return std::fabs(direction) < 1e-5f ? 1e-5f : direction;
}

inline Crossing cross(const EntityBox& box, float x, float y) {
  float enter = kNearestEntry, leave = 1e3f;
  for (int axis = 0; axis < 3; axis++) {
    const float inverse = 1.0f / direction_of(box, axis, x, y);
    const float first = (-1.0f - box.origin[axis]) * inverse, second = (1.0f - box.origin[axis]) * inverse;
    enter = greater(enter, less(first, second));
    leave = less(leave, greater(first, second));
  }
  return {enter, leave};
}

/** Part of the half-size view, from left and top, up to but without right and bottom. */
struct Window {
  int left, top, right, bottom;
};

/** The part of the half-size view that a sphere around the box may touch. */
Window window_of(const Scratch& s, const float* entity) {
  const float* centre = entity + kCentre;
  const float* half = entity + kHalfExtents;
  const float radius = std::sqrt(half[0] * half[0] + half[1] * half[1] + half[2] * half[2]) * 1.01f;
  const Window all{0, 0, s.half_width, s.half_height}, none{0, 0, 0, 0};
  const float near = centre[2] - radius;
  if (centre[2] + radius <= kNearestEntry) return none;
  if (near < 0.05f) return all;
  const float focal = s.shape.focal / 2, far = centre[2] + radius;
  // The sphere lies between the planes of its nearest and its farthest depth.
  const auto least = [&](float at) { return at < 0 ? at / near : at / far; };
  const auto most = [&](float at) { return at < 0 ? at / far : at / near; };
  const float left = least(centre[0] - radius) * focal + s.half_width / 2.0f;
  const float right = most(centre[0] + radius) * focal + s.half_width / 2.0f;
  const float top = s.half_height / 2.0f - most(centre[1] + radius) * focal;
  const float bottom = s.half_height / 2.0f - least(centre[1] - radius) * focal;
  const auto within = [](float value, int size) { return static_cast<int>(clamp(value, 0.0f, static_cast<float>(size))); };
  return {within(std::floor(left) - 1, s.half_width), within(std::floor(top) - 1, s.half_height),
          within(std::ceil(right) + 1, s.half_width), within(std::ceil(bottom) + 1, s.half_height)};
}

}  // namespace
}  // namespace worldroom
