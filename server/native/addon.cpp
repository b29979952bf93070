// The kernels as a Node-API module: the class ViewKernel for drawing, and the functions of memory-addon.cpp.
// Lengths are checked here, because a wrong one would write beyond an array.
#include <vector>

#include "kernel.h"
#include "memory-addon.h"
#include "napi-arguments.h"

namespace {

using worldroom::data_of;
using worldroom::fail;
using worldroom::failed;
using worldroom::Kernel;
using worldroom::Outputs;
using worldroom::PreviousMask;
using worldroom::Slot;
using worldroom::ViewShape;

/** Binds a kernel to one size of view. */
struct ViewKernel {
  ViewShape shape;
  const Kernel* kernel;
  worldroom::Scratch* scratch;
};

napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value arguments[4], self;
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  double numbers[4] = {0, 0, 0, 0};
  for (size_t i = 0; i < 4 && i < count; i++) napi_get_value_double(env, arguments[i], &numbers[i]);
  const ViewShape shape{static_cast<int>(numbers[0]), static_cast<int>(numbers[1]), static_cast<float>(numbers[2]),
                        static_cast<int>(numbers[3])};
  if (shape.width < 16 || shape.height < 16 || shape.width % 16 || shape.height % 16 || shape.slots < 2 ||
      shape.width > 8192 || shape.height > 8192 || shape.slots > 64 || !(shape.focal > 0)) {
    fail(env, "width and height must be multiples of 16 up to 8192, slots from 2 to 64, focal over 0");
    return nullptr;
  }
  auto* made = new ViewKernel{shape, &worldroom::choose_kernel(), nullptr};
  made->scratch = worldroom::create_scratch(shape);
  const auto free = [](napi_env, void* data, void*) {
    auto* gone = static_cast<ViewKernel*>(data);
    worldroom::destroy_scratch(gone->scratch);
    delete gone;
  };
  napi_wrap(env, self, made, free, nullptr, nullptr);
  napi_value name;
  napi_create_string_utf8(env, made->kernel->name, NAPI_AUTO_LENGTH, &name);
  napi_set_named_property(env, self, "kernel", name);
  return self;
}

/** The kernel behind `this`, and the arguments; null after an error. */
ViewKernel* unwrap(napi_env env, napi_callback_info info, napi_value* arguments, size_t wanted) {
  size_t count = wanted;
  napi_value self;
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  void* wrapped = nullptr;
  napi_unwrap(env, self, &wrapped);
  if (wrapped && count >= wanted) return static_cast<ViewKernel*>(wrapped);
  fail(env, "a method of a ViewKernel that takes " + std::to_string(wanted) + " arguments");
  return nullptr;
}

/**
 * reproject(rgb[K], inverseDepth[K], transforms, entity, confidence, entityThreshold, leastConfidence,
 *           conditions, coarseConditions, surface, warp, chosen)
 */
napi_value reproject(napi_env env, napi_callback_info info) {
  napi_value arguments[12];
  ViewKernel* reprojector = unwrap(env, info, arguments, 12);
  if (!reprojector) return nullptr;
  const ViewShape& shape = reprojector->shape;
  const size_t pixels = static_cast<size_t>(shape.width) * shape.height;
  const auto* transforms = static_cast<const float*>(
      data_of(env, arguments[2], napi_float32_array, static_cast<size_t>(12) * shape.slots, "transforms"));
  std::vector<Slot> slots(shape.slots);
  for (int i = 0; i < shape.slots && !failed(env); i++) {
    napi_value rgb, depth;
    napi_get_element(env, arguments[0], i, &rgb);
    napi_get_element(env, arguments[1], i, &depth);
    slots[i].rgb = static_cast<const uint8_t*>(data_of(env, rgb, napi_uint8_array, 3 * pixels, "rgb"));
    slots[i].inverse_depth =
        static_cast<const uint16_t*>(data_of(env, depth, napi_uint16_array, pixels, "inverseDepth"));
    slots[i].transform = transforms + 12 * i;
  }
  PreviousMask mask{};
  mask.entity = static_cast<const uint8_t*>(data_of(env, arguments[3], napi_uint8_array, pixels, "entity"));
  mask.confidence = static_cast<const uint8_t*>(data_of(env, arguments[4], napi_uint8_array, pixels, "confidence"));
  double threshold = 0, least = 0;
  napi_get_value_double(env, arguments[5], &threshold);
  napi_get_value_double(env, arguments[6], &least);
  mask.entity_threshold = static_cast<int>(threshold);
  mask.least_confidence = static_cast<float>(least);
  Outputs out{};
  out.conditions = static_cast<float*>(data_of(env, arguments[7], napi_float32_array, 10 * pixels, "conditions"));
  out.coarse_conditions =
      static_cast<float*>(data_of(env, arguments[8], napi_float32_array, 5 * pixels / 4, "coarseConditions"));
  out.surface = static_cast<float*>(data_of(env, arguments[9], napi_float32_array, pixels, "surface"));
  out.warp = static_cast<uint8_t*>(data_of(env, arguments[10], napi_uint8_array, 3 * pixels, "warp"));
  out.chosen = static_cast<uint8_t*>(data_of(env, arguments[11], napi_uint8_array, pixels / 4, "chosen"));
  if (failed(env)) return nullptr;
  if (!transforms || !out.conditions || !out.coarse_conditions || !out.surface) {
    fail(env, "transforms, conditions, coarseConditions and surface must be given");
    return nullptr;
  }
  reprojector->kernel->reproject(reprojector->scratch, slots.data(), mask, out);
  return nullptr;
}

