// The class TrunkKernel of the module: a network that is bound to one size of view, with memory of its own.
#include "trunk-addon.h"

#include <stdexcept>

#include "../draw-arguments.h"
#include "trunk-memory.h"
#include "trunk-weights.h"

namespace worldroom {
namespace {

constexpr uint32_t kMostLayers = 256;
constexpr size_t kArguments = 8;

struct TrunkKernel {
  PackedTrunk packed;
  TrunkMemory* memory;
  decltype(TrunkCode::draw_floating) draw;
  ViewShape shape;
  int control_count;

  ~TrunkKernel() { destroy_trunk_memory(memory); }
};

napi_value element(napi_env env, napi_value list, uint32_t index) {
  napi_value value;
  napi_get_element(env, list, index, &value);
  return value;
}

/** Convolutions of weights [outputs, inputs, kernel, kernel], biases and `sizes`: outputs, inputs and kernel of each. */
std::vector<Convolution> read_layers(napi_env env, napi_value weights, napi_value biases, napi_value sizes) {
  uint32_t count = 0;
  napi_get_array_length(env, weights, &count);
  if (count > kMostLayers) fail(env, "more than 256 layers");
  const auto* numbers = static_cast<const int32_t*>(required(env, sizes, napi_int32_array, 3 * static_cast<size_t>(count), "sizes"));
  std::vector<Convolution> layers;
  for (uint32_t i = 0; i < count && !failed(env); i++) {
    const int32_t outputs = numbers[3 * i], inputs = numbers[3 * i + 1], kernel = numbers[3 * i + 2];
    if (outputs < 1 || inputs < 1 || kernel < 1 || outputs > 4096 || inputs > 4096 || kernel > 5) {
      fail(env, "sizes must be outputs and inputs from 1 to 4096, and kernels from 1 to 5");
      break;
    }
    const size_t length = static_cast<size_t>(outputs) * inputs * kernel * kernel;
    layers.push_back({outputs, inputs, kernel,
                      static_cast<const float*>(required(env, element(env, weights, i), napi_float32_array, length, "weights")),
                      static_cast<const float*>(required(env, element(env, biases, i), napi_float32_array, outputs, "biases"))});
  }
  return layers;
}

std::vector<StepKind> read_steps(napi_env env, napi_value list) {
  size_t count = 0;
  const auto* kinds = static_cast<const uint8_t*>(required(env, list, napi_uint8_array, 0, "steps"));
  if (kinds) napi_get_typedarray_info(env, list, nullptr, &count, nullptr, nullptr, nullptr);
  std::vector<StepKind> steps;
  for (size_t i = 0; i < count && !failed(env); i++) {
    if (kinds[i] > static_cast<uint8_t>(StepKind::up)) fail(env, "steps must be 0 (block), 1 (down) or 2 (up)");
    steps.push_back(static_cast<StepKind>(kinds[i]));
  }
  return steps;
}

/** new TrunkKernel(width, height, controls, steps, weights, biases, sizes, [code, arithmetic]) */
napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = kArguments;
  napi_value arguments[kArguments], self;
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  int32_t numbers[3] = {0, 0, 0}, choice[2] = {-1, -1};
  for (int i = 0; i < 3; i++) napi_get_value_int32(env, arguments[i], &numbers[i]);
  const int width = numbers[0], height = numbers[1], controls = numbers[2];
  for (int i = 0; i < 2 && count == kArguments; i++) napi_get_value_int32(env, element(env, arguments[7], i), &choice[i]);
  const std::vector<const TrunkCode*> codes = trunk_codes();
  if (width < 16 || height < 16 || width % 16 || height % 16 || width > 8192 || height > 8192 || width * height > 1 << 21 ||
      controls < 0 || controls > 64 || choice[0] < 0 || choice[0] >= static_cast<int>(codes.size()) || choice[1] < 0 || choice[1] > 1) {
    fail(env, "width and height must be multiples of 16 up to 8192, of at most 2097152 pixels, controls from 0 to 64, the choice one of trunkCodes and 0 or 1");
    return nullptr;
  }
  const TrunkCode& code = *codes[choice[0]];
  const auto draw = choice[1] == 0 ? code.draw_floating : code.draw_whole;
  const std::vector<StepKind> steps = read_steps(env, arguments[3]);
  const std::vector<Convolution> layers = read_layers(env, arguments[4], arguments[5], arguments[6]);
  if (failed(env)) return nullptr;
  try {
    if (!draw) throw std::invalid_argument(std::string(code.name) + " code has no whole numbers");
    PackedTrunk packed(steps, layers, controls, choice[1] == 0 ? Arithmetic::floating : Arithmetic::whole);
    const int halvings = 4 << packed.depth();
    if (width % halvings || height % halvings) {
      throw std::invalid_argument("the view's sides are no multiples of " + std::to_string(halvings));
    }
    auto* memory = create_trunk_memory(packed.network(), width, height);
    auto* made = new TrunkKernel{std::move(packed), memory, draw, {width, height, 1.0f, 2}, controls};
    const auto free = [](napi_env, void* data, void*) { delete static_cast<TrunkKernel*>(data); };
    napi_wrap(env, self, made, free, nullptr, nullptr);
  } catch (const std::exception& error) {
    fail(env, error.what());
    return nullptr;
  }
  return self;
}

/** draw(conditions, entityMaps, coarse, imagined, controls, rgb, inverseDepth, entity, confidence, kept) */
napi_value draw(napi_env env, napi_callback_info info) {
  size_t count = 10;
  napi_value arguments[10], self;
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  void* wrapped = nullptr;
  napi_unwrap(env, self, &wrapped);
  if (!wrapped || count < 10) {
    fail(env, "draw is a method of a TrunkKernel that takes 10 arguments");
    return nullptr;
  }
  auto* trunk = static_cast<TrunkKernel*>(wrapped);
  const DrawInputs in = draw_inputs(env, trunk->shape, arguments);
  const DrawnView out = failed(env) ? DrawnView{} : drawn_view(env, trunk->shape, arguments + 5);
  if (!failed(env) && in.control_count < trunk->control_count) fail(env, "controls must be those of the network");
  if (failed(env)) return nullptr;
  DrawInputs read = in;
  read.control_count = trunk->control_count;
  trunk->draw(trunk->packed.network(), *trunk->memory, read, out);
  return nullptr;
}

}  // namespace

void add_trunk(napi_env env, napi_value exports) {
  const napi_property_descriptor method{"draw", nullptr, draw, nullptr, nullptr, nullptr, napi_default_method, nullptr};
  napi_value type, list;
  napi_define_class(env, "TrunkKernel", NAPI_AUTO_LENGTH, construct, nullptr, 1, &method, &type);
  napi_set_named_property(env, exports, "TrunkKernel", type);
  napi_create_array(env, &list);
  uint32_t index = 0;
  for (const TrunkCode* code : trunk_codes()) {
    napi_value entry, name, is_whole;
    napi_create_object(env, &entry);
    napi_create_string_utf8(env, code->name, NAPI_AUTO_LENGTH, &name);
    napi_get_boolean(env, code->draw_whole != nullptr, &is_whole);
    napi_set_named_property(env, entry, "name", name);
    napi_set_named_property(env, entry, "whole", is_whole);
    napi_set_element(env, list, index++, entry);
  }
  napi_set_named_property(env, exports, "trunkCodes", list);
}

}  // namespace worldroom
