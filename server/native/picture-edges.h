// Cells of a drawn view beside places that memory does not show: silhouettes, mostly. What fine pictures have there may
// belong to another surface, and what was drawn has steps of a pixel. Part of kernel.cpp, which is compiled once for
// each instruction set.
#pragma once
#include <cmath>

#include "kernel.h"
#include "numbers.h"

namespace worldroom {
namespace {

/** A cell is at an edge when less than this is kept of memory in it, or in one of the eight around it. */
constexpr float kKeptWhole = 0.9f;
/** Sum of the squared gradients of a cell and those around it from which on it has a direction; in levels of bytes. */
constexpr float kDirected = 3000.0f;
/** Places on either side along an edge that are averaged, a cell apart. */
constexpr int kAlongEdge = 2;

/** Cells of the view at its border, whose places along an edge could lie outside. */
constexpr int kBorder = kAlongEdge + 1;

/** What is known of the cells of one row, W values each. */
struct CellEdges {
  /** 1 at an edge; the rest is known there alone. */
  int32_t* is_edge;
  /** Least and greatest level of the cell and those around it, by channel. */
  float *low[3], *high[3];
  /** Along the edge, a unit vector times how much the gradients agree on it (0 to 1): x and y. */
  float *along_x, *along_y;
};

/** Values that a row of CellEdges has. */
constexpr int kCellEdgeValues = 9;

void lay_out(CellEdges& edges, float* memory, int width) {
  edges.is_edge = reinterpret_cast<int32_t*>(memory);
  float** parts[8] = {&edges.low[0],  &edges.low[1],  &edges.low[2],  &edges.high[0],
                      &edges.high[1], &edges.high[2], &edges.along_x, &edges.along_y};
  for (float** part : parts) *part = memory += width;
}

/** The direction in which the view changes least around a cell that is not at its border (a structure tensor). */
inline void direction_of(const EnlargedView& in, int w, int h, int x, int y, float& along_x, float& along_y) {
  along_x = along_y = 0;
  if (x < kBorder || x >= w - kBorder || y < kBorder || y >= h - kBorder) return;
  float xx = 0, xy = 0, yy = 0;
  for (int c = 0; c < 3; c++) {
    const uint8_t* channel = in.rgb + static_cast<size_t>(c) * w * h;
    for (int row = y - 1; row <= y + 1; row++) {
      const uint8_t* at = channel + static_cast<size_t>(row) * w + x - 1;
      for (int i = 0; i < 3; i++, at++) {
        const float across = static_cast<float>(at[1]) - at[-1], down = static_cast<float>(at[w]) - at[-w];
        xx += across * across;
        xy += across * down;
        yy += down * down;
      }
    }
  }
  const float mean = 0.5f * (xx + yy), half = 0.5f * (xx - yy), spread = std::sqrt(half * half + xy * xy);
  if (mean + spread < kDirected) return;
  // The eigenvector of the smaller eigenvalue, by that row of the tensor which has more to say.
  const float least = mean - spread;
  const bool first = std::fabs(xx - least) > std::fabs(yy - least);
  const float tx = first ? -xy : yy - least, ty = first ? xx - least : -xy;
  const float scale = spread / (mean * std::sqrt(tx * tx + ty * ty) + 1e-6f);
  along_x = tx * scale;
  along_y = ty * scale;
}

/** Finds the edges in row `y` of the view. */
void find_edges(const EnlargedView& in, int w, int h, int y, CellEdges& edges) {
  const int top = y > 0 ? y - 1 : 0, bottom = y + 1 < h ? y + 1 : y;
  const float* kept[3] = {in.kept + static_cast<size_t>(top) * w, in.kept + static_cast<size_t>(y) * w,
                          in.kept + static_cast<size_t>(bottom) * w};
  float* __restrict least = edges.along_x;
  for (int x = 0; x < w; x++) least[x] = less(less(kept[0][x], kept[1][x]), kept[2][x]);
  for (int x = 0; x < w; x++) {
    const int left = x > 0 ? x - 1 : 0, right = x + 1 < w ? x + 1 : x;
    edges.is_edge[x] = less(less(least[left], least[x]), least[right]) < kKeptWhole;
  }
  for (int x = 0; x < w; x++) {
    if (!edges.is_edge[x]) continue;
    const int left = x > 0 ? x - 1 : 0, right = x + 1 < w ? x + 1 : x;
    for (int c = 0; c < 3; c++) {
      int low = 255, high = 0;
      for (int row = top; row <= bottom; row++) {
        const uint8_t* at = in.rgb + (static_cast<size_t>(c) * h + row) * w;
        for (int i = left; i <= right; i++) {
          low = at[i] < low ? at[i] : low;
          high = at[i] > high ? at[i] : high;
        }
      }
      edges.low[c][x] = static_cast<float>(low);
      edges.high[c][x] = static_cast<float>(high);
    }
    direction_of(in, w, h, x, y, edges.along_x[x], edges.along_y[x]);
  }
}

/** The mean of what was drawn along an edge through a place, in cells, with more weight in the middle. */
inline void mean_along(const EnlargedView& in, int w, size_t pixels, float x, float y, float along_x, float along_y,
                       float* colour) {
  constexpr float kWhole = (kAlongEdge + 1) * (kAlongEdge + 1);
  colour[0] = colour[1] = colour[2] = 0;
  for (int step = -kAlongEdge; step <= kAlongEdge; step++) {
    const float px = x + step * along_x, py = y + step * along_y;
    const int x0 = static_cast<int>(px), y0 = static_cast<int>(py);
    const float ax = px - x0, ay = py - y0, weight = (kAlongEdge + 1 - std::abs(step)) / kWhole;
    const float wz = weight * ay, wa = weight - wz, az = wz * ax, aa = wa * ax;
    const uint8_t* at = in.rgb + static_cast<size_t>(y0) * w + x0;
    for (int c = 0; c < 3; c++, at += pixels) {
      colour[c] += (wa - aa) * at[0] + aa * at[1] + (wz - az) * at[w] + az * at[w + 1];
    }
  }
}

}  // namespace
}  // namespace worldroom
