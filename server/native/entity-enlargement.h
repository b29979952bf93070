// Puts entities as they were asked for at a larger size into an enlarged picture, which shows them as they were drawn at
// the view's own. Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "enlargement.h"

namespace worldroom {
namespace {

/** An entity that shows less than this shows nothing. */
constexpr float kShown = 0.01f;
/** Colours and shares that differ by less look the same. */
constexpr float kUniform = 0.06f;
/** Inverse depth of a surface that hides every entity. */
constexpr float kNothingToAsk = 1e6f;

/**
 * Adds to each pixel what the entities change of memory's colours at the larger size, less what they change at the view's
 * own. So what the network changed of an entity stays, and its outline is that of the larger size.
 */
void enlarge_entities(const ViewShape& shape, const EnlargedEntities& in, uint8_t* picture) {
  const int w = shape.width, h = shape.height, width = in.width, height = in.height;
  const size_t n = static_cast<size_t>(w) * h, pixels = static_cast<size_t>(width) * height;
  const size_t fine = static_cast<size_t>(width) * in.rows;
  EnlargedRow to = make_row(w, width);
  // Of each row of the view: memory's colours, what the entities change of them, and how much of them shows.
  float* rows = static_cast<float*>(std::malloc(sizeof(float) * 7 * w));
  for (int y = 0; y < height; y++) {
    int32_t cell, above, below;
    float share_y, offset;
    place(y, h, height, cell, above, below, share_y, offset);
    const size_t a = static_cast<size_t>(above) * w, z = static_cast<size_t>(below) * w;
    const float *shown_a = in.maps + 3 * n + a, *shown_z = in.maps + 3 * n + z;
    const size_t from = static_cast<size_t>(y + in.margin) * width;
    const float* __restrict shown = in.fine_maps + 3 * fine + from;
    const float* __restrict surface = in.fine_surface + from;
    float most = 0;
    for (int x = 0; x < w; x++) most = greater(most, greater(shown_a[x], shown_z[x]));
    for (int x = 0; x < width; x++) most = greater(most, shown[x]);
    if (!(most > kShown)) continue;
    for (int c = 0; c < 3; c++) {
      const float *memory_a = in.conditions + c * n + a, *memory_z = in.conditions + c * n + z;
      const float *colour_a = in.maps + c * n + a, *colour_z = in.maps + c * n + z;
      mix_rows(memory_a, memory_z, share_y, w, rows + static_cast<size_t>(c) * w);
      float* change = rows + static_cast<size_t>(3 + c) * w;
      for (int x = 0; x < w; x++) {
        const float upper = shown_a[x] * (colour_a[x] - memory_a[x]), lower = shown_z[x] * (colour_z[x] - memory_z[x]);
        change[x] = upper + share_y * (lower - upper);
      }
    }
    mix_rows(shown_a, shown_z, share_y, w, rows + static_cast<size_t>(6) * w);
    for (int x = 0; x < width; x++) {
      const int left = to.left[x], right = to.right[x];
      const float share = to.share[x];
      const auto mixed = [&](int row) {
        const float* at = rows + static_cast<size_t>(row) * w;
        return at[left] + share * (at[right] - at[left]);
      };
      if (surface[x] >= kNothingToAsk || (!(shown[x] > kShown) && !(mixed(6) > kShown))) continue;
      for (int c = 0; c < 3; c++) {
        uint8_t& level = picture[c * pixels + static_cast<size_t>(y) * width + x];
        const float change = shown[x] * (in.fine_maps[c * fine + from + x] - mixed(c)) - mixed(3 + c);
        level = static_cast<uint8_t>(static_cast<int32_t>(clamp(level + 255.0f * change, 0.0f, 255.0f) + 0.5f));
      }
    }
  }
  std::free(rows);
  free_row(to);
}

/** Whether entities look the same in a cell and the eight around it: there is nothing sharper to ask for. */
inline bool is_uniform(const float* maps, int w, int h, int x, int y) {
  const int left = x > 0 ? x - 1 : 0, right = x + 1 < w ? x + 1 : x, top = y > 0 ? y - 1 : 0, bottom = y + 1 < h ? y + 1 : y;
  const size_t n = static_cast<size_t>(w) * h;
  float low[4] = {9, 9, 9, 9}, high[4] = {-9, -9, -9, -9};
  for (int c = 3; c >= 0; c--) {
    for (int row = top; row <= bottom; row++) {
      const float* at = maps + c * n + static_cast<size_t>(row) * w;
      for (int column = left; column <= right; column++) {
        low[c] = less(low[c], at[column]);
        high[c] = greater(high[c], at[column]);
      }
    }
    if (c == 3 && high[3] < kShown) return true;
    if (high[c] - low[c] > kUniform) return false;
  }
  return true;
}

/**
 * The surface that hides entities, in another size: the nearest pixel's, and kNothingToAsk where the entities of the
 * view, `maps`, are uniform. Rows beyond the picture repeat.
 */
void open_rays(const ViewShape& shape, const float* surface, const float* maps, int width, int height, int rows, int margin,
               float* out) {
  const int w = shape.width, h = shape.height;
  float* opened = static_cast<float*>(std::malloc(sizeof(float) * w));
  for (int y = 0, found = -1; y < rows; y++) {
    const int at = (y < margin ? 0 : y - margin < height ? y - margin : height - 1) * h / height;
    if (at != found) {
      for (int x = 0; x < w; x++) {
        opened[x] = is_uniform(maps, w, h, x, at) ? kNothingToAsk : surface[static_cast<size_t>(at) * w + x];
      }
      found = at;
    }
    float* to = out + static_cast<size_t>(y) * width;
    for (int x = 0; x < width; x++) to[x] = opened[x * w / width];
  }
  std::free(opened);
}

}  // namespace
}  // namespace worldroom
