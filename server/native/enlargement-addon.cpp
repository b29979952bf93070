#include "enlargement-addon.h"

#include <vector>

#include "view-kernel.h"

namespace worldroom {
namespace {

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

/** Rows of maps in the size of a picture, and those above it, from two arguments; false after an error. */
bool rows_of(napi_env env, const napi_value* arguments, int height, int& rows, int& margin) {
  double numbers[2] = {0, 0};
  for (int i = 0; i < 2; i++) napi_get_value_double(env, arguments[i], &numbers[i]);
  rows = static_cast<int>(numbers[0]);
  margin = static_cast<int>(numbers[1]);
  if (margin >= 0 && rows >= height + margin && rows <= 8192) return true;
  fail(env, "rows must be at least those of the picture and the margin, and at most 8192");
  return false;
}

}  // namespace

/**
 * enlarge(width, height, rgb, conditions, surface, chosen, kept, transforms, fineRgb[K], fineWidths, fineHeights, out)
 */
napi_value enlarge(napi_env env, napi_callback_info info) {
  napi_value arguments[12];
  ViewKernel* view = unwrap(env, info, arguments, 12);
  EnlargedView in{};
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
  std::vector<FinePicture> fine(k);
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

/** enlargeEntities(width, height, rows, margin, conditions, maps, fineMaps, fineSurface, picture) */
napi_value enlarge_entities(napi_env env, napi_callback_info info) {
  napi_value arguments[9];
  ViewKernel* view = unwrap(env, info, arguments, 9);
  EnlargedEntities in{};
  if (!view || !sides_of(env, view->shape, arguments, in.width, in.height)) return nullptr;
  if (!rows_of(env, arguments + 2, in.height, in.rows, in.margin)) return nullptr;
  const size_t own = static_cast<size_t>(view->shape.width) * view->shape.height;
  const size_t fine = static_cast<size_t>(in.width) * in.rows, pixels = static_cast<size_t>(in.width) * in.height;
  in.conditions = static_cast<const float*>(required(env, arguments[4], napi_float32_array, 3 * own, "conditions"));
  in.maps = static_cast<const float*>(required(env, arguments[5], napi_float32_array, 5 * own, "maps"));
  in.fine_maps = static_cast<const float*>(required(env, arguments[6], napi_float32_array, 5 * fine, "fineMaps"));
  in.fine_surface = static_cast<const float*>(required(env, arguments[7], napi_float32_array, fine, "fineSurface"));
  auto* picture = static_cast<uint8_t*>(required(env, arguments[8], napi_uint8_array, 3 * pixels, "picture"));
  if (!failed(env)) view->kernel->enlarge_entities(view->shape, in, picture);
  return nullptr;
}

/** openRays(width, height, rows, margin, surface, maps, out) */
napi_value open_rays(napi_env env, napi_callback_info info) {
  napi_value arguments[7];
  ViewKernel* view = unwrap(env, info, arguments, 7);
  int width = 0, height = 0, rows = 0, margin = 0;
  if (!view || !sides_of(env, view->shape, arguments, width, height)) return nullptr;
  if (!rows_of(env, arguments + 2, height, rows, margin)) return nullptr;
  const size_t own = static_cast<size_t>(view->shape.width) * view->shape.height;
  const auto* surface = static_cast<const float*>(required(env, arguments[4], napi_float32_array, own, "surface"));
  const auto* maps = static_cast<const float*>(required(env, arguments[5], napi_float32_array, 5 * own, "maps"));
  auto* out = static_cast<float*>(
      required(env, arguments[6], napi_float32_array, static_cast<size_t>(width) * rows, "out"));
  if (!failed(env)) view->kernel->open_rays(view->shape, surface, maps, width, height, rows, margin, out);
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

}  // namespace worldroom
