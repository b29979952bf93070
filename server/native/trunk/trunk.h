// The trunk of lean.onnx (networks/draw_unet.py of the trainer) as the native kernel knows it: a U-Net of separable blocks
// at a quarter of the view's size, and two 3x3 convolutions at half of it. All maps are [pixels, channels].
#pragma once
#include <cstddef>
#include <cstdint>

#include "../kernel.h"

namespace worldroom {

/** Weights of so many outputs lie beside each other. */
constexpr int kPanel = 16;
/** Pixels that go through a layer together, so that what lies between two matrices stays in the first cache. */
constexpr int kTile = 12;
/** Rows of cells (4 x 4 pixels) that are finished together: 16 rows of the picture. */
constexpr int kStripCells = 4;
constexpr int kMostLevels = 6;

/** `whole`: 16-bit whole numbers, whose products are summed in 32 bits. */
enum class Arithmetic { floating, whole };

/** The weights of a convolution over what one output pixel reads of the map. */
struct Matrix {
  /** Even. */
  int inputs;
  /** A multiple of 4. */
  int outputs;
  /** [outputs / 16 rounded up, inputs, 16] for floating arithmetic, else null. */
  const float* weights;
  /** [outputs / 16 rounded up, inputs / 2, 16, 2] for whole numbers, else null. */
  const int16_t* whole;
  /** The value of 1 in `whole`, of each output. Both have whole panels. */
  const float* unit;
  const float* bias;
};

/** A convolution of each channel by itself. */
struct Depthwise {
  int channels;
  /** 3 or 5. */
  int kernel;
  /** [kernel, kernel, channels] */
  const float* weights;
  const float* bias;
};

/** What follows on entering. A way down keeps the map that it reads, and the way up adds it. */
enum class StepKind { block, down, up };

struct TrunkStep {
  StepKind kind;
  /** Of a block. */
  Depthwise depthwise;
  /** Of a block: its expansion. `down`: of 2 x 2 pixels. `up`: outputs are 2 x 2 pixels with the channels of the map above. */
  Matrix matrix;
  /** Of a block. */
  Matrix reduce;
};

struct TrunkNetwork {
  /** Reads a cell: 15 maps of 4 x 4 pixels, the flag and the controls (an even number), the coarse view's 16 numbers. */
  Matrix enter;
  int control_count;
  const TrunkStep* steps;
  int step_count;
  /** Answers 10 maps of 4 x 4 pixels. */
  Matrix head;
  /** 3x3 convolutions; the last answers RGB of 2 x 2 pixels. */
  Matrix sharpen, finish;
};

/** Memory that drawing one view needs; made once. See trunk-memory.h. */
struct TrunkMemory;

/** The same code for one instruction set. */
struct TrunkCode {
  const char* name;
  /** Draws a view that the network was packed for. Null where the arithmetic has no code. */
  void (*draw_floating)(const TrunkNetwork& network, TrunkMemory& memory, const DrawInputs& in, const DrawnView& out);
  void (*draw_whole)(const TrunkNetwork& network, TrunkMemory& memory, const DrawInputs& in, const DrawnView& out);
};

extern const TrunkCode baseline_trunk_kernel;
#if defined(__x86_64__)
extern const TrunkCode avx2_trunk_kernel;
extern const TrunkCode avx512_trunk_kernel;
extern const TrunkCode avx512_vnni_trunk_kernel;
#endif

}  // namespace worldroom
