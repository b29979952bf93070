// Which cells of a view keyframes show, and how well: coverage-pass.ts, which says why. Part of memory-kernel.cpp,
// which is compiled once for each instruction set.
#pragma once
#include "exact-numbers.h"
#include "memory-kernel.h"

namespace worldroom {
namespace {

/** Pixels a side of a cell of the view, and of the block that a sample stands for. */
constexpr double kViewCell = 8;
constexpr double kSampleBlock = 16;
constexpr double kSpreadBeyond = 1.3;
constexpr double kAgreement = 0.06;
constexpr double kAgreementFloor = 0.004;
constexpr double kHiddenShare = 0.88;
constexpr double kHiddenSlack = 0.003;
constexpr double kGrazingView = 0.03;
constexpr double kShownAtAll = 0.6;
constexpr double kNearestSample = 0.05;
/** Numbers of a sample. */
constexpr int kSampleStride = 9;
/** Samples and cells that are worked on together. */
constexpr int kSamples = 64;
constexpr int kCells = 256;

/** What all keyframes are measured against. */
struct CellView {
  const Picture& picture;
  /** Position, then the axes. */
  const double* camera;
  int columns;
  int rows;
};

/** Samples of one keyframe, and the plane that each lies on as the view sees it. */
struct SamplePlanes {
  /** The cells that it may fill; none where left > right or top > bottom. */
  int32_t left[kSamples], right[kSamples], top[kSamples], bottom[kSamples];
  /** Inverse depth is here + along_row * (c + 0.5 - column) + along_column * (r + 0.5 - row). */
  double column[kSamples], row[kSamples], here[kSamples], along_row[kSamples], along_column[kSamples];
  double quality[kSamples];
};

/** The nearest number in a range; its beginning for what is no number. */
inline double within(double value, double low, double high) {
  return !(value > low) ? low : value < high ? value : high;
}

void project_samples(const CellView view, const double* eye, const float* __restrict values, int count,
                     SamplePlanes& __restrict out) {
  double camera[12];
  for (int i = 0; i < 12; i++) camera[i] = view.camera[i];
  const double* axes = camera + 3;
  const double focal = view.picture.focal / kViewCell;
  const double centre_x = view.picture.width / 2.0 / kViewCell, centre_y = view.picture.height / 2.0 / kViewCell;
  const double block = (kSpreadBeyond * kSampleBlock) / kViewCell / 2;
  const double columns = view.columns, rows = view.rows;
  double numbers[kSampleStride][kSamples];
  for (int i = 0; i < count; i++) {
    for (int j = 0; j < kSampleStride; j++) numbers[j][i] = values[kSampleStride * i + j];
  }
  for (int i = 0; i < count; i++) {
    double v[kSampleStride];
    for (int j = 0; j < kSampleStride; j++) v[j] = numbers[j][i];
    const double x = v[0] - camera[0], y = v[1] - camera[1], z = v[2] - camera[2];
    const double depth = axes[6] * x + axes[7] * y + axes[8] * z;
    const double column = centre_x + (focal * (axes[0] * x + axes[1] * y + axes[2] * z)) / depth;
    const double row = centre_y - (focal * (axes[3] * x + axes[4] * y + axes[5] * z)) / depth;
    const double half = (block * v[6]) / depth;
    const double nx = v[3], ny = v[4], nz = v[5];
    const bool sky = (nx == 0) & (ny == 0) & (nz == 0);
    const double distance = __builtin_sqrt(x * x + y * y + z * z);
    const double facing = nx * x + ny * y + nz * z;
    const double tilt = facing / distance, cosine = sky ? 1 : tilt;
    const bool shows = !(depth < kNearestSample) & (sky | !(magnitude(tilt) < kGrazingView));
    // Beyond the view on one side, a range of cells is empty; so are all where nothing is shown.
    out.left[i] = static_cast<int32_t>(within(__builtin_ceil(column - half - 0.5), 0, columns));
    out.right[i] = static_cast<int32_t>(within(__builtin_floor(column + half - 0.5), -1, columns - 1));
    out.top[i] = static_cast<int32_t>(within(__builtin_ceil(row - half - 0.5), 0, rows));
    const int32_t bottom = static_cast<int32_t>(within(__builtin_floor(row + half - 0.5), -1, rows - 1));
    out.bottom[i] = shows ? bottom : -1;
    // Source pixels a target pixel, along one side: below 1 the picture is magnified and blurs.
    const double density = (distance / v[7]) * __builtin_sqrt(v[8] / (cosine > 0.05 ? cosine : 0.05));
    const double resolution = density < 1 ? density : 1 / (1 + 0.2 * (density - 1));
    const double along = x * (v[0] - eye[0]) + y * (v[1] - eye[1]) + z * (v[2] - eye[2]);
    const double direction = 0.5 + (0.5 * along) / (distance * v[7]);
    const double quality = kShownAtAll + (1 - kShownAtAll) * resolution * direction * direction * direction;
    out.quality[i] = cosine < 0 ? 0 : quality;
    out.column[i] = column;
    out.row[i] = row;
    out.here[i] = sky ? 0 : 1 / depth;
    out.along_row[i] = sky ? 0 : (axes[0] * nx + axes[1] * ny + axes[2] * nz) / (facing * focal);
    out.along_column[i] = sky ? 0 : -(axes[3] * nx + axes[4] * ny + axes[5] * nz) / (facing * focal);
  }
}

/** Cells that samples of one keyframe may fill. */
struct CellList {
  int count = 0;
  int32_t column[kCells], row[kCells];
  double inverse[kCells], quality[kCells];
};

/** Looks the cells' points up in the keyframe: where in its picture, -1 if nowhere, and at which inverse depth. */
void look_up_cells(const Picture& picture, const float* transform, const CellList& cells, int32_t* __restrict at,
                   double* __restrict expected) {
  double t[12];
  for (int i = 0; i < 12; i++) t[i] = transform[i];
  const double width = picture.width, height = picture.height, focal = picture.focal;
  for (int i = 0; i < cells.count; i++) {
    const double x = ((cells.column[i] + 0.5) * kViewCell - width / 2) / focal;
    const double y = (height / 2 - (cells.row[i] + 0.5) * kViewCell) / focal;
    const double inverse = cells.inverse[i];
    const double z = t[8] * x + t[9] * y + t[10] + t[11] * inverse;
    const double shrink = 1 / z;
    const double u = width / 2 + focal * (t[0] * x + t[1] * y + t[2] + t[3] * inverse) * shrink;
    const double v = height / 2 - focal * (t[4] * x + t[5] * y + t[6] + t[7] * inverse) * shrink;
    const bool inside = (inverse >= 0) & !(z < kLeastDepth) & (u >= 0) & (u < width) & (v >= 0) & (v < height);
    const int32_t column = static_cast<int32_t>(inside ? u : 0.0), line = static_cast<int32_t>(inside ? v : 0.0);
    at[i] = inside ? line * picture.width + column : -1;
    expected[i] = inverse * shrink;
  }
}

/** Fills the cells whose points are really there; of two samples of a keyframe the nearer counts. */
void fill_cells(const CellView& view, const SeenDepth& seen, const CellList& cells, float* surface, float* quality,
                float* nearest) {
  int32_t at[kCells];
  double expected[kCells];
  look_up_cells(view.picture, seen.transform, cells, at, expected);
  for (int i = 0; i < cells.count; i++) {
    if (at[i] < 0) continue;
    const int code = seen.inverse_depth[at[i]];
    if (code == 0) continue;
    if (!(magnitude(code * kCodeScale - expected[i]) < kAgreement * expected[i] + kAgreementFloor)) continue;
    const int cell = cells.row[i] * view.columns + cells.column[i];
    const double here = cells.inverse[i];
    if (here <= surface[cell] && quality[cell] > 0) continue;
    surface[cell] = static_cast<float>(here);
    quality[cell] = static_cast<float>(cells.quality[i]);
    if (here > nearest[cell]) nearest[cell] = static_cast<float>(here);
  }
}

void project_keyframe(const CellView& view, const SampledKeyframe& keyframe, float* surface, float* quality,
                      float* nearest) {
  SamplePlanes planes;
  CellList cells;
  for (int first = 0; first < keyframe.count; first += kSamples) {
    const int count = keyframe.count - first < kSamples ? keyframe.count - first : kSamples;
    project_samples(view, keyframe.eye, keyframe.samples + kSampleStride * first, count, planes);
    for (int i = 0; i < count; i++) {
      for (int row = planes.top[i]; row <= planes.bottom[i]; row++) {
        for (int column = planes.left[i]; column <= planes.right[i]; column++) {
          if (cells.count == kCells) {
            fill_cells(view, keyframe.seen, cells, surface, quality, nearest);
            cells.count = 0;
          }
          cells.column[cells.count] = column;
          cells.row[cells.count] = row;
          cells.inverse[cells.count] = planes.here[i] + planes.along_row[i] * (column + 0.5 - planes.column[i]) +
                                       planes.along_column[i] * (row + 0.5 - planes.row[i]);
          cells.quality[cells.count] = planes.quality[i];
          cells.count++;
        }
      }
    }
  }
  fill_cells(view, keyframe.seen, cells, surface, quality, nearest);
}

void measure_coverage(const Picture& picture, const double* camera, const SampledKeyframe* keyframes, int count,
                      const CoverageOutputs& out) {
  const int cell = static_cast<int>(kViewCell);
  const CellView view{picture, camera, (picture.width + cell - 1) / cell, (picture.height + cell - 1) / cell};
  const size_t cells = static_cast<size_t>(view.columns) * view.rows;
  for (int k = 0; k < count; k++) {
    project_keyframe(view, keyframes[k], out.surface + k * cells, out.quality + k * cells, out.nearest);
  }
  for (int k = 0; k < count; k++) {
    for (size_t i = 0; i < cells; i++) {
      const double limit = out.nearest[i] * kHiddenShare - kHiddenSlack;
      if (out.surface[k * cells + i] < limit) out.quality[k * cells + i] = 0;
    }
  }
}

}  // namespace
}  // namespace worldroom
