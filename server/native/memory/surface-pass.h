// Where the surfaces of a picture stand, in cells of the height grid: surface-pass.ts, which says why. Part of
// memory-kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "exact-numbers.h"
#include "memory-kernel.h"

namespace worldroom {
namespace {

constexpr double kCell = 0.125;
constexpr double kLowestWall = 0.3;
constexpr double kHighestWall = 2;
constexpr double kGroundHeight = 0.12;
constexpr int kRowStride = 3;
constexpr int kWidestGap = 6;
constexpr double kTrusted = 4;
constexpr double kLeastTrust = 0.3;
constexpr double kGrazing = 0.08;
constexpr double kBend = 0.06;
/** Columns that are worked on together. */
constexpr int kColumns = 256;

/** One row of a picture, and its camera. */
struct SurfaceRow {
  const Picture& picture;
  /** Position, then the axes. */
  const double* camera;
  const uint16_t* codes;
  double weight;
  double reach;
  double ray_up;
};

enum : int32_t { kNothing, kGround, kWall };

/** What each column shows. */
struct SurfaceColumns {
  int32_t kind[kColumns];
  double x[kColumns], z[kColumns], share[kColumns];
};

/** True where surfaces meet at a jump in depth. */
inline bool is_edge(int before, int here, int after) {
  const int bent = before + after - 2 * here;
  return (before == 0) | (after == 0) | ((bent < 0 ? -bent : bent) > kBend * here + 2);
}

/** Which of the columns from `first` on show something that counts; a first, cheap look. */
void find_surfaces(const SurfaceRow& row, int first, int count, int32_t* __restrict kind) {
  const double* axes = row.camera + 3;
  const uint16_t* __restrict codes = row.codes + first;
  const double focal = row.picture.focal, centre = row.picture.width / 2.0;
  const double right = axes[1], up = axes[4] * row.ray_up, forward = axes[7], eye = row.camera[1], reach = row.reach;
  for (int i = 0; i < count; i++) {
    const int code = codes[i];
    const double depth = 1 / (code * kCodeScale);
    const double ray_right = (first + i + 0.5 - centre) / focal;
    const double y = eye + depth * (right * ray_right + up + forward);
    const bool known = (code != 0) & !(depth > reach) & !(y < -kGroundHeight) & !(y > kHighestWall) &
                       !is_edge(codes[i - 1], code, codes[i + 1]);
    kind[i] = !known ? kNothing : !(y < kLowestWall) ? kWall : !(y > kGroundHeight) ? kGround : kNothing;
  }
}

/** Columns of one kind close together, each with its code and those around it. */
struct SurfacePixels {
  int count;
  int32_t column[kColumns], code[kColumns], before[kColumns], after[kColumns], above[kColumns], below[kColumns];
};

/** A column's ray and what both kinds of surface need of it. */
struct SurfacePoint {
  double ray_right, depth, dx, dy, dz, level, trust, area;
};

inline SurfacePoint point_at(const SurfaceRow& row, int column, int code) {
  const double* axes = row.camera + 3;
  const double focal = row.picture.focal;
  SurfacePoint p;
  p.depth = 1 / (code * kCodeScale);
  p.ray_right = (column + 0.5 - row.picture.width / 2.0) / focal;
  p.dx = axes[0] * p.ray_right + axes[3] * row.ray_up + axes[6];
  p.dy = axes[1] * p.ray_right + axes[4] * row.ray_up + axes[7];
  p.dz = axes[2] * p.ray_right + axes[5] * row.ray_up + axes[8];
  p.level = __builtin_sqrt(p.dx * p.dx + p.dz * p.dz);
  const double share = kTrusted / (p.depth * p.level);
  const double full = share * share < 1 ? share * share : 1;
  p.trust = row.weight * (full > kLeastTrust ? full : kLeastTrust);
  p.area = (p.depth * p.depth * kRowStride) / (focal * focal);
  return p;
}

/** Ground counts where it lies flat: the pixel below meets it at the same height. */
void place_ground(const SurfaceRow row, const SurfacePixels& __restrict in, SurfaceColumns& __restrict out) {
  const double up = row.camera[3 + 4] / row.picture.focal;
  for (int i = 0; i < in.count; i++) {
    const int code = in.code[i], below = in.below[i];
    const SurfacePoint p = point_at(row, in.column[i], code);
    const double here = p.dy / code, there = (p.dy - up) / below, upright = up / code;
    out.kind[i] = (below != 0) & (magnitude(here - there) < 0.5 * upright) ? kGround : kNothing;
    const double fall = -p.dy / p.level, slope = fall > 0.02 ? fall : 0.02;
    const double seen = p.area / slope / (kCell * kCell);
    const double back = p.depth - (0.5 * kCell) / p.level;
    out.x[i] = row.camera[0] + back * p.dx;
    out.z[i] = row.camera[2] + back * p.dz;
    out.share[i] = p.trust * (seen < 0.5 ? seen : 0.5);
  }
}

/** A wall counts half a cell behind its surface, and not where it is seen at a grazing angle. */
void place_walls(const SurfaceRow row, const SurfacePixels& __restrict in, SurfaceColumns& __restrict out) {
  const double* axes = row.camera + 3;
  const double focal = row.picture.focal, up = row.ray_up;
  for (int i = 0; i < in.count; i++) {
    const int code = in.code[i];
    const SurfacePoint p = point_at(row, in.column[i], code);
    const double slope_x = (in.after[i] - in.before[i]) * 0.5 * focal;
    const double rise = (in.above[i] - in.below[i]) * 0.5 * focal;
    const double slope_y = is_edge(in.above[i], code, in.below[i]) ? 0 : rise;
    const double slope_z = code - p.ray_right * slope_x - up * slope_y;
    const double ray = __builtin_sqrt(p.ray_right * p.ray_right + up * up + 1);
    const double slope = __builtin_sqrt(slope_x * slope_x + slope_y * slope_y + slope_z * slope_z);
    out.kind[i] = code < kGrazing * ray * slope ? kNothing : kWall;
    const double normal_x = axes[0] * slope_x + axes[3] * slope_y + axes[6] * slope_z;
    const double normal_z = axes[2] * slope_x + axes[5] * slope_y + axes[8] * slope_z;
    const double push = (0.5 * kCell) / __builtin_sqrt(normal_x * normal_x + normal_z * normal_z);
    out.x[i] = row.camera[0] + p.depth * p.dx + push * normal_x;
    out.z[i] = row.camera[2] + p.depth * p.dz + push * normal_z;
    out.share[i] = (p.trust * p.area) / (kCell * (kHighestWall - kLowestWall));
  }
}

/** Works out the columns of one kind, and puts the answers where they belong. */
template <typename Place>
void place(Place place_all, int32_t wanted, const SurfaceRow& row, int first, int count, SurfaceColumns& out) {
  SurfacePixels pixels;
  SurfaceColumns placed;
  int found = 0;
  for (int i = 0; i < count; i++) {
    pixels.column[found] = first + i;
    found += out.kind[i] == wanted;
  }
  const int width = row.picture.width;
  for (int i = 0; i < found; i++) {
    const uint16_t* pixel = row.codes + pixels.column[i];
    pixels.code[i] = pixel[0];
    pixels.before[i] = pixel[-1];
    pixels.after[i] = pixel[1];
    pixels.above[i] = pixel[-width];
    pixels.below[i] = pixel[width];
  }
  pixels.count = found;
  place_all(row, pixels, placed);
  for (int i = 0; i < found; i++) {
    const int to = pixels.column[i] - first;
    out.kind[to] = placed.kind[i];
    out.x[to] = placed.x[i];
    out.z[to] = placed.z[i];
    out.share[to] = placed.share[i];
  }
}

/** Adds samples until there is no place for more. */
struct SampleWriter {
  const SurfaceSamples& out;
  int count = 0;
  void add(double x, double z, int32_t kind, double share) {
    // A level surface has no side to count behind it.
    if (count >= out.most || !__builtin_isfinite(x) || !__builtin_isfinite(z)) return;
    out.cells[2 * count] = static_cast<int32_t>(__builtin_floor(x / kCell));
    out.cells[2 * count + 1] = static_cast<int32_t>(__builtin_floor(z / kCell));
    out.shares[count] = share;
    out.walls[count] = kind == kWall;
    count++;
  }
};

int surface_samples(const Picture& picture, const double* camera, const uint16_t* inverse_depth, double weight,
                    double reach, const SurfaceSamples& out) {
  SampleWriter samples{out};
  SurfaceColumns columns;
  for (int y = 1; y < picture.height - 1; y += kRowStride) {
    const SurfaceRow row{picture, camera, inverse_depth + static_cast<size_t>(y) * picture.width, weight, reach,
                         (picture.height / 2.0 - y - 0.5) / picture.focal};
    // The wall that the column before this one met, for walls seen at a grazing angle.
    bool after_wall = false;
    double before_x = 0, before_z = 0;
    for (int first = 1; first < picture.width - 1; first += kColumns) {
      const int left = picture.width - 1 - first, count = left < kColumns ? left : kColumns;
      find_surfaces(row, first, count, columns.kind);
      place(place_ground, kGround, row, first, count, columns);
      place(place_walls, kWall, row, first, count, columns);
      for (int i = 0; i < count; i++) {
        if (columns.kind[i] == kNothing) {
          after_wall = false;
          continue;
        }
        const double x = columns.x[i], z = columns.z[i], share = columns.share[i];
        const bool wall = columns.kind[i] == kWall;
        if (wall && after_wall) {
          const double dx = x - before_x, dz = z - before_z, square = dx * dx + dz * dz;
          // Most are less than a cell apart, and need no square root.
          const double steps = square > kCell * kCell ? __builtin_ceil(__builtin_sqrt(square) / kCell) : 1;
          if (steps > 1 && steps <= kWidestGap) {
            for (int step = 1; step < steps; step++) {
              const double back = step / steps;
              samples.add(x + (before_x - x) * back, z + (before_z - z) * back, kWall, share);
            }
          }
        }
        samples.add(x, z, columns.kind[i], share);
        after_wall = wall;
        before_x = x;
        before_z = z;
      }
    }
  }
  return samples.count;
}

}  // namespace
}  // namespace worldroom
