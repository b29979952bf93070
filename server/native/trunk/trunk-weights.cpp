#include "trunk-weights.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace worldroom {
namespace {

/** Sizes of an output's whole weights sum up to at most this, so that with inputs up to 8191 sums stay within 31 bits. */
constexpr double kMostWeights = 262144.0;
constexpr double kMostWeight = 32767.0;
constexpr int kMapNumbers = 16 * 15, kCoarseNumbers = 16, kMostChannels = 1024;

void require(bool is_right, const std::string& problem) {
  if (!is_right) throw std::invalid_argument(problem);
}

void require_layer(const Convolution& layer, const char* name, int outputs, int inputs, int kernel) {
  if (layer.outputs == outputs && layer.inputs == inputs && layer.kernel == kernel) return;
  const auto text = [](int o, int i, int k) {
    return "[" + std::to_string(o) + ", " + std::to_string(i) + ", " + std::to_string(k) + ", " + std::to_string(k) + "]";
  };
  throw std::invalid_argument(std::string(name) + " has weights " + text(layer.outputs, layer.inputs, layer.kernel) +
                              " instead of " + text(outputs, inputs, kernel));
}

void require_channels(int channels, const char* name) {
  require(channels > 0 && channels % kPanel == 0 && channels <= kMostChannels,
          std::string(name) + " has " + std::to_string(channels) + " outputs; multiples of 16 up to 1024 are known");
}

std::vector<int> in_order(int count) {
  std::vector<int> order(count);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

/** Inputs of a convolution, pixel after pixel: of each, the channels in this order. */
std::vector<int> pixels_of(const Convolution& layer, const std::vector<int>& channels) {
  std::vector<int> inputs;
  const int area = layer.kernel * layer.kernel;
  for (int at = 0; at < area; at++) {
    for (const int channel : channels) inputs.push_back(channel * area + at);
  }
  return inputs;
}

/** Outputs of a pixel shuffle by 2: the four pixels in turn, each with its channels in this order. */
std::vector<int> shuffled(const std::vector<int>& channels) {
  std::vector<int> outputs;
  for (int quarter = 0; quarter < 4; quarter++) {
    for (const int channel : channels) outputs.push_back(4 * channel + quarter);
  }
  return outputs;
}

}  // namespace

PackedTrunk::PackedTrunk(const std::vector<StepKind>& kinds, const std::vector<Convolution>& layers, int control_count,
                         Arithmetic arithmetic)
    : arithmetic_(arithmetic) {
  size_t count = 4;
  for (const StepKind kind : kinds) count += kind == StepKind::block ? 3 : 1;
  require(layers.size() == count, std::to_string(layers.size()) + " layers instead of " + std::to_string(count));
  network_.control_count = control_count;
  const Convolution& enter = layers[0];
  require_channels(enter.outputs, "enter");
  require_layer(enter, "enter", enter.outputs, kMapNumbers + kCoarseNumbers + 1 + control_count, 1);
  // The top map is shuffled by 2 for sharpening: the channels of one pixel of the four lie beside each other in it.
  std::vector<std::vector<int>> orders{shuffled(in_order(enter.outputs / 4))};
  pack_enter(enter, orders.back());
  const Convolution* layer = &enter + 1;
  size_t depth = 0;
  for (const StepKind kind : kinds) {
    const std::vector<int> in = orders[depth];
    const int channels = static_cast<int>(in.size());
    std::vector<int> out = in;
    if (kind == StepKind::down) {
      require_channels(layer->outputs, "a way down");
      require_layer(*layer, "a way down", layer->outputs, channels, 2);
      require(++depth < kMostLevels, "more than 6 sizes of maps");
      depth_ = std::max(depth_, static_cast<int>(depth));
      orders.resize(depth);
      orders.push_back(out = in_order(layer->outputs));
    } else if (kind == StepKind::up) {
      require(depth > 0, "a way up without one down");
      out = orders[--depth];
      require_layer(*layer, "a way up", 4 * static_cast<int>(out.size()), channels, 1);
    } else {
      require(layer->kernel == 3 || layer->kernel == 5, "a depthwise kernel is neither 3 nor 5 pixels wide");
      require_layer(*layer, "a depthwise convolution", channels, 1, layer->kernel);
      require_channels(layer[1].outputs, "an expansion");
      require_layer(layer[1], "an expansion", layer[1].outputs, channels, 1);
      require_layer(layer[2], "a reduction", channels, layer[1].outputs, 1);
    }
    steps_.push_back(pack_step(kind, layer, in, out));
    layer += kind == StepKind::block ? 3 : 1;
  }
  require(depth == 0, "the ways up do not lead back to the first map");
  const std::vector<int>& top = orders[0];
  require_layer(layer[0], "head", 160, enter.outputs, 1);
  const int sharpened = layer[1].outputs, read = 16 + enter.outputs / 4;
  require(sharpened > 0 && sharpened % 8 == 0 && sharpened <= kMostChannels, "sharpening has outputs that are no multiple of 8");
  require_layer(layer[1], "sharpening", sharpened, read, 3);
  require_layer(layer[2], "the last sharpening", 12, sharpened, 3);
  network_.head = pack(layer[0], in_order(160), top);
  network_.sharpen = pack(layer[1], in_order(sharpened), pixels_of(layer[1], in_order(read)));
  network_.finish = pack(layer[2], in_order(12), pixels_of(layer[2], in_order(sharpened)));
  network_.steps = steps_.data();
  network_.step_count = static_cast<int>(steps_.size());
}

TrunkStep PackedTrunk::pack_step(StepKind kind, const Convolution* layers, const std::vector<int>& in,
                                 const std::vector<int>& out) {
  TrunkStep step{};
  step.kind = kind;
  if (kind == StepKind::down) step.matrix = pack(layers[0], out, pixels_of(layers[0], in));
  if (kind == StepKind::up) step.matrix = pack(layers[0], shuffled(out), in);
  if (kind == StepKind::block) {
    step.depthwise = pack_depthwise(layers[0], in);
    step.matrix = pack(layers[1], in_order(layers[1].outputs), in);
    step.reduce = pack(layers[2], out, in_order(layers[2].inputs));
  }
  return step;
}

void PackedTrunk::pack_enter(const Convolution& layer, const std::vector<int>& top) {
  // In the file, the coarse view comes before the flag and the controls.
  std::vector<int> inputs = in_order(kMapNumbers);
  const int flags = 1 + network_.control_count;
  for (int i = 0; i < flags; i++) inputs.push_back(kMapNumbers + kCoarseNumbers + i);
  if (flags % 2) inputs.push_back(-1);
  for (int i = 0; i < kCoarseNumbers; i++) inputs.push_back(kMapNumbers + i);
  network_.enter = pack(layer, top, inputs);
}

Depthwise PackedTrunk::pack_depthwise(const Convolution& layer, const std::vector<int>& channels) {
  const int area = layer.kernel * layer.kernel, count = layer.outputs;
  auto* weights = take<float>(static_cast<size_t>(area) * count);
  auto* bias = take<float>(count);
  for (int c = 0; c < count; c++) {
    bias[c] = layer.bias[channels[c]];
    for (int at = 0; at < area; at++) weights[at * count + c] = layer.weights[channels[c] * area + at];
  }
  return {count, layer.kernel, weights, bias};
}

Matrix PackedTrunk::pack(const Convolution& layer, const std::vector<int>& outputs, const std::vector<int>& inputs) {
  const size_t width = inputs.size(), row = static_cast<size_t>(layer.inputs) * layer.kernel * layer.kernel;
  const size_t padded = (outputs.size() + kPanel - 1) / kPanel * kPanel;
  const bool is_whole = arithmetic_ == Arithmetic::whole;
  float* weights = is_whole ? nullptr : take<float>(padded * width);
  int16_t* whole = is_whole ? take<int16_t>(padded * width) : nullptr;
  auto* unit = take<float>(padded);
  auto* bias = take<float>(padded);
  for (size_t o = 0; o < outputs.size(); o++) {
    const float* from = layer.weights + outputs[o] * row;
    bias[o] = layer.bias[outputs[o]];
    double sum = 0, most = 0;
    for (const int k : inputs) {
      const double size = k < 0 ? 0 : std::fabs(static_cast<double>(from[k]));
      sum += size;
      most = std::max(most, size);
    }
    // Each weight may be rounded up by a half.
    const double step = std::max(sum / (kMostWeights - 0.5 * static_cast<double>(width)), most / kMostWeight);
    unit[o] = static_cast<float>(step);
    for (size_t k = 0; k < width; k++) {
      const float weight = inputs[k] < 0 ? 0.0f : from[inputs[k]];
      const size_t panel = o / kPanel * kPanel * width;
      if (weights) weights[panel + k * kPanel + o % kPanel] = weight;
      if (whole && step > 0) {
        const auto rounded = static_cast<int16_t>(std::lrint(std::clamp(weight / step, -kMostWeight, kMostWeight)));
        whole[panel + (k / 2 * kPanel + o % kPanel) * 2 + k % 2] = rounded;
      }
    }
  }
  return {static_cast<int>(width), static_cast<int>(outputs.size()), weights, whole, unit, bias};
}

template <typename T>
T* PackedTrunk::take(size_t count) {
  // Whole cache lines, zeroed.
  memory_.emplace_back(new char[count * sizeof(T) + 128]());
  const auto address = reinterpret_cast<uintptr_t>(memory_.back().get());
  return reinterpret_cast<T*>((address + 63) / 64 * 64);
}

}  // namespace worldroom
