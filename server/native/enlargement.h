// Makes a drawn view larger: its own picture enlarged smoothly, with the detail that the fine pictures of its keyframes
// have and the view's size does not. Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include <cmath>
#include <cstdlib>

#include "gather.h"
#include "kernel.h"
#include "numbers.h"
#include "picture-edges.h"
#include "scratch.h"

namespace worldroom {
namespace {

/** Neighbours belong to one surface when their inverse depths differ by less than this share. */
constexpr float kSameSurface = 0.05f;
/** Less than this is kept of nothing. */
constexpr float kKeptNothing = 0.02f;

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

/** Everything that is known by column of an enlarged picture, and by cell of one row of the view. */
struct EnlargedRow {
  /** Memory of all of it. */
  float* block;
  /** By column, see place(). */
  int32_t *cell, *left, *right;
  float *share, *offset;
  /** Inverse depth of the surface that each column shows; where it lies in the slot's picture, and if it does. */
  float *surface, *u, *v;
  int32_t* inside;
  CellEdges edges;
};

/** To be freed with free_row. */
EnlargedRow make_row(int width, int enlarged) {
  EnlargedRow row{};
  row.block = static_cast<float*>(std::malloc(sizeof(float) * (9 * static_cast<size_t>(enlarged) + kCellEdgeValues * width)));
  float* at = row.block;
  lay_out(row.edges, at, width);
  at += kCellEdgeValues * width;
  int32_t** whole[4] = {&row.cell, &row.left, &row.right, &row.inside};
  float** parts[5] = {&row.share, &row.offset, &row.surface, &row.u, &row.v};
  for (int32_t** one : whole) *one = reinterpret_cast<int32_t*>(at), at += enlarged;
  for (float** one : parts) *one = at, at += enlarged;
  for (int x = 0; x < enlarged; x++) {
    place(x, width, enlarged, row.cell[x], row.left[x], row.right[x], row.share[x], row.offset[x]);
  }
  return row;
}

void free_row(EnlargedRow& row) { std::free(row.block); }

/** Where columns from `first` to `last` of a row lie in the picture of one slot. */
void find_in_slot(const Scratch& s, int slot, float ray_y, int first, int last, EnlargedRow& row) {
  const int w = s.shape.width, h = s.shape.height, k = s.shape.slots;
  const float focal = s.shape.focal, per_focal = 1.0f / focal, *b = s.back;
  const float turn_x = b[slot], turn_y = b[3 * k + slot], turn_z = b[6 * k + slot];
  const float base_x = b[k + slot] * ray_y + b[2 * k + slot], shift_x = b[9 * k + slot];
  const float base_y = b[4 * k + slot] * ray_y + b[5 * k + slot], shift_y = b[10 * k + slot];
  const float base_z = b[7 * k + slot] * ray_y + b[8 * k + slot], shift_z = b[11 * k + slot];
  const int32_t* __restrict cell = row.cell;
  const float* __restrict offset = row.offset;
  const float* __restrict surfaces = row.surface;
  float* __restrict u = row.u;
  float* __restrict v = row.v;
  int32_t* __restrict inside = row.inside;
  for (int x = first; x < last; x++) {
    const float surface = surfaces[x];
    const float ray_x = (cell[x] + 0.5f + offset[x] - w / 2.0f) * per_focal;
    const float depth = turn_z * ray_x + base_z - shift_z * surface;
    const float near = focal / greater(depth, kNearest);
    u[x] = (turn_x * ray_x + base_x - shift_x * surface) * near + w / 2.0f;
    v[x] = h / 2.0f - (turn_y * ray_x + base_y - shift_y * surface) * near;
    inside[x] = (depth > kNearest) & (surface > 0) & (u[x] >= 0) & (u[x] < w) & (v[x] >= 0) & (v[x] < h);
  }
}

/** How much a cubic overshoots at edges: its slope at a neighbour. Keys (1981) derives -0.5, OpenCV's cubic has -0.75. */
constexpr float kCubicSlope = -0.9f;

/** Shares of four neighbours at `t` from the second to the third (Keys, Cubic convolution interpolation, 1981). */
inline void cubic_shares(float t, float* share) {
  constexpr float a = kCubicSlope;
  share[0] = a * ((t - 2.0f) * t + 1.0f) * t;
  share[1] = ((a + 2.0f) * t - (a + 3.0f)) * t * t + 1.0f;
  share[2] = ((-(a + 2.0f) * t + 2.0f * a + 3.0f) * t - a) * t;
  share[3] = a * (1.0f - t) * t * t;
}

/**
 * A fine picture's colour at a place, given in the slot's own pixels. A mean of two neighbours would blur what lies
 * between them.
 */
inline void sample(const FinePicture& picture, const ViewShape& shape, float u, float v, float* colour) {
  const float x = clamp(u * picture.width / shape.width - 0.5f, 0.0f, picture.width - 1.001f);
  const float y = clamp(v * picture.height / shape.height - 0.5f, 0.0f, picture.height - 1.001f);
  const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
  float across[4], down[4];
  cubic_shares(x - x0, across);
  cubic_shares(y - y0, down);
  int column[4], row[4];
  for (int i = 0; i < 4; i++) {
    const int at_x = x0 - 1 + i, at_y = y0 - 1 + i;
    column[i] = at_x < 0 ? 0 : at_x < picture.width ? at_x : picture.width - 1;
    row[i] = (at_y < 0 ? 0 : at_y < picture.height ? at_y : picture.height - 1) * picture.width;
  }
  const size_t plane = static_cast<size_t>(picture.width) * picture.height;
  const uint8_t* pixels = picture.rgb;
  for (int c = 0; c < 3; c++, pixels += plane) {
    float sum = 0;
    for (int i = 0; i < 4; i++) {
      const uint8_t* line = pixels + row[i];
      sum += down[i] * (across[0] * line[column[0]] + across[1] * line[column[1]] + across[2] * line[column[2]] +
                        across[3] * line[column[3]]);
    }
    colour[c] = sum;
  }
}

/** The inverse depths that the columns of a row show: each follows the slopes of its cell's surface. */
void follow_surfaces(const Scratch& s, const float* surface, int cell_y, float offset_y, int width, EnlargedRow& to) {
  const int w = s.shape.width, h = s.shape.height;
  const size_t row = static_cast<size_t>(cell_y) * w;
  const float* __restrict here = surface + row;
  const float* __restrict above = surface + (cell_y > 0 ? row - w : row);
  const float* __restrict below = surface + (cell_y + 1 < h ? row + w : row);
  float* __restrict across = s.rows + static_cast<size_t>(7) * w;
  float* __restrict middle = across + w;
  for (int x = 0; x < w; x++) {
    across[x] = slope_between(x > 0 ? here[x - 1] : 0, here[x], x + 1 < w ? here[x + 1] : 0);
    middle[x] = here[x] > 0 ? here[x] + slope_between(above[x], here[x], below[x]) * offset_y : 0.0f;
  }
  for (int x = 0; x < width; x++) {
    const int cell = to.cell[x];
    to.surface[x] = middle[cell] > 0 ? middle[cell] + across[cell] * to.offset[x] : 0.0f;
  }
}

void enlarge(Scratch* scratch, const EnlargedView& in, const Slot* slots, const FinePicture* fine, uint8_t* out) {
  Scratch& s = *scratch;
  const int w = s.shape.width, h = s.shape.height, k = s.shape.slots, width = in.width, height = in.height;
  const size_t n = s.pixels, pixels = static_cast<size_t>(width) * height;
  for (int slot = 0; slot < k; slot++) write_back(s, slot, slots[slot].transform);
  EnlargedRow to = make_row(w, width);
  // Rows at the view's own width: what is drawn; what was drawn otherwise than memory has it, times how much of
  // memory was kept; and that share. So no colour that was not kept counts as memory's.
  float* rows[7];
  for (int c = 0; c < 7; c++) rows[c] = s.rows + static_cast<size_t>(c) * w;
  for (int y = 0, found = -1; y < height; y++) {
    int32_t cell_y, above, below;
    float share_y, offset_y;
    place(y, h, height, cell_y, above, below, share_y, offset_y);
    const size_t a = static_cast<size_t>(above) * w, z = static_cast<size_t>(below) * w;
    for (int c = 0; c < 3; c++) {
      const uint8_t *drawn_a = in.rgb + c * n + a, *drawn_z = in.rgb + c * n + z;
      const float *memory_a = in.conditions + c * n + a, *memory_z = in.conditions + c * n + z;
      mix_rows(drawn_a, drawn_z, share_y, w, rows[c]);
      for (int x = 0; x < w; x++) {
        const float upper = (drawn_a[x] - 255.0f * memory_a[x]) * in.kept[a + x];
        const float lower = (drawn_z[x] - 255.0f * memory_z[x]) * in.kept[z + x];
        rows[3 + c][x] = upper + share_y * (lower - upper);
      }
    }
    mix_rows(in.kept + a, in.kept + z, share_y, w, rows[6]);
    if (found != cell_y) find_edges(in, w, h, found = cell_y, to.edges);
    follow_surfaces(s, in.surface, cell_y, offset_y, width, to);
    const uint8_t* chosen = in.chosen + static_cast<size_t>(cell_y / 2) * (w / 2);
    const float ray_y = (h / 2.0f - (cell_y + 0.5f + offset_y)) / s.shape.focal;
    uint8_t* line = out + static_cast<size_t>(y) * width;
    for (int first = 0, last; first < width; first = last) {
      const int slot = chosen[to.cell[first] / 2];
      for (last = first + 1; last < width && chosen[to.cell[last] / 2] == slot; last++) {
      }
      const bool is_fine = slot < k && fine[slot].rgb;
      if (is_fine) find_in_slot(s, slot, ray_y, first, last, to);
      for (int x = first; x < last; x++) {
        const int left = to.left[x], right = to.right[x], cell = to.cell[x];
        const float share = to.share[x];
        const float kept = rows[6][left] + share * (rows[6][right] - rows[6][left]);
        const bool edge = to.edges.is_edge[cell];
        float colour[3];
        if (edge && (to.edges.along_x[cell] != 0 || to.edges.along_y[cell] != 0)) {
          mean_along(in, w, n, cell + to.offset[x], cell_y + offset_y, to.edges.along_x[cell], to.edges.along_y[cell],
                     colour);
        } else {
          for (int c = 0; c < 3; c++) colour[c] = rows[c][left] + share * (rows[c][right] - rows[c][left]);
        }
        if (is_fine && kept > kKeptNothing && to.inside[x]) {
          float detail[3];
          sample(fine[slot], s.shape, to.u[x], to.v[x], detail);
          for (int c = 0; c < 3; c++) {
            const float change = rows[3 + c][left] + share * (rows[3 + c][right] - rows[3 + c][left]);
            const float wanted = detail[c] + change / kept;
            colour[c] += kept * ((edge ? clamp(wanted, to.edges.low[c][cell], to.edges.high[c][cell]) : wanted) - colour[c]);
          }
        }
        for (int c = 0; c < 3; c++) {
          line[c * pixels + x] = static_cast<uint8_t>(static_cast<int32_t>(clamp(colour[c], 0.0f, 255.0f) + 0.5f));
        }
      }
    }
  }
  free_row(to);
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
