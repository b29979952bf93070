// The entity field of condition.onnx around its perceptron: which rays meet an entity's box, what the perceptron reads
// of them, and what its answers paint. The steps are those of networks/entity_field.py of the trainer, which says why.
// Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include <cstring>

#include "entity-rays.h"
#include "numbers.h"
#include "pointwise.h"
#include "scratch.h"

namespace worldroom {
namespace {

/** Share of the known inverse depth around a ray below which a box is hidden. */
constexpr float kHidden = 0.7f;
constexpr float kFaintest = 0.01f;
constexpr float kSteepness = 30.0f;
constexpr float kSlack = 0.95f;
constexpr int kOctaves = 4;

/** Least inverse depth that is known around each 2 x 2 pixels: 4 x 4 pixels, as a pooling with stride 2 sees them. */
void write_farthest(const Scratch& s, const float* __restrict known, float* __restrict out) {
  const int w = s.shape.width, h = s.shape.height, hw = s.half_width, hh = s.half_height;
  float* __restrict columns = s.padded + 16;
  for (int y = 0; y < hh; y++) {
    // A row beyond the edge is replaced by one inside: it changes no extreme.
    const float* __restrict a = known + static_cast<size_t>(y > 0 ? 2 * y - 1 : 0) * w;
    const float* __restrict b = known + static_cast<size_t>(2 * y) * w;
    const float* __restrict c = known + static_cast<size_t>(2 * y + 1) * w;
    const float* __restrict d = known + static_cast<size_t>(2 * y + 2 < h ? 2 * y + 2 : h - 1) * w;
    for (int x = 0; x < w; x++) columns[x] = less(less(a[x], b[x]), less(c[x], d[x]));
    columns[-1] = columns[0];
    columns[w] = columns[w - 1];
    float* __restrict row = out + static_cast<size_t>(y) * hw;
    for (int x = 0; x < hw; x++) {
      row[x] = less(less(columns[2 * x - 1], columns[2 * x]), less(columns[2 * x + 1], columns[2 * x + 2]));
    }
  }
}

/** Marks the 2 x 2 pixels, within `window`, whose ray meets the box in front of what is known there. */
void mark_box(const Scratch& s, const EntityBox& box, const float* __restrict farthest, const Window& window,
              uint8_t* __restrict marks) {
  const int hw = s.half_width;
  const float focal = s.shape.focal / 2;
  for (int y = window.top; y < window.bottom; y++) {
    const float ray_y = (s.half_height / 2.0f - y - 0.5f) / focal;
    const float* __restrict far = farthest + static_cast<size_t>(y) * hw;
    uint8_t* __restrict row = marks + static_cast<size_t>(y) * hw;
    for (int x = window.left; x < window.right; x++) {
      const float ray_x = (x + 0.5f - hw / 2.0f) / focal;
      const Crossing crossing = cross(box, ray_x, ray_y);
      const bool hit = (crossing.leave > crossing.enter) & !(1.0f / crossing.enter < kHidden * far[x]);
      row[x] = hit ? 1 : 0;
    }
  }
}

/** Lists the pixels whose own ray meets the box, near marked 2 x 2 pixels (one further at each side). */
size_t list_rays(const Scratch& s, const EntityBox& box, const Window& window, const uint8_t* marks, int32_t* out) {
  const int w = s.shape.width, hw = s.half_width, hh = s.half_height;
  const int top = window.top > 0 ? window.top - 1 : 0, bottom = window.bottom < hh ? window.bottom + 1 : hh;
  const int left = window.left > 0 ? window.left - 1 : 0, right = window.right < hw ? window.right + 1 : hw;
  size_t count = 0;
  for (int y = top; y < bottom; y++) {
    for (int x = left; x < right; x++) {
      bool near = false;
      for (int v = y - 1; v <= y + 1; v++) {
        for (int u = x - 1; u <= x + 1; u++) {
          const bool inside = v >= window.top && v < window.bottom && u >= window.left && u < window.right;
          near |= inside && marks[static_cast<size_t>(v) * hw + u];
        }
      }
      if (!near) continue;
      for (int corner = 0; corner < 4; corner++) {
        const int px = 2 * x + (corner & 1), py = 2 * y + (corner >> 1);
        const Crossing crossing = cross(box, s.ray_x[px], s.ray_y[py]);
        // A ray beside the box shows nothing of it, whatever the perceptron would answer.
        if (crossing.leave > crossing.enter) out[count++] = py * w + px;
      }
    }
  }
  return count;
}

void find_rays(Scratch& s, const EntityView& view) {
  float* farthest = s.quality;
  auto* marks = reinterpret_cast<uint8_t*>(s.agreement);
  write_farthest(s, view.known, farthest);
  s.ray_count = 0;
  s.box_count = 0;
  for (int i = 0; i < view.count; i++) {
    const float* entity = view.entities + static_cast<size_t>(i) * kEntityFeatures;
    if (!(entity[kPresent] > 0.5f)) continue;
    const EntityBox box = read_box(entity);
    const Window window = window_of(s, entity);
    if (window.left >= window.right || window.top >= window.bottom) continue;
    mark_box(s, box, farthest, window, marks);
    reserve_rays(s, s.ray_count + s.pixels, s.box_count + 1);
    const size_t found = list_rays(s, box, window, marks, s.ray_pixel + s.ray_count);
    if (found == 0) continue;
    s.boxes[s.box_count++] = {entity, s.ray_count, s.ray_count + found};
    s.ray_count += found;
  }
}

/** Features of `count` rays of one box from `ray` on, the first of them in column 0; rows of features are kGroup apart. */
void write_columns(const Scratch& s, const float* entity, size_t ray, int count, float* __restrict out) {
  constexpr int stride = kGroup;
  const int32_t* __restrict pixels = s.ray_pixel + ray;
  const int w = s.shape.width;
  const EntityBox box = read_box(entity);
  const float half[3] = {box.half[0], box.half[1], box.half[2]};
  constexpr float pi = 3.14159265358979f;
  const float row_of = 1.0f / static_cast<float>(w);
  const float* __restrict ray_x = s.ray_x;
  const float* __restrict ray_y = s.ray_y;
  float* __restrict enters = s.ray_enter + ray;
  float* __restrict leaves = s.ray_leave + ray;
  WORLDROOM_INDEPENDENT
  for (int i = 0; i < count; i++) {
    // A division of whole numbers has no vector code; this one is exact up to 2^21 pixels.
    const int32_t py = static_cast<int32_t>((static_cast<float>(pixels[i]) + 0.5f) * row_of), px = pixels[i] - py * w;
    const float x = ray_x[px], y = ray_y[py];
    const Crossing crossing = cross(box, x, y);
    const float enter = crossing.enter, leave = greater(crossing.leave, enter + 1e-3f);
    float along[3], start[3];
    for (int axis = 0; axis < 3; axis++) {
      const float direction = direction_of(box, axis, x, y);
      const float from = box.origin[axis];
      out[axis * stride + i] = clamp(from + direction * enter, -1.5f, 1.5f);
      out[(3 + axis) * stride + i] = clamp(from + direction * leave, -1.5f, 1.5f);
      start[axis] = from * half[axis];
      along[axis] = direction * half[axis];
    }
    const float level = along[0] * along[0] + along[2] * along[2];
    const float to_level = (start[0] * along[0] + start[2] * along[2]) / greater(level, 1e-6f);
    const float length = level + along[1] * along[1];
    const float to_closest = (start[0] * along[0] + start[1] * along[1] + start[2] * along[2]) / greater(length, 1e-6f);
    const float unit = 1.0f / std::sqrt(length);
    float axis_at[3], centre_at[3];
    for (int axis = 0; axis < 3; axis++) {
      axis_at[axis] = start[axis] - along[axis] * to_level;
      centre_at[axis] = start[axis] - along[axis] * to_closest;
      out[(54 + axis) * stride + i] = along[axis] * unit;
      out[(57 + axis) * stride + i] = clamp(axis_at[axis], -2.0f, 2.0f);
      out[(61 + axis) * stride + i] = clamp(centre_at[axis], -2.0f, 2.0f);
    }
    out[60 * stride + i] = less(std::sqrt(axis_at[0] * axis_at[0] + axis_at[2] * axis_at[2]), 2.0f);
    out[64 * stride + i] = less(
        std::sqrt(centre_at[0] * centre_at[0] + centre_at[1] * centre_at[1] + centre_at[2] * centre_at[2]), 2.0f);
    out[65 * stride + i] = logarithm(clamp(enter, 0.1f, 60.0f));
    enters[i] = enter;
    leaves[i] = leave;
  }
  for (int place = 0; place < 6; place++) {
    const float* __restrict at = out + static_cast<size_t>(place) * stride;
    WORLDROOM_INDEPENDENT
    for (int i = 0; i < count; i++) {
      float sine, cosine;
      sine_cosine(at[i] * pi, sine, cosine);
      for (int octave = 0; octave < kOctaves; octave++) {
        out[(6 + 12 * octave + place) * stride + i] = sine;
        out[(12 + 12 * octave + place) * stride + i] = cosine;
        const float twice = 2.0f * sine * cosine;
        cosine = 1.0f - 2.0f * sine * sine;
        sine = twice;
      }
    }
  }
  // Kind, state and colour, in the order that the perceptron reads them.
  float constants[9];
  std::memcpy(constants, entity + kKind, 5 * sizeof(float));
  constants[5] = entity[kState];
  std::memcpy(constants + 6, entity + kColour, 3 * sizeof(float));
  for (int c = 0; c < 9; c++) {
    for (int i = 0; i < count; i++) out[(66 + c) * stride + i] = constants[c];
  }
}

/** What the perceptron reads of the rays from `from` on, [75 + controls, kGroup]. Columns of no ray keep what they had. */
void write_group(const Scratch& s, size_t from, float* out) {
  const size_t to = from + kGroup < s.ray_count ? from + kGroup : s.ray_count;
  for (int i = 0; i < s.box_count; i++) {
    const BoxRays& box = s.boxes[i];
    const size_t first = box.from > from ? box.from : from, last = box.to < to ? box.to : to;
    if (first < last) write_columns(s, box.entity, first, static_cast<int>(last - first), out + (first - from));
  }
}

/** Paints what the perceptron answered, [8, kGroup], of the rays from `from` on. */
void paint_group(const Scratch& s, size_t from, const float* answer, float* best, float* maps) {
  const size_t n = s.pixels, to = from + kGroup < s.ray_count ? from + kGroup : s.ray_count;
  for (size_t at = from; at < to; at++) {
    const float* column = answer + (at - from);
    const float alpha = sigmoid(column[3 * kGroup]);
    const float enter = s.ray_enter[at];
    const float inverse = 1.0f / (enter + (s.ray_leave[at] - enter) * sigmoid(column[4 * kGroup]));
    // The nearest entity that is certain; otherwise the most certain one.
    const float rank = alpha > 0.5f ? 1.0f + inverse : alpha;
    const int32_t pixel = s.ray_pixel[at];
    if (!(alpha > kFaintest) || rank < best[pixel]) continue;
    best[pixel] = rank;
    for (int c = 0; c < 3; c++) maps[c * n + pixel] = column[c * kGroup];
    maps[3 * n + pixel] = alpha;
    maps[4 * n + pixel] = std::sqrt(greater(inverse, 0.0f));
  }
}

void paint_entities(Scratch* scratch, const Perceptron& appearance, const EntityView& view) {
  Scratch& s = *scratch;
  const size_t n = s.pixels;
  float* maps = view.maps;
  std::memset(maps, 0, 5 * n * sizeof(float));
  find_rays(s, view);
  if (s.ray_count > 0) {
    int widest = 75 + view.control_count;
    for (int i = 0; i < appearance.count; i++) widest = appearance.layers[i].outputs > widest ? appearance.layers[i].outputs : widest;
    float* columns = reserve_columns(s, static_cast<size_t>(3) * widest * kGroup);
    float *a = columns + static_cast<size_t>(widest) * kGroup, *b = a + static_cast<size_t>(widest) * kGroup;
    float* best = s.temporary;
    std::memset(best, 0, n * sizeof(float));
    std::memset(columns, 0, static_cast<size_t>(widest) * kGroup * sizeof(float));
    for (int c = 0; c < view.control_count; c++) {
      for (int i = 0; i < kGroup; i++) columns[(75 + c) * kGroup + i] = view.controls[c];
    }
    for (size_t from = 0; from < s.ray_count; from += kGroup) {
      write_group(s, from, columns);
      paint_group(s, from, apply_perceptron(appearance, columns, a, b, kGroup), best, maps);
    }
  }
  const float* __restrict known = view.known;
  const float* __restrict memory = view.conditions + 3 * n;
  const float* __restrict root = maps + 4 * n;
  float* __restrict shown = maps + 3 * n;
  for (size_t i = 0; s.ray_count > 0 && i < n; i++) {
    const float nearer = root[i] * root[i] / (known[i] + 0.005f);
    shown[i] *= sigmoid((nearer - kSlack) * kSteepness);
  }
  for (size_t i = 0; i < n; i++) {
    const float most = less(greater(memory[i], shown[i]), 1.0f);
    view.coverage[i] = static_cast<uint8_t>(static_cast<int32_t>(most * 255.0f + 0.5f));
  }
}

}  // namespace
}  // namespace worldroom
