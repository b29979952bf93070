#include "scratch.h"

#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace worldroom {
namespace {

/** A scratch with the memory that its pointers point to. */
struct Owner : Scratch {
  std::vector<std::unique_ptr<char[]>> memory;

  template <typename T>
  void take(T*& pointer, size_t count) {
    // Whole cache lines, zeroed, with room for vectors that reach over the end.
    const size_t bytes = count * sizeof(T) + 128;
    memory.emplace_back(new char[bytes]());
    const auto address = reinterpret_cast<uintptr_t>(memory.back().get());
    pointer = reinterpret_cast<T*>((address + 63) / 64 * 64);
  }
};

void place_columns(int width, int size, int32_t* left, int32_t* right, float* share) {
  for (int x = 0; x < width; x++) {
    const float at = std::fmax(0.0f, (x + 0.5f) / size - 0.5f);
    left[x] = static_cast<int32_t>(at);
    right[x] = left[x] + 1 < width / size ? left[x] + 1 : width / size - 1;
    share[x] = at - left[x];
  }
}

}  // namespace

Scratch* create_scratch(const ViewShape& shape) {
  auto* s = new Owner;
  const int w = shape.width, h = shape.height;
  const size_t n = static_cast<size_t>(w) * h, k = shape.slots;
  s->shape = shape;
  s->pixels = static_cast<int>(n);
  s->coarse_width = w / 4;
  s->coarse_height = h / 4;
  s->half_width = w / 2;
  s->half_height = h / 2;
  s->take(s->inverse, k * n);
  s->take(s->fine, k * (n + 1));
  s->take(s->coarse, k * n / 16);
  s->take(s->coarsest, k * n / 256);
  s->take(s->nearest4, n / 16);
  s->take(s->nearest16, n / 256);
  s->take(s->nearest_slot4, n / 16);
  s->take(s->nearest_slot16, n / 256);
  for (float** plane : {&s->guess, &s->sure, &s->surface, &s->temporary, &s->other}) s->take(*plane, n);
  s->take(s->slot, n);
  s->take(s->padded, w + 32);
  s->take(s->value, w);
  s->take(s->index, w);
  for (float** plane : {&s->quality, &s->agreement, &s->previous}) s->take(*plane, n / 4);
  s->take(s->chosen, n / 4);
  s->take(s->ray_x, w);
  s->take(s->ray_y, h);
  for (int x = 0; x < w; x++) s->ray_x[x] = (x + 0.5f - w / 2.0f) / shape.focal;
  for (int y = 0; y < h; y++) s->ray_y[y] = (h / 2.0f - y - 0.5f) / shape.focal;
  s->take(s->back, 12 * k);
  s->take(s->back_row, 3 * k);
  s->take(s->colours, k * n);
  s->take(s->known, 5 * n);
  s->take(s->pooled4, 5 * n / 16);
  s->take(s->pooled16, 5 * n / 256);
  s->take(s->filled, 10 * static_cast<size_t>(w));
  for (int32_t** columns : {&s->left4, &s->right4, &s->left16, &s->right16}) s->take(*columns, w);
  for (float** columns : {&s->share4, &s->share16}) s->take(*columns, w);
  place_columns(w, 4, s->left4, s->right4, s->share4);
  place_columns(w, 16, s->left16, s->right16, s->share16);
  s->take(s->rows, 17 * static_cast<size_t>(w));
  s->take(s->used, k);
  s->ray_pixel = nullptr;
  s->ray_enter = s->ray_leave = nullptr;
  s->ray_count = s->ray_room = 0;
  s->boxes = nullptr;
  s->box_count = s->box_room = 0;
  s->columns = nullptr;
  s->column_room = 0;
  return s;
}

void destroy_scratch(Scratch* scratch) {
  for (void* grown : {static_cast<void*>(scratch->ray_pixel), static_cast<void*>(scratch->ray_enter),
                      static_cast<void*>(scratch->ray_leave), static_cast<void*>(scratch->boxes),
                      static_cast<void*>(scratch->columns)}) {
    std::free(grown);
  }
  delete static_cast<Owner*>(scratch);
}

namespace {

template <typename T>
void grow(T*& pointer, size_t count) {
  void* grown = std::realloc(pointer, count * sizeof(T));
  if (!grown) throw std::bad_alloc();
  pointer = static_cast<T*>(grown);
}

}  // namespace

float* reserve_columns(Scratch& s, size_t count) {
  if (count > s.column_room) {
    s.column_room = count;
    grow(s.columns, count + 16);
  }
  return reinterpret_cast<float*>((reinterpret_cast<uintptr_t>(s.columns) + 63) / 64 * 64);
}

void reserve_rays(Scratch& s, size_t rays, int boxes) {
  if (rays > s.ray_room) {
    s.ray_room = rays + rays / 2;
    grow(s.ray_pixel, s.ray_room);
    grow(s.ray_enter, s.ray_room);
    grow(s.ray_leave, s.ray_room);
  }
  if (boxes > s.box_room) {
    s.box_room = 2 * boxes;
    grow(s.boxes, s.box_room);
  }
}

}  // namespace worldroom
