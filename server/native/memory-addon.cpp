#include "memory-addon.h"

#include <vector>

#include "memory-kernel.h"

namespace worldroom {
namespace {

template <typename Number>
constexpr napi_typedarray_type array_type = napi_uint8_array;
template <>
constexpr napi_typedarray_type array_type<uint16_t> = napi_uint16_array;
template <>
constexpr napi_typedarray_type array_type<int32_t> = napi_int32_array;
template <>
constexpr napi_typedarray_type array_type<float> = napi_float32_array;
template <>
constexpr napi_typedarray_type array_type<double> = napi_float64_array;

/** The arguments of one call, which are read by their place; after the first error the rest reads as nothing. */
template <size_t Wanted>
class Arguments {
 public:
  Arguments(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = Wanted;
    napi_get_cb_info(env, info, &count, values_, nullptr, nullptr);
    if (count < Wanted) fail(env, "a function that takes " + std::to_string(Wanted) + " arguments");
  }

  bool ok() const { return !failed(env_); }

  double number(size_t at) const {
    double value = 0;
    if (ok() && napi_get_value_double(env_, values_[at], &value) != napi_ok) fail(env_, "a number was expected");
    return value;
  }

  /** Width, height and focal from `at` on. */
  Picture picture(size_t at, bool with_focal = true) const {
    const double width = number(at), height = number(at + 1), focal = with_focal ? number(at + 2) : 1;
    if (ok() && !(width >= 1 && height >= 1 && width <= kMostSide && height <= kMostSide && focal > 0)) {
      fail(env_, "width and height must be from 1 to 8192, focal over 0");
    }
    if (!ok()) return {0, 0, 1};
    return {static_cast<int>(width), static_cast<int>(height), focal};
  }

  /** A typed array of at least `length` numbers. */
  template <typename Number>
  Number* array(size_t at, size_t length, const char* name) const {
    return read<Number>(values_[at], length, name);
  }

  /** Null where the argument is undefined. */
  template <typename Number>
  Number* optional(size_t at, size_t length, const char* name) const {
    return ok() ? static_cast<Number*>(data_of(env_, values_[at], array_type<Number>, length, name)) : nullptr;
  }

  size_t length_of(size_t at) const { return length_of_value(values_[at]); }

  /** Length of an array of typed arrays. */
  uint32_t count(size_t at) const {
    uint32_t length = 0;
    if (ok() && napi_get_array_length(env_, values_[at], &length) != napi_ok) fail(env_, "an array was expected");
    return length;
  }

  /** One of those. */
  template <typename Number>
  Number* element(size_t at, uint32_t i, size_t length, const char* name) const {
    return read<Number>(value_in(at, i), length, name);
  }

  /** One of those, of any length. */
  template <typename Number>
  Number* element_of_any_length(size_t at, uint32_t i, size_t& length, const char* name) const {
    const napi_value value = value_in(at, i);
    length = length_of_value(value);
    return read<Number>(value, length, name);
  }

 private:
  static constexpr double kMostSide = 8192;

  napi_value value_in(size_t at, uint32_t i) const {
    napi_value value = nullptr;
    if (ok()) napi_get_element(env_, values_[at], i, &value);
    return value;
  }

  size_t length_of_value(napi_value value) const {
    size_t length = 0;
    if (ok() && napi_get_typedarray_info(env_, value, nullptr, &length, nullptr, nullptr, nullptr) != napi_ok) {
      fail(env_, "a typed array was expected");
    }
    return length;
  }

  template <typename Number>
  Number* read(napi_value value, size_t length, const char* name) const {
    if (!ok()) return nullptr;
    void* data = data_of(env_, value, array_type<Number>, length, name);
    if (!data && length > 0 && ok()) fail(env_, std::string(name) + " must be given");
    return static_cast<Number*>(data);
  }