/** What draw reads, from the first five arguments: conditions, entityMaps, coarse, imagined, controls. */
worldroom::DrawInputs draw_inputs(napi_env env, const ViewShape& shape, const napi_value* arguments) {
  const size_t pixels = static_cast<size_t>(shape.width) * shape.height;
  const auto floats = [&](int at, size_t length, const char* name) {
    const void* data = data_of(env, arguments[at], napi_float32_array, length, name);
    if (!data && !failed(env)) fail(env, std::string(name) + " must be given");
    return static_cast<const float*>(data);
  };
  worldroom::DrawInputs in{};
  in.conditions = floats(0, 10 * pixels, "conditions");
  in.entity_maps = floats(1, 5 * pixels, "entityMaps");
  in.coarse = floats(2, pixels, "coarse");
  double imagined = 0;
  napi_get_value_double(env, arguments[3], &imagined);
  in.imagined = static_cast<float>(imagined);
  in.controls = floats(4, 0, "controls");
  size_t controls = 0;
  if (!failed(env)) napi_get_typedarray_info(env, arguments[4], nullptr, &controls, nullptr, nullptr, nullptr);
  in.control_count = static_cast<int>(controls);
  return in;
}

/** pack(conditions, entityMaps, coarse, imagined, controls, features, picture) */
napi_value pack(napi_env env, napi_callback_info info) {
  napi_value arguments[7];
  ViewKernel* view = unwrap(env, info, arguments, 7);
  if (!view) return nullptr;
  const size_t pixels = static_cast<size_t>(view->shape.width) * view->shape.height;
  const worldroom::DrawInputs in = draw_inputs(env, view->shape, arguments);
  if (failed(env)) return nullptr;
  worldroom::TrunkInputs out{};
  const size_t channels = 16 * 15 + 16 + 1 + in.control_count;
  out.features = static_cast<float*>(data_of(env, arguments[5], napi_float32_array, channels * pixels / 16, "features"));
  out.picture = static_cast<float*>(data_of(env, arguments[6], napi_float32_array, 4 * pixels, "picture"));
  if (!failed(env) && (!out.features || !out.picture)) fail(env, "features and picture must be given");
  if (!failed(env)) view->kernel->pack(view->shape, in, out);
  return nullptr;
}

/**
 * compose(conditions, entityMaps, coarse, imagined, controls, head, sharpening, rgb, inverseDepth, entity,
 *         confidence, kept)
 */
napi_value compose(napi_env env, napi_callback_info info) {
  napi_value arguments[12];
  ViewKernel* view = unwrap(env, info, arguments, 12);
  if (!view) return nullptr;
  const size_t pixels = static_cast<size_t>(view->shape.width) * view->shape.height;
  const worldroom::DrawInputs in = draw_inputs(env, view->shape, arguments);
  if (failed(env)) return nullptr;
  worldroom::TrunkOutputs trunk{};
  trunk.head = static_cast<const float*>(data_of(env, arguments[5], napi_float32_array, 10 * pixels, "head"));
  trunk.sharpening = static_cast<const float*>(data_of(env, arguments[6], napi_float32_array, 3 * pixels, "sharpening"));
  worldroom::DrawnView out{};
  out.rgb = static_cast<uint8_t*>(data_of(env, arguments[7], napi_uint8_array, 3 * pixels, "rgb"));
  out.inverse_depth = static_cast<uint16_t*>(data_of(env, arguments[8], napi_uint16_array, pixels, "inverseDepth"));
  out.entity = static_cast<uint8_t*>(data_of(env, arguments[9], napi_uint8_array, pixels, "entity"));
  out.confidence = static_cast<uint8_t*>(data_of(env, arguments[10], napi_uint8_array, pixels, "confidence"));
  out.kept = static_cast<float*>(data_of(env, arguments[11], napi_float32_array, pixels, "kept"));
  if (failed(env)) return nullptr;
  if (!trunk.head || !trunk.sharpening || !out.rgb || !out.inverse_depth || !out.entity || !out.confidence) {
    fail(env, "head, sharpening, rgb, inverseDepth, entity and confidence must be given");
    return nullptr;
  }
  view->kernel->compose(view->scratch, in, trunk, out);
  return nullptr;
}

/** Sides of an enlarged picture, from the first two arguments; false after an error. */
bool sides_of(napi_env env, const ViewShape& shape, const napi_value* arguments, int& width, int& height) {
  double numbers[2] = {0, 0};
  for (int i = 0; i < 2; i++) napi_get_value_double(env, arguments[i], &numbers[i]);
  width = static_cast<int>(numbers[0]);
  height = static_cast<int>(numbers[1]);
  if (width >= shape.width && height >= shape.height && width <= 8192 && height <= 8192) return true;
  fail(env, "an enlarged picture is at least as large as the view, and at most 8192 pixels a side");
  return false;
}

