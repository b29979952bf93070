// The kernels as functions in C, for servers of views that are written in Python (worldroom_serving/native_kernel.py).
// Shapes are those of kernel.h. Whoever calls has checked them.
#include <vector>

#include "kernel.h"
#include "packed-perceptron.h"

using worldroom::ViewShape;

namespace {

/** A kernel that is bound to one size of view. One call at a time may use it. */
struct ServingKernel {
  ViewShape shape;
  const worldroom::Kernel* kernel;
  worldroom::Scratch* scratch;
  /** The perceptron of entities. */
  worldroom::PackedPerceptron appearance;
};

ServingKernel& of(void* kernel) { return *static_cast<ServingKernel*>(kernel); }

}  // namespace

#define SERVED extern "C" __attribute__((visibility("default")))

/**
 * @param sizes Inputs of the first layer of the perceptron of entities, and outputs of each, [layers + 1].
 * @param weights [outputs, inputs] of all layers, one after the other; so are `biases`, [outputs].
 */
SERVED void* create_kernel(int width, int height, float focal, int slots, int layers, const int32_t* sizes,
                           const float* weights, const float* biases) {
  const ViewShape shape{width, height, focal, slots};
  auto* made = new ServingKernel{shape, &worldroom::choose_kernel(), worldroom::create_scratch(shape), {}};
  for (int i = 0; i < layers; i++) {
    const size_t inputs = sizes[i], outputs = sizes[i + 1];
    made->appearance.add(weights, biases, inputs, outputs);
    weights += inputs * outputs;
    biases += outputs;
  }
  return made;
}

SERVED void destroy_kernel(void* kernel) {
  worldroom::destroy_scratch(of(kernel).scratch);
  delete static_cast<ServingKernel*>(kernel);
}

/** The instruction set that it was compiled for. */
SERVED const char* kernel_name(void* kernel) { return of(kernel).kernel->name; }

/** Planes of a slot are null where it is empty; `transforms` is [slots, 3, 4]. */
SERVED void reproject(void* kernel, const uint8_t* const* rgb, const uint16_t* const* inverse_depth, const float* transforms,
                      float* conditions, float* coarse_conditions, float* surface, uint8_t* chosen) {
  const ServingKernel& own = of(kernel);
  std::vector<worldroom::Slot> slots(own.shape.slots);
  for (int i = 0; i < own.shape.slots; i++) slots[i] = {rgb[i], inverse_depth[i], transforms + 12 * i};
  // What of the previous frame is unknown has no depth by now.
  const worldroom::PreviousMask mask{};
  own.kernel->reproject(own.scratch, slots.data(), mask, {conditions, coarse_conditions, surface, nullptr, chosen});
}

SERVED void paint_entities(void* kernel, const float* entities, int count, const float* controls, int control_count,
                           const float* surface, const float* conditions, float* maps, uint8_t* coverage) {
  ServingKernel& own = of(kernel);
  own.kernel->paint_entities(own.scratch, own.appearance.view(),
                             {entities, count, controls, control_count, surface, conditions, maps, coverage});
}

SERVED void pack_view(void* kernel, const float* conditions, const float* maps, const float* controls, int control_count,
                      float* features, float* picture) {
  const ServingKernel& own = of(kernel);
  own.kernel->pack(own.shape, {conditions, maps, nullptr, 0, controls, control_count}, {features, picture});
}

SERVED void compose_view(void* kernel, const float* conditions, const float* maps, const float* controls, int control_count,
                         const float* head, const float* sharpening, uint8_t* rgb, uint16_t* inverse_depth, uint8_t* entity,
                         uint8_t* confidence, float* kept) {
  const ServingKernel& own = of(kernel);
  own.kernel->compose(own.scratch, {conditions, maps, nullptr, 0, controls, control_count}, {head, sharpening},
                      {rgb, inverse_depth, entity, confidence, kept});
}

/** Fine pictures are null where a slot has none. */
SERVED void enlarge(void* kernel, int width, int height, const uint8_t* rgb, const float* conditions, const float* surface,
                    const uint8_t* chosen, const float* kept, const float* transforms, const uint8_t* const* fine_rgb,
                    const int32_t* fine_widths, const int32_t* fine_heights, uint8_t* out) {
  const ServingKernel& own = of(kernel);
  std::vector<worldroom::Slot> slots(own.shape.slots);
  std::vector<worldroom::FinePicture> fine(own.shape.slots);
  for (int i = 0; i < own.shape.slots; i++) {
    slots[i].transform = transforms + 12 * i;
    fine[i] = {fine_rgb[i], fine_widths[i], fine_heights[i]};
  }
  own.kernel->enlarge(own.scratch, {width, height, rgb, conditions, surface, chosen, kept}, slots.data(), fine.data(), out);
}

SERVED void open_rays(void* kernel, int width, int height, int rows, int margin, const float* surface, const float* maps,
                      float* out) {
  const ServingKernel& own = of(kernel);
  own.kernel->open_rays(own.shape, surface, maps, width, height, rows, margin, out);
}

SERVED void enlarge_entities(void* kernel, int width, int height, int rows, int margin, const float* conditions,
                             const float* maps, const float* fine_maps, const float* fine_surface, uint8_t* picture) {
  const ServingKernel& own = of(kernel);
  own.kernel->enlarge_entities(own.shape, {width, height, rows, margin, conditions, maps, fine_maps, fine_surface}, picture);
}

SERVED void relight_fine(void* kernel, int width, int height, const uint8_t* rgb, const uint8_t* shown, const uint8_t* fine,
                         uint8_t* out) {
  const ServingKernel& own = of(kernel);
  own.kernel->relight_fine(own.scratch, rgb, shown, fine, width, height, out);
}
