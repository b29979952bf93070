// What room memory computes per pixel: the passes of server/memory/passes/, whose TypeScript is the reference. Results
// are the same to the last bit: the same operations on doubles in the same order, and no contracted multiply-adds.
// Planes are row-major [height, width]; inverse depths are 16-bit codes, 0 = unknown.
#pragma once
#include <cstddef>
#include <cstdint>

namespace worldroom {

struct Picture {
  int width;
  int height;
  /** Pixels. */
  double focal;
};

/** A drawn view. */
struct NoveltyInputs {
  int width;
  int height;
  const uint8_t* entity;
  const uint8_t* coverage;
  const uint8_t* confidence;
  const uint16_t* inverse_depth;
  /** 1 where the surface contradicts what is known; null when nothing does. */
  const uint8_t* impossible;
  bool imagined;
  /** 0 to 255. */
  double least_confidence;
};

struct NoveltyOutputs {
  /** 1 where a pixel can be kept, and where its depth can be relied on. */
  uint8_t* keep;
  uint8_t* sure;
  /** Pixels away from entities, and those of them that can be kept. */
  int32_t free;
  int32_t known;
};

/** A posed picture. */
struct SeenDepth {
  const uint16_t* inverse_depth;
  /** From the view's camera space to its own, row-major [3, 4]. */
  const float* transform;
};

/** Where surfaces stand, in cells of the height grid. */
struct SurfaceSamples {
  /** [most, 2]: x and z. */
  int32_t* cells;
  /** [most] */
  double* shares;
  /** [most]: 1 for a wall, 0 for the ground. */
  uint8_t* walls;
  /** What there is place for. */
  int most;
};

/** A keyframe by its surface samples; see keyframe-samples.ts. */
struct SampledKeyframe {
  SeenDepth seen;
  /** Where its eye is. */
  const double* eye;
  /** [count, 9] */
  const float* samples;
  int count;
};

/** Pixels, ends included; nothing where `right` is before `left`. */
struct PixelRange {
  int32_t left;
  int32_t right;
  int32_t top;
  int32_t bottom;
};

struct CoverageOutputs {
  /** [keyframes, cells] */
  float* quality;
  float* surface;
  /** [cells] */
  float* nearest;
};

/** The same code for one instruction set. */
struct MemoryKernel {
  const char* name;
  void (*assess_novelty)(const NoveltyInputs& in, NoveltyOutputs& out);
  /** How many of the values are less than what counts as covered. */
  int32_t (*count_uncovered)(const uint8_t* coverage, size_t length);
  /** The codes where the mask is 1, 0 elsewhere. */
  void (*mask_codes)(const uint16_t* codes, const uint8_t* mask, size_t length, uint16_t* out);
  /** Writes 1 where a view's pixel stands in space that a keyframe sees to be empty; `out` is 0 before. */
  void (*contradictions)(const Picture& picture, const uint16_t* inverse_depth, const SeenDepth* keyframes, int count,
                         uint8_t* out);
  /** `camera` is the eye's position and the nine numbers of its axes. Returns how many samples there are. */
  int (*surface_samples)(const Picture& picture, const double* camera, const uint16_t* inverse_depth, double weight,
                         double reach, const SurfaceSamples& out);
  /** The outputs are 0 before. */
  void (*measure_coverage)(const Picture& picture, const double* camera, const SampledKeyframe* keyframes, int count,
                           const CoverageOutputs& out);
  /** Writes 1 where a picture shows sky with nothing else near it, 0 elsewhere, and what holds all of it. */
  void (*open_sky)(const Picture& picture, const uint16_t* codes, int last_code, uint8_t* mask, PixelRange& out);
  /**
   * Fills unknown pixels of a sky plate with a picture's sky; `rotation` leads from the plate to the picture. Returns
   * how many; without `plate_rgb` nothing is written, and 1 says that there are some.
   */
  int32_t (*fill_sky)(const Picture& picture, const double* rotation, const PixelRange& part, const uint8_t* mask,
                      const uint8_t* rgb, uint16_t* plate_codes, uint8_t* plate_rgb);
};

extern const MemoryKernel baseline_memory_kernel;
#if defined(__x86_64__)
extern const MemoryKernel avx2_memory_kernel;
extern const MemoryKernel avx512_memory_kernel;
#endif

/** The fastest kernel that this processor runs. */
const MemoryKernel& choose_memory_kernel();

}  // namespace worldroom
