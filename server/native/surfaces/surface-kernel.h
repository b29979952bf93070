// What the native kernel computes of the ground of maps: what surface-samples.ts finds along rays, and what surface.onnx
// (surfaces/network.py of the trainer) answers about it.
#pragma once
#include <cstddef>
#include <cstdint>

#include "../kernel.h"

namespace worldroom {

/** Numbers that light depends on (surface-samples.ts), and numbers of a sky's light. */
constexpr int kLightNumbers = 12, kSkyNumbers = 7;

/** The weights of surface.onnx. */
struct SurfaceField {
  /** [texels, 3] */
  const uint8_t* texels;
  /** Where each image lies, [surfaces * levels]. */
  const int32_t* offset;
  const int32_t* columns;
  const int32_t* rows;
  int levels;
  float texels_per_metre;
  /** Of the pack; after them come the tops of their walls, and the sky. */
  int materials;
  Perceptron light, density, fog, sky;
  /** Most numbers that a layer reads or answers. */
  int widest;
};

/** A map around an eye; see GroundCells. */
struct SurfaceGround {
  /** [stride, stride]: metres, 0 = open, below 0 = unknown. The border is unknown. */
  const float* heights;
  const uint8_t* materials;
  /** 1 = given. */
  const uint8_t* given;
  int stride;
  /** Cell of the first column and row. */
  int x, z;
};

struct SurfaceEye {
  float x, y, z;
  /** Rows right, up and forward. */
  float axes[9];
  /** Unit direction over the ground towards the sun; zeros where it is unknown. */
  float sun_x, sun_z;
  float time, fog;
  /** Cover of clouds, and how far they are moved. */
  float cover, shift;
};

/** A picture, of which memory knows some pixels. */
struct SurfacePicture {
  int width, height;
  float focal;
  /** Pixels off the middle of each pixel where its ray goes through, right and down. */
  float off_u, off_v;
  /**
   * [height, width]: inverse depths (1/m), 0 = none, infinity = nobody asks. Where there is one, only surfaces of cells that are not given are found
   * whose inverse depth is larger by a share of it and by `least`.
   */
  const float* known;
  float share, least;
  /** Metres from which what the map does not know is haze. */
  float haze_from;
  /** What was found, one after the other: pixels [n], inverse depths [n] (1/m), colours [n, 3] from 0 to 1. */
  int32_t* pixels;
  float* inverse;
  float* colours;
  /** Numbers of surfaces [n]: the same for one material in one plane, 0 for the sky. */
  int32_t* surfaces;
  /** Of the light on surfaces, as far as the air lets it be seen [n]; not written for the sky. */
  float* brightness;
};

struct SurfaceKernel {
  const char* name;
  /** Returns the number of pixels that were found. */
  size_t (*paint)(const SurfaceField& field, const SurfaceGround& ground, const SurfaceEye& eye, const SurfacePicture& picture,
                  float* scratch);
};

/** Points that a perceptron is asked about together, a multiple of 48. */
constexpr int kPoints = 96;
/** Floats that paint() needs as scratch: what perceptrons read of surfaces, of the sky and of the air, and two layers. */
constexpr size_t surface_scratch(int widest) {
  return static_cast<size_t>(kPoints) * ((kLightNumbers + 1) + (3 + kSkyNumbers + 2) + 4 + 2 * widest);
}

/** The fastest kernel that this processor runs. */
const SurfaceKernel& choose_surface_kernel();

extern const SurfaceKernel baseline_surface_kernel;
#if defined(__x86_64__)
extern const SurfaceKernel avx2_surface_kernel;
extern const SurfaceKernel avx512_surface_kernel;
#endif

}  // namespace worldroom
