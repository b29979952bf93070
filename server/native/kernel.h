// What the native kernel computes: the reprojection half of condition.onnx (reprojection/reprojection.py of the
// trainer), and what draw.onnx does before and after its trunk (networks/draw.py).
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
  /** [height / 2, width / 2]: the slot that 2 x 2 pixels come from; null when nobody asks for it. */
  uint8_t* chosen;
};

/** What draw reads of one view. */
struct DrawInputs {
  /** [10, height, width] */
  const float* conditions;
  /** [5, height, width] */
  const float* entity_maps;
  /** [4, height / 2, width / 2]; read only where `imagined` is not 0. */
  const float* coarse;
  /** 1 when coarse holds a view. */
  float imagined;
  /** [controls] */
  const float* controls;
  int control_count;
};

/** What the trunk reads of one view. */
struct TrunkInputs {
  /** [16 * 15 + 16 + 1 + controls, height / 4, width / 4] */
  float* features;
  /** [16, height / 2, width / 2]: memory's RGB and its detail, 2 x 2 pixels together. */
  float* picture;
};

/** What the trunk answers for one view. */
struct TrunkOutputs {
  /** [16 * 10, height / 4, width / 4] */
  const float* head;
  /** [12, height / 2, width / 2] */
  const float* sharpening;
};

/** A drawn view, row-major planes of bytes. */
struct DrawnView {
  /** [3, height, width] */
  uint8_t* rgb;
  /** [height, width] each. */
  uint16_t* inverse_depth;
  uint8_t* entity;
  uint8_t* confidence;
  /** [height, width]: share of the chosen slot's colour in each pixel; null when nobody asks for it. */
  float* kept;
};

/** A picture of more pixels than the view that it shows; null where a slot has none. */
struct FinePicture {
  /** [3, height, width] */
  const uint8_t* rgb;
  int width;
  int height;
};

/** A drawn view that is to be made larger, and what is known of it. */
struct EnlargedView {
  /** The size that is asked for. */
  int width;
  int height;
  /** [3, H, W] as drawn. */
  const uint8_t* rgb;
  /** The first three maps are memory's colours, [10, H, W]. */
  const float* conditions;
  /** As reproject wrote them. */
  const float* surface;
  const uint8_t* chosen;
  /** As compose wrote it. */
  const float* kept;
};

/** Outputs whose weights lie together in a PackedLayer. */
constexpr int kPackedRows = 8;

/** A layer of a perceptron; its outputs are padded to a multiple of kPackedRows. */
struct PackedLayer {
  int inputs, outputs;
  /** [outputs / 8, inputs, 8] */
  const float* weights;
  /** [outputs] */
  const float* bias;
};

/** Layers with rectified linear units between them. */
struct Perceptron {
  const PackedLayer* layers;
  int count;
};

/** What entities are painted with, and onto. */
struct EntityView {
  /** [count, 25], shared/entity.ts */
  const float* entities;
  int count;
  /** [controls] */
  const float* controls;
  int control_count;
  /** The surface and the conditions of Outputs. */
  const float* known;
  const float* conditions;
  /** [5, height, width] */
  float* maps;
  /** [height, width]: the larger of the shares that memory and entities cover. */
  uint8_t* coverage;
};

/** Entities that were asked for at a larger size as well. */
struct EnlargedEntities {
  /** Of the picture. */
  int width;
  int height;
  /** Rows of `fine_maps`, and of them those above the picture. */
  int rows;
  int margin;
  /** The first three maps are memory's colours, [10, H, W]. */
  const float* conditions;
  /** Entity maps of the view, [5, H, W], and of the larger size, [5, rows, width]. */
  const float* maps;
  const float* fine_maps;
  /** [rows, width], as open_rays() wrote it. */
  const float* fine_surface;
};

/** Memory that one call needs; made once for a view's shape. See scratch.h. */
struct Scratch;
Scratch* create_scratch(const ViewShape& shape);
void destroy_scratch(Scratch* scratch);

/** The same code for one instruction set. */
struct Kernel {
  const char* name;
  void (*reproject)(Scratch* scratch, const Slot* slots, const PreviousMask& mask, const Outputs& out);
  void (*paint_entities)(Scratch* scratch, const Perceptron& appearance, const EntityView& view);
  void (*pack)(const ViewShape& shape, const DrawInputs& in, const TrunkInputs& out);
  void (*compose)(Scratch* scratch, const DrawInputs& in, const TrunkOutputs& trunk, const DrawnView& out);
  /** Of `slots`, only transforms are read. */
  void (*enlarge)(Scratch* scratch, const EnlargedView& in, const Slot* slots, const FinePicture* fine, uint8_t* out);
  /** `picture` [3, height, width] is what enlarge() wrote. */
  void (*enlarge_entities)(const ViewShape& shape, const EnlargedEntities& in, uint8_t* picture);
  /**
   * The surface [H, W] behind which entities are to be asked for, in another size, [rows, width], with `margin` rows
   * above the picture. It hides all where `maps` [5, H, W] are uniform.
   */
  void (*open_rays)(const ViewShape& shape, const float* surface, const float* maps, int width, int height, int rows,
                    int margin, float* out);
  /** rgb and shown are [3, H, W], fine and out [3, height, width]. */
  void (*relight_fine)(Scratch* scratch, const uint8_t* rgb, const uint8_t* shown, const uint8_t* fine, int width,
                       int height, uint8_t* out);
  /** rgb [3, height, width] to I420; both sides are even. */
  void (*rgb_to_i420)(const uint8_t* rgb, int width, int height, uint8_t* out);
};

extern const Kernel baseline_kernel;
#if defined(__x86_64__)
extern const Kernel avx2_kernel;
extern const Kernel avx512_kernel;
#endif

/** The fastest kernel that this processor runs. */
const Kernel& choose_kernel();

}  // namespace worldroom