/**
 * enlarge(width, height, rgb, conditions, surface, chosen, kept, transforms, fineRgb[K], fineWidths, fineHeights, out)
 */
napi_value enlarge(napi_env env, napi_callback_info info) {
  napi_value arguments[12];
  ViewKernel* view = unwrap(env, info, arguments, 12);
  worldroom::EnlargedView in{};
  if (!view || !sides_of(env, view->shape, arguments, in.width, in.height)) return nullptr;
  const size_t pixels = static_cast<size_t>(view->shape.width) * view->shape.height, k = view->shape.slots;
  in.rgb = static_cast<const uint8_t*>(data_of(env, arguments[2], napi_uint8_array, 3 * pixels, "rgb"));
  in.conditions = static_cast<const float*>(data_of(env, arguments[3], napi_float32_array, 3 * pixels, "conditions"));
  in.surface = static_cast<const float*>(data_of(env, arguments[4], napi_float32_array, pixels, "surface"));
  in.chosen = static_cast<const uint8_t*>(data_of(env, arguments[5], napi_uint8_array, pixels / 4, "chosen"));
  in.kept = static_cast<const float*>(data_of(env, arguments[6], napi_float32_array, pixels, "kept"));
  const auto* transforms = static_cast<const float*>(data_of(env, arguments[7], napi_float32_array, 12 * k, "transforms"));
  const auto* widths = static_cast<const int32_t*>(data_of(env, arguments[9], napi_int32_array, k, "fineWidths"));
  const auto* heights = static_cast<const int32_t*>(data_of(env, arguments[10], napi_int32_array, k, "fineHeights"));
  auto* out = static_cast<uint8_t*>(
      data_of(env, arguments[11], napi_uint8_array, static_cast<size_t>(3) * in.width * in.height, "out"));
  if (failed(env)) return nullptr;
  if (!in.rgb || !in.conditions || !in.surface || !in.chosen || !in.kept || !transforms || !widths || !heights || !out) {
    fail(env, "every array but those of fineRgb must be given");
    return nullptr;
  }
  std::vector<Slot> slots(k);
  std::vector<worldroom::FinePicture> fine(k);
  for (size_t i = 0; i < k; i++) {
    napi_value rgb;
    napi_get_element(env, arguments[8], static_cast<uint32_t>(i), &rgb);
    const size_t length = static_cast<size_t>(widths[i] > 1 ? widths[i] : 2) * (heights[i] > 1 ? heights[i] : 2) * 3;
    fine[i] = {static_cast<const uint8_t*>(data_of(env, rgb, napi_uint8_array, length, "fineRgb")), widths[i], heights[i]};
    if (fine[i].rgb && (widths[i] < 2 || heights[i] < 2)) fail(env, "a fine picture has at least two pixels a side");
    if (failed(env)) return nullptr;
    slots[i].transform = transforms + 12 * i;
  }
  view->kernel->enlarge(view->scratch, in, slots.data(), fine.data(), out);
  return nullptr;
}

/** relightFine(width, height, rgb, shown, fine, out) */
napi_value relight_fine(napi_env env, napi_callback_info info) {
  napi_value arguments[6];
  ViewKernel* view = unwrap(env, info, arguments, 6);
  int width = 0, height = 0;
  if (!view || !sides_of(env, view->shape, arguments, width, height)) return nullptr;
  const size_t own = static_cast<size_t>(3) * view->shape.width * view->shape.height;
  const size_t large = static_cast<size_t>(3) * width * height;
  const auto* rgb = static_cast<const uint8_t*>(data_of(env, arguments[2], napi_uint8_array, own, "rgb"));
  const auto* shown = static_cast<const uint8_t*>(data_of(env, arguments[3], napi_uint8_array, own, "shown"));
  const auto* fine = static_cast<const uint8_t*>(data_of(env, arguments[4], napi_uint8_array, large, "fine"));
  auto* out = static_cast<uint8_t*>(data_of(env, arguments[5], napi_uint8_array, large, "out"));
  if (failed(env)) return nullptr;
  if (!rgb || !shown || !fine || !out) {
    fail(env, "rgb, shown, fine and out must be given");
    return nullptr;
  }
  view->kernel->relight_fine(view->scratch, rgb, shown, fine, width, height, out);
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  const auto method = [](const char* name, napi_callback call) {
    return napi_property_descriptor{name, nullptr, call, nullptr, nullptr, nullptr, napi_default_method, nullptr};
  };
  const napi_property_descriptor methods[] = {method("reproject", reproject), method("pack", pack),
                                              method("compose", compose), method("enlarge", enlarge),
                                              method("relightFine", relight_fine)};
  napi_value type;
  napi_define_class(env, "ViewKernel", NAPI_AUTO_LENGTH, construct, nullptr, 5, methods, &type);
  napi_set_named_property(env, exports, "ViewKernel", type);
  worldroom::add_memory_passes(env, exports);
  return exports;
}
