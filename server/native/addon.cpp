// The kernels as a Node-API module: the class ViewKernel for drawing, and the functions of memory-addon.cpp.
// Lengths are checked here, because a wrong one would write beyond an array.
#include <vector>

#include "allocator-addon.h"
#include "enlargement-addon.h"
#include "entity-addon.h"
#include "memory/memory-addon.h"
#include "surfaces/surface-addon.h"
#include "trunk/trunk-addon.h"
#include "view-kernel.h"

namespace {

using worldroom::data_of;
using worldroom::fail;
using worldroom::failed;
using worldroom::Outputs;
using worldroom::PreviousMask;
using worldroom::Slot;
using worldroom::unwrap;
using worldroom::ViewKernel;
using worldroom::ViewShape;

napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value arguments[4], self;
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  double numbers[4] = {0, 0, 0, 0};
  for (size_t i = 0; i < 4 && i < count; i++) napi_get_value_double(env, arguments[i], &numbers[i]);
  const ViewShape shape{static_cast<int>(numbers[0]), static_cast<int>(numbers[1]), static_cast<float>(numbers[2]),
                        static_cast<int>(numbers[3])};
  if (shape.width < 16 || shape.height < 16 || shape.width % 16 || shape.height % 16 || shape.slots < 2 ||
      shape.width > 8192 || shape.height > 8192 || shape.width * shape.height > 1 << 21 || shape.slots > 64 || !(shape.focal > 0)) {
    fail(env, "width and height must be multiples of 16 up to 8192, of at most 2097152 pixels, slots from 2 to 64, focal over 0");
    return nullptr;
  }
  auto* made = new ViewKernel{shape, &worldroom::choose_kernel(), nullptr, {}};
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

/** pack(conditions, entityMaps, coarse, imagined, controls, features, picture) */
napi_value pack(napi_env env, napi_callback_info info) {
  napi_value arguments[7];
  ViewKernel* view = unwrap(env, info, arguments, 7);
  if (!view) return nullptr;
  const size_t pixels = static_cast<size_t>(view->shape.width) * view->shape.height;
  const worldroom::DrawInputs in = worldroom::draw_inputs(env, view->shape, arguments);
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
  const worldroom::DrawInputs in = worldroom::draw_inputs(env, view->shape, arguments);
  if (failed(env)) return nullptr;
  worldroom::TrunkOutputs trunk{};
  trunk.head = static_cast<const float*>(data_of(env, arguments[5], napi_float32_array, 10 * pixels, "head"));
  trunk.sharpening = static_cast<const float*>(data_of(env, arguments[6], napi_float32_array, 3 * pixels, "sharpening"));
  const worldroom::DrawnView out = failed(env) ? worldroom::DrawnView{} : worldroom::drawn_view(env, view->shape, arguments + 7);
  if (failed(env)) return nullptr;
  if (!trunk.head || !trunk.sharpening) {
    fail(env, "head and sharpening must be given");
    return nullptr;
  }
  view->kernel->compose(view->scratch, in, trunk, out);
  return nullptr;
}

/** rgbToI420(rgb, width, height, out) */
napi_value rgb_to_i420(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value arguments[4];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  double width = 0, height = 0;
  napi_get_value_double(env, arguments[1], &width);
  napi_get_value_double(env, arguments[2], &height);
  const int w = static_cast<int>(width), h = static_cast<int>(height);
  if (count < 4 || w < 2 || h < 2 || w % 2 || h % 2 || w > 8192 || h > 8192) {
    fail(env, "rgbToI420 takes a picture with even sides up to 8192, and what it writes to");
    return nullptr;
  }
  const size_t pixels = static_cast<size_t>(w) * h;
  const auto* rgb = static_cast<const uint8_t*>(
      worldroom::required(env, arguments[0], napi_uint8_array, 3 * pixels, "rgb"));
  auto* out = static_cast<uint8_t*>(worldroom::required(env, arguments[3], napi_uint8_array, pixels * 3 / 2, "out"));
  if (!failed(env)) worldroom::choose_kernel().rgb_to_i420(rgb, w, h, out);
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  const auto method = [](const char* name, napi_callback call) {
    return napi_property_descriptor{name, nullptr, call, nullptr, nullptr, nullptr, napi_default_method, nullptr};
  };
  const napi_property_descriptor methods[] = {method("reproject", reproject), method("pack", pack),
                                              method("compose", compose), method("enlarge", worldroom::enlarge),
                                              method("enlargeEntities", worldroom::enlarge_entities),
                                              method("openRays", worldroom::open_rays),
                                              method("relightFine", worldroom::relight_fine),
                                              method("setAppearance", worldroom::set_appearance),
                                              method("paintEntities", worldroom::paint_entities)};
  napi_value type;
  napi_define_class(env, "ViewKernel", NAPI_AUTO_LENGTH, construct, nullptr, sizeof methods / sizeof *methods,
                    methods, &type);
  napi_set_named_property(env, exports, "ViewKernel", type);
  napi_value convert;
  napi_create_function(env, "rgbToI420", NAPI_AUTO_LENGTH, rgb_to_i420, nullptr, &convert);
  napi_set_named_property(env, exports, "rgbToI420", convert);
  worldroom::add_allocator(env, exports);
  worldroom::add_memory_passes(env, exports);
  worldroom::add_surface_kernel(env, exports);
  worldroom::add_trunk(env, exports);
  return exports;
}
