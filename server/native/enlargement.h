// Makes a drawn view larger: its own picture enlarged smoothly, with the detail that the fine pictures of its keyframes
// have and the view's size does not. Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include <cmath>

#include "gather.h"
#include "kernel.h"
#include "numbers.h"
#include "scratch.h"

namespace worldroom {
namespace {

/** Neighbours belong to one surface when their inverse depths differ by less than this share. */
constexpr float kSameSurface = 0.05f;

/**
 * Where pixel `at` of an enlarged line lies in the line that it comes from: its cell and how far from the cell's centre
 * (-0.5 to 0.5), and the two neighbours to mix, with the right one's share.
 */
inline void place(int at, int size, int enlarged, int32_t& cell, int32_t& left, int32_t& right, float& share, float& offset) {
  const float position = (at + 0.5f) * size / enlarged;
  cell = static_cast<int32_t>(position);
  offset = position - cell - 0.5f;
  const float from = clamp(position - 0.5f, 0.0f, size - 1.0f);
  left = static_cast<int32_t>(from);
  right = left + 1 < size ? left + 1 : left;
  share = from - left;
}

/** A row between two rows of a plane. */
template <typename T>
void mix_rows(const T* __restrict upper, const T* __restrict lower, float share, int width, float* __restrict out) {
  for (int x = 0; x < width; x++) out[x] = upper[x] + share * (static_cast<float>(lower[x]) - upper[x]);
}

/** How inverse depth changes from a pixel to the next along a surface. */
inline float slope_between(float before, float here, float after) {
  const float limit = kSameSurface * here;
  const float back = before > 0 && std::fabs(here - before) < limit ? here - before : 0.0f;
  const float ahead = after > 0 && std::fabs(after - here) < limit ? after - here : 0.0f;
  return std::fabs(back) < std::fabs(ahead) ? back : ahead;
}

void enlarge(Scratch* scratch, const EnlargedView& in, const Slot* slots, const FinePicture* fine, uint8_t* out) {
  Scratch& s = *scratch;
  const int w = s.shape.width, h = s.shape.height, k = s.shape.slots, width = in.width, height = in.height;
  const size_t n = s.pixels, pixels = static_cast<size_t>(width) * height;
  const float focal = s.shape.focal;
  const float* b = s.back;
  for (int slot = 0; slot < k; slot++) write_back(s, slot, slots[slot].transform);
  // Rows at the view's own width: what is drawn, memory's colours, and how much of them was kept.
  float* rows[7];
  for (int c = 0; c < 7; c++) rows[c] = s.rows + static_cast<size_t>(c) * w;
  for (int y = 0; y < height; y++) {
    int32_t cell_y, above, below;
    float share_y, offset_y;
    place(y, h, height, cell_y, above, below, share_y, offset_y);
    const size_t a = static_cast<size_t>(above) * w, z = static_cast<size_t>(below) * w;
    for (int c = 0; c < 3; c++) {
      mix_rows(in.rgb + c * n + a, in.rgb + c * n + z, share_y, w, rows[c]);
      mix_rows(in.conditions + c * n + a, in.conditions + c * n + z, share_y, w, rows[3 + c]);
    }
    mix_rows(in.kept + a, in.kept + z, share_y, w, rows[6]);
    const size_t row = static_cast<size_t>(cell_y) * w;
    const float* __restrict surfaces = in.surface + row;
    const float* upper = in.surface + (cell_y > 0 ? row - w : row);
    const float* lower = in.surface + (cell_y + 1 < h ? row + w : row);
    const uint8_t* chosen = in.chosen + static_cast<size_t>(cell_y / 2) * (w / 2);
    const float ray_y = (h / 2.0f - (cell_y + 0.5f + offset_y)) / focal;
    for (int x = 0; x < width; x++) {
      int32_t cell, left, right;
      float share, offset;
      place(x, w, width, cell, left, right, share, offset);
      float colour[3], base[3];
      for (int c = 0; c < 3; c++) {
        colour[c] = rows[c][left] + share * (rows[c][right] - rows[c][left]);
        base[c] = rows[3 + c][left] + share * (rows[3 + c][right] - rows[3 + c][left]);
      }
      const float kept = rows[6][left] + share * (rows[6][right] - rows[6][left]);
      const float here = surfaces[cell];
      const int slot = chosen[cell / 2];
      if (kept > 0.02f && here > 0 && slot < k && fine[slot].rgb) {
        const float across = slope_between(cell > 0 ? surfaces[cell - 1] : 0, here, cell + 1 < w ? surfaces[cell + 1] : 0);
        const float down = slope_between(upper[cell], here, lower[cell]);
        const float surface = here + across * offset + down * offset_y;
        const float ray_x = (cell + 0.5f + offset - w / 2.0f) / focal;
        const float depth =
            b[6 * k + slot] * ray_x + b[7 * k + slot] * ray_y + b[8 * k + slot] - b[11 * k + slot] * surface;
        const float near = 1.0f / greater(depth, kNearest);
        const float u =
            (b[slot] * ray_x + b[k + slot] * ray_y + b[2 * k + slot] - b[9 * k + slot] * surface) * near * focal + w / 2.0f;
        const float v = h / 2.0f - (b[3 * k + slot] * ray_x + b[4 * k + slot] * ray_y + b[5 * k + slot] -
                                    b[10 * k + slot] * surface) *
                                       near * focal;
        if (depth > kNearest && u >= 0 && u < w && v >= 0 && v < h) {
          const FinePicture& picture = fine[slot];
          const float fx = clamp(u * picture.width / w - 0.5f, 0.0f, picture.width - 1.001f);
          const float fy = clamp(v * picture.height / h - 0.5f, 0.0f, picture.height - 1.001f);
          const int x0 = static_cast<int>(fx), y0 = static_cast<int>(fy);
          const float ax = fx - x0, ay = fy - y0;
          const size_t plane = static_cast<size_t>(picture.width) * picture.height;
          const uint8_t* at = picture.rgb + static_cast<size_t>(y0) * picture.width + x0;
          for (int c = 0; c < 3; c++, at += plane) {
            const float top = at[0] + ax * (at[1] - at[0]);
            const float bottom = at[picture.width] + ax * (at[picture.width + 1] - at[picture.width]);
            colour[c] += kept * (top + ay * (bottom - top) - 255.0f * base[c]);
          }
        }
      }
      for (int c = 0; c < 3; c++) {
        out[c * pixels + static_cast<size_t>(y) * width + x] =
            static_cast<uint8_t>(static_cast<int32_t>(clamp(colour[c], 0.0f, 255.0f) + 0.5f));
      }
    }
  }
}

/** The fine picture under the light that the view was relit to: its detail, in proportion to how bright it is there. */
void relight_fine(Scratch* scratch, const uint8_t* rgb, const uint8_t* shown, const uint8_t* fine, int width, int height,
                  uint8_t* out) {
  Scratch& s = *scratch;
  const int w = s.shape.width, h = s.shape.height;
  const size_t n = s.pixels, pixels = static_cast<size_t>(width) * height;
  float *drawn = s.rows, *relit = s.rows + w;
  for (int c = 0; c < 3; c++) {
    for (int y = 0; y < height; y++) {
      int32_t cell, above, below;
      float share, offset;
      place(y, h, height, cell, above, below, share, offset);
      const size_t a = c * n + static_cast<size_t>(above) * w, z = c * n + static_cast<size_t>(below) * w;
      mix_rows(rgb + a, rgb + z, share, w, drawn);
      mix_rows(shown + a, shown + z, share, w, relit);
      const size_t row = c * pixels + static_cast<size_t>(y) * width;
      for (int x = 0; x < width; x++) {
        int32_t left, right, at;
        float mix, off;
        place(x, w, width, at, left, right, mix, off);
        const float before = drawn[left] + mix * (drawn[right] - drawn[left]);
        const float after = relit[left] + mix * (relit[right] - relit[left]);
        const float gain = clamp((after + 8.0f) / (before + 8.0f), 0.0f, 2.0f);
        const float value = after + gain * (fine[row + x] - before);
        out[row + x] = static_cast<uint8_t>(static_cast<int32_t>(clamp(value, 0.0f, 255.0f) + 0.5f));
      }
    }
  }
}

}  // namespace
}  // namespace worldroom
