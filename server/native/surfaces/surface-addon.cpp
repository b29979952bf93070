#include "surface-addon.h"

#include <memory>

#include "../perceptron-addon.h"
#include "surface-kernel.h"

namespace worldroom {
namespace {

/** Numbers of an eye: place, axes, sun, time of day, fog, clouds. */
constexpr size_t kEyeNumbers = 3 + 9 + 2 + 2 + 2;
constexpr int kMostCells = 1024, kMostSide = 8192;

/** The field with all that it points to, and the scratch of its calls. */
struct OwnedField {
  std::vector<uint8_t> texels;
  std::vector<int32_t> offset, columns, rows;
  PackedPerceptron light, density, fog, sky;
  std::vector<float> scratch;
  SurfaceField field{};
};

double number_of(napi_env env, napi_value value) {
  double number = 0;
  if (napi_get_value_double(env, value, &number) != napi_ok && !failed(env)) fail(env, "a number was expected");
  return number;
}

template <typename Number>
Number* given(napi_env env, napi_value value, napi_typedarray_type type, size_t length, const char* name) {
  auto* data = static_cast<Number*>(data_of(env, value, type, length, name));
  if (!data && !failed(env)) fail(env, std::string(name) + " must be given");
  return data;
}

template <typename Number>
std::vector<Number> copied(napi_env env, napi_value value, napi_typedarray_type type, const char* name) {
  const Number* data = given<Number>(env, value, type, 1, name);
  size_t length = 0;
  if (!data) return {};
  napi_get_typedarray_info(env, value, nullptr, &length, nullptr, nullptr, nullptr);
  return {data, data + length};
}

/** Whether every image lies within the texels. */
bool fits(const OwnedField& made) {
  const size_t images = made.offset.size(), texels = made.texels.size() / 3;
  const size_t wanted = static_cast<size_t>(2 * made.field.materials + 1) * made.field.levels;
  if (images != wanted || made.columns.size() != images || made.rows.size() != images) return false;
  for (size_t i = 0; i < images; i++) {
    if (made.offset[i] < 0 || made.columns[i] < 1 || made.rows[i] < 1 || made.columns[i] > 65536 || made.rows[i] > 65536) return false;
    if (static_cast<size_t>(made.offset[i]) + static_cast<size_t>(made.columns[i]) * made.rows[i] > texels) return false;
  }
  return true;
}

/**
 * SurfaceKernel(texels, offset, columns, rows, levels, texelsPerMetre, materials, lightWeights, lightBiases, densityWeights,
 *               densityBiases, fogWeights, fogBiases, skyWeights, skyBiases)
 */
napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = 15;
  napi_value self, arguments[15];
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  if (count < 15) {
    fail(env, "a SurfaceKernel takes 15 arguments");
    return nullptr;
  }
  auto made = std::make_unique<OwnedField>();
  made->texels = copied<uint8_t>(env, arguments[0], napi_uint8_array, "texels");
  if (!failed(env)) made->offset = copied<int32_t>(env, arguments[1], napi_int32_array, "offset");
  if (!failed(env)) made->columns = copied<int32_t>(env, arguments[2], napi_int32_array, "columns");
  if (!failed(env)) made->rows = copied<int32_t>(env, arguments[3], napi_int32_array, "rows");
  if (failed(env)) return nullptr;
  SurfaceField& field = made->field;
  const double levels = number_of(env, arguments[4]), texels_per_metre = number_of(env, arguments[5]), materials = number_of(env, arguments[6]);
  PackedPerceptron* parts[] = {&made->light, &made->density, &made->fog, &made->sky};
  const size_t inputs[] = {kLightNumbers + 1, 2, 3, 3 + kSkyNumbers + 2}, answers[] = {3, 1, 3, 3};
  for (int i = 0; i < 4 && !failed(env); i++) {
    *parts[i] = read_perceptron(env, arguments[7 + 2 * i], arguments[8 + 2 * i]);
    if (!failed(env) && (parts[i]->inputs != inputs[i] || parts[i]->answers != answers[i])) {
      fail(env, "the perceptrons of light, density, fog and sky read 13, 2, 3 and 12 numbers and answer 3, 1, 3 and 3");
    }
    if (!failed(env)) field.widest = parts[i]->widest() > field.widest ? parts[i]->widest() : field.widest;
  }
  if (failed(env)) return nullptr;
  if (!(levels >= 1 && levels <= 16 && texels_per_metre >= 1 && texels_per_metre <= 4096 && materials >= 1 && materials <= 200)) {
    fail(env, "levels must be 1 to 16, texelsPerMetre 1 to 4096 and materials 1 to 200");
    return nullptr;
  }
  field.levels = static_cast<int>(levels);
  field.texels_per_metre = static_cast<float>(texels_per_metre);
  field.materials = static_cast<int>(materials);
  if (!fits(*made)) {
    fail(env, "offset, columns and rows must have an image within the texels for each surface and level");
    return nullptr;
  }
  field.texels = made->texels.data();
  field.offset = made->offset.data();
  field.columns = made->columns.data();
  field.rows = made->rows.data();
  field.light = made->light.view();
  field.density = made->density.view();
  field.fog = made->fog.view();
  field.sky = made->sky.view();
  made->scratch.resize(surface_scratch(field.widest));
  const auto release = [](napi_env, void* data, void*) { delete static_cast<OwnedField*>(data); };
  napi_wrap(env, self, made.release(), release, nullptr, nullptr);
  return self;
}

/** Whether the border of a map is unknown, and all materials are known. */
bool is_bounded(const SurfaceGround& ground, int materials) {
  const int last = ground.stride - 1;
  for (int i = 0; i <= last; i++) {
    const int border[] = {i, last * ground.stride + i, i * ground.stride, i * ground.stride + last};
    for (const int cell : border) {
      if (!(ground.heights[cell] < 0)) return false;
    }
  }
  for (int cell = 0; cell < ground.stride * ground.stride; cell++) {
    if (ground.materials[cell] >= materials) return false;
  }
  return true;
}

/**
 * paint(heights, materials, given, stride, x, z, eye, width, height, focal, known, hazeFrom, share, least, pixels, inverse,
 *       colours, surfaces, brightness, offU, offV)
 */
napi_value paint(napi_env env, napi_callback_info info) {
  constexpr size_t kArguments = 21;
  size_t count = kArguments;
  napi_value self, arguments[kArguments];
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  void* wrapped = nullptr;
  napi_unwrap(env, self, &wrapped);
  if (!wrapped || count < kArguments) {
    fail(env, "a method of a SurfaceKernel that takes 21 arguments");
    return nullptr;
  }
  auto* owned = static_cast<OwnedField*>(wrapped);
  double numbers[kArguments] = {};
  for (const int at : {3, 4, 5, 7, 8, 9, 11, 12, 13, 19, 20}) numbers[at] = number_of(env, arguments[at]);
  if (failed(env)) return nullptr;
  if (!(numbers[3] >= 3 && numbers[3] <= kMostCells && numbers[7] >= 1 && numbers[7] <= kMostSide && numbers[8] >= 1 &&
        numbers[8] <= kMostSide && numbers[9] > 0)) {
    fail(env, "stride must be 3 to 1024, width and height 1 to 8192 and focal above 0");
    return nullptr;
  }
  const size_t cells = static_cast<size_t>(numbers[3]) * static_cast<size_t>(numbers[3]);
  const size_t n = static_cast<size_t>(numbers[7]) * static_cast<size_t>(numbers[8]);
  SurfaceGround ground{};
  ground.heights = given<float>(env, arguments[0], napi_float32_array, cells, "heights");
  if (!failed(env)) ground.materials = given<uint8_t>(env, arguments[1], napi_uint8_array, cells, "materials");
  if (!failed(env)) ground.given = given<uint8_t>(env, arguments[2], napi_uint8_array, cells, "given");
  ground.stride = static_cast<int>(numbers[3]);
  ground.x = static_cast<int>(numbers[4]);
  ground.z = static_cast<int>(numbers[5]);
  const float* e = failed(env) ? nullptr : given<float>(env, arguments[6], napi_float32_array, kEyeNumbers, "eye");
  SurfacePicture picture{};
  picture.width = static_cast<int>(numbers[7]);
  picture.height = static_cast<int>(numbers[8]);
  picture.focal = static_cast<float>(numbers[9]);
  picture.off_u = static_cast<float>(numbers[19]);
  picture.off_v = static_cast<float>(numbers[20]);
  picture.haze_from = static_cast<float>(numbers[11]);
  picture.share = static_cast<float>(numbers[12]);
  picture.least = static_cast<float>(numbers[13]);
  if (!failed(env)) picture.known = given<float>(env, arguments[10], napi_float32_array, n, "known");
  if (!failed(env)) picture.pixels = given<int32_t>(env, arguments[14], napi_int32_array, n, "pixels");
  if (!failed(env)) picture.inverse = given<float>(env, arguments[15], napi_float32_array, n, "inverse");
  if (!failed(env)) picture.colours = given<float>(env, arguments[16], napi_float32_array, 3 * n, "colours");
  if (!failed(env)) picture.surfaces = given<int32_t>(env, arguments[17], napi_int32_array, n, "surfaces");
  if (!failed(env)) picture.brightness = given<float>(env, arguments[18], napi_float32_array, n, "brightness");
  if (failed(env)) return nullptr;
  if (!is_bounded(ground, owned->field.materials)) {
    fail(env, "the border of a map must be unknown (below 0), and its materials those of the field");
    return nullptr;
  }
  SurfaceEye eye{};
  eye.x = e[0];
  eye.y = e[1];
  eye.z = e[2];
  for (int i = 0; i < 9; i++) eye.axes[i] = e[3 + i];
  eye.sun_x = e[12];
  eye.sun_z = e[13];
  eye.time = e[14];
  eye.fog = e[15];
  eye.cover = e[16];
  eye.shift = e[17];
  const size_t found = choose_surface_kernel().paint(owned->field, ground, eye, picture, owned->scratch.data());
  napi_value result;
  napi_create_double(env, static_cast<double>(found), &result);
  return result;
}

}  // namespace

void add_surface_kernel(napi_env env, napi_value exports) {
  const napi_property_descriptor methods[] = {
      {"paint", nullptr, paint, nullptr, nullptr, nullptr, napi_default_method, nullptr}};
  napi_value type;
  napi_define_class(env, "SurfaceKernel", NAPI_AUTO_LENGTH, construct, nullptr, 1, methods, &type);
  napi_set_named_property(env, exports, "SurfaceKernel", type);
}

}  // namespace worldroom