  napi_env env_;
  napi_value values_[Wanted];
};

size_t pixels_of(const Picture& picture) { return static_cast<size_t>(picture.width) * picture.height; }

napi_value number(napi_env env, int32_t value) {
  napi_value out = nullptr;
  napi_create_int32(env, value, &out);
  return out;
}

/**
 * assessNovelty(width, height, entity, coverage, confidence, inverseDepth, impossible, imagined, leastConfidence, keep,
 *               sure, counts)
 */
napi_value call_assess_novelty(napi_env env, napi_callback_info info) {
  const Arguments<12> a(env, info);
  const Picture picture = a.picture(0, false);
  const size_t pixels = pixels_of(picture);
  NoveltyInputs in{picture.width, picture.height, a.array<uint8_t>(2, pixels, "entity"), a.array<uint8_t>(3, pixels, "coverage"),
                   a.array<uint8_t>(4, pixels, "confidence"), a.array<uint16_t>(5, pixels, "inverseDepth"),
                   a.optional<uint8_t>(6, pixels, "impossible"), a.number(7) != 0, a.number(8)};
  NoveltyOutputs out{a.array<uint8_t>(9, pixels, "keep"), a.array<uint8_t>(10, pixels, "sure"), 0, 0};
  int32_t* counts = a.array<int32_t>(11, 2, "counts");
  if (!a.ok()) return nullptr;
  choose_memory_kernel().assess_novelty(in, out);
  counts[0] = out.free;
  counts[1] = out.known;
  return nullptr;
}

/** countUncovered(coverage): number */
napi_value call_count_uncovered(napi_env env, napi_callback_info info) {
  const Arguments<1> a(env, info);
  const size_t length = a.length_of(0);
  const uint8_t* coverage = a.array<uint8_t>(0, length, "coverage");
  if (!a.ok()) return nullptr;
  return number(env, choose_memory_kernel().count_uncovered(coverage, length));
}

/** maskCodes(codes, mask, out) */
napi_value call_mask_codes(napi_env env, napi_callback_info info) {
  const Arguments<3> a(env, info);
  const size_t length = a.length_of(0);
  const uint16_t* codes = a.array<uint16_t>(0, length, "codes");
  const uint8_t* mask = a.array<uint8_t>(1, length, "mask");
  uint16_t* out = a.array<uint16_t>(2, length, "out");
  if (a.ok()) choose_memory_kernel().mask_codes(codes, mask, length, out);
  return nullptr;
}

/** contradictions(width, height, focal, inverseDepth, transforms, keyframes[K], out) */
napi_value call_contradictions(napi_env env, napi_callback_info info) {
  const Arguments<7> a(env, info);
  const Picture picture = a.picture(0);
  const size_t pixels = pixels_of(picture);
  const uint16_t* inverse_depth = a.array<uint16_t>(3, pixels, "inverseDepth");
  const uint32_t count = a.count(5);
  const float* transforms = a.array<float>(4, static_cast<size_t>(12) * count, "transforms");
  uint8_t* out = a.array<uint8_t>(6, pixels, "out");
  std::vector<SeenDepth> keyframes(a.ok() ? count : 0);
  for (uint32_t k = 0; k < keyframes.size(); k++) {
    keyframes[k] = {a.element<uint16_t>(5, k, pixels, "keyframes"), transforms + 12 * k};
  }
  if (!a.ok()) return nullptr;
  choose_memory_kernel().contradictions(picture, inverse_depth, keyframes.data(), static_cast<int>(count), out);
  return nullptr;
}

/** surfaceSamples(width, height, focal, camera, inverseDepth, weight, reach, cells, shares, walls): number */
napi_value call_surface_samples(napi_env env, napi_callback_info info) {
  const Arguments<10> a(env, info);
  const Picture picture = a.picture(0);
  const double* camera = a.array<double>(3, 12, "camera");
  const uint16_t* inverse_depth = a.array<uint16_t>(4, pixels_of(picture), "inverseDepth");
  const double weight = a.number(5), reach = a.number(6);
  const size_t most = a.length_of(8);
  const SurfaceSamples out{a.array<int32_t>(7, 2 * most, "cells"), a.array<double>(8, most, "shares"),
                           a.array<uint8_t>(9, most, "walls"), static_cast<int>(most)};
  if (!a.ok()) return nullptr;
  return number(env, choose_memory_kernel().surface_samples(picture, camera, inverse_depth, weight, reach, out));
}

/**
 * measureCoverage(width, height, focal, camera, eyes, transforms, samples[K], inverseDepth[K], quality, surface,
 *                 nearest)
 */
napi_value call_measure_coverage(napi_env env, napi_callback_info info) {
  const Arguments<11> a(env, info);
  const Picture picture = a.picture(0);
  const double* camera = a.array<double>(3, 12, "camera");
  const uint32_t count = a.count(6);
  const size_t cells = a.length_of(10);
  const double* eyes = a.array<double>(4, static_cast<size_t>(3) * count, "eyes");
  const float* transforms = a.array<float>(5, static_cast<size_t>(12) * count, "transforms");
  const CoverageOutputs out{a.array<float>(8, count * cells, "quality"), a.array<float>(9, count * cells, "surface"),
                            a.array<float>(10, cells, "nearest")};
  if (a.ok() && cells != static_cast<size_t>((picture.width + 7) / 8) * ((picture.height + 7) / 8)) {
    fail(env, "nearest must have one number for each 8 x 8 pixels");
  }
  std::vector<SampledKeyframe> keyframes(a.ok() ? count : 0);
  for (uint32_t k = 0; k < keyframes.size() && a.ok(); k++) {
    const uint16_t* inverse_depth = a.element<uint16_t>(7, k, pixels_of(picture), "inverseDepth");
    size_t numbers = 0;
    const float* samples = a.element_of_any_length<float>(6, k, numbers, "samples");
    keyframes[k] = {{inverse_depth, transforms + 12 * k}, eyes + 3 * k, samples, static_cast<int>(numbers / 9)};
  }
  if (!a.ok()) return nullptr;
  choose_memory_kernel().measure_coverage(picture, camera, keyframes.data(), static_cast<int>(count), out);
  return nullptr;
}

/** openSky(width, height, codes, lastCode, mask, range) */
napi_value call_open_sky(napi_env env, napi_callback_info info) {
  const Arguments<6> a(env, info);
  const Picture picture = a.picture(0, false);
  const uint16_t* codes = a.array<uint16_t>(2, pixels_of(picture), "codes");
  const double last_code = a.number(3);
  uint8_t* mask = a.array<uint8_t>(4, pixels_of(picture), "mask");
  int32_t* out = a.array<int32_t>(5, 4, "range");
  if (!a.ok()) return nullptr;
  PixelRange range{};
  choose_memory_kernel().open_sky(picture, codes, static_cast<int>(last_code), mask, range);
  out[0] = range.left, out[1] = range.right, out[2] = range.top, out[3] = range.bottom;
  return nullptr;
}

/** fillSky(width, height, focal, rotation, range, mask, rgb, plateCodes, plateRgb): number */
napi_value call_fill_sky(napi_env env, napi_callback_info info) {
  const Arguments<9> a(env, info);
  const Picture picture = a.picture(0);
  const size_t pixels = pixels_of(picture);
  const double* rotation = a.array<double>(3, 9, "rotation");
  const int32_t* range = a.array<int32_t>(4, 4, "range");
  const uint8_t* mask = a.array<uint8_t>(5, pixels, "mask");
  const uint8_t* rgb = a.array<uint8_t>(6, 3 * pixels, "rgb");
  uint16_t* plate_codes = a.array<uint16_t>(7, pixels, "plateCodes");
  uint8_t* plate_rgb = a.optional<uint8_t>(8, 3 * pixels, "plateRgb");
  if (!a.ok()) return nullptr;
  const PixelRange part{range[0], range[1], range[2], range[3]};
  if (part.left < 0 || part.right >= picture.width || part.top < 0 || part.bottom >= picture.height) {
    fail(env, "range must lie within the picture");
    return nullptr;
  }
  return number(env, choose_memory_kernel().fill_sky(picture, rotation, part, mask, rgb, plate_codes, plate_rgb));
}

}  // namespace

void add_memory_passes(napi_env env, napi_value exports) {
  const auto method = [](const char* name, napi_callback call) {
    return napi_property_descriptor{name, nullptr, call, nullptr, nullptr, nullptr, napi_enumerable, nullptr};
  };
  const napi_property_descriptor methods[] = {
      method("assessNovelty", call_assess_novelty),   method("countUncovered", call_count_uncovered),
      method("maskCodes", call_mask_codes),           method("contradictions", call_contradictions),
      method("surfaceSamples", call_surface_samples), method("measureCoverage", call_measure_coverage),
      method("openSky", call_open_sky),               method("fillSky", call_fill_sky)};
  napi_value passes, name;
  napi_create_object(env, &passes);
  napi_define_properties(env, passes, sizeof methods / sizeof *methods, methods);
  napi_create_string_utf8(env, choose_memory_kernel().name, NAPI_AUTO_LENGTH, &name);
  napi_set_named_property(env, passes, "kernel", name);
  napi_set_named_property(env, exports, "memoryPasses", passes);
}

}  // namespace worldroom
