// What the native kernel computes: the reprojection half of condition.onnx (networks/reprojection.py of the trainer).
// Planes are row-major [height, width]; inverse depth is in 1/m, 0 = unknown.
#pragma once
#include <cstddef>
#include <cstdint>

namespace worldroom {

struct ViewShape {
  int width;
  int height;
  /** Pixels. */
  float focal;
  int slots;
};

/** One source picture. Null planes stand for an empty slot. */
struct Slot {
  const uint8_t* rgb;
  const uint16_t* inverse_depth;
  /** Source to view, row-major [3, 4]. */
  const float* transform;
};

/** What of slot 0, the previous frame, counts as known; null planes mask nothing. */
struct PreviousMask {
  const uint8_t* entity;
  const uint8_t* confidence;
  /** Pixels with at least this much entity are unknown. */
  int entity_threshold;
  /** Pixels with less confidence than this are unknown. */
  float least_confidence;
};

struct Outputs {
  /** [10, height, width] */
  float* conditions;
  /** [5, height / 2, width / 2] */
  float* coarse_conditions;
  /** [height, width], inverse depth of the surface that each pixel shows; 0 = hole. */
  float* surface;
  /** [3, height, width]; null when nobody asks for it. */
  uint8_t* warp;
};

/** Memory that one call needs; made once for a view's shape. See scratch.h. */
struct Scratch;
Scratch* create_scratch(const ViewShape& shape);
void destroy_scratch(Scratch* scratch);

/** The same code for one instruction set. */
struct Kernel {
  const char* name;
  void (*reproject)(Scratch* scratch, const Slot* slots, const PreviousMask& mask, const Outputs& out);
};

extern const Kernel baseline_kernel;
#if defined(__x86_64__)
extern const Kernel avx2_kernel;
extern const Kernel avx512_kernel;
#endif

/** The fastest kernel that this processor runs. */
const Kernel& choose_kernel();

}  // namespace worldroom
