// What lean.onnx does before and after its trunk: the steps of networks/draw.py of the trainer, which says why. Part of
// kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include <cstring>

#include "kernel.h"
#include "numbers.h"
#include "scratch.h"

namespace worldroom {
namespace {

constexpr int kHeadChannels = 10;
constexpr int kConditionChannels = 10;
constexpr int kEntityChannels = 5;
/** Confidence of a pixel that is carried on from the previous frame (CARRIED_CONFIDENCE). */
constexpr float kCarriedConfidence = 0.55f;
constexpr float kSkyCode = 1.0f;
constexpr float kLargestCode = 65535.0f;

/** [C, H, W] -> [16 C, H / 4, W / 4] for Side 4, [4 C, H / 2, W / 2] for Side 2: a pixel unshuffle. */
template <int Side>
void unshuffle(const float* __restrict in, int channels, int width, int height, float* __restrict out) {
  const int w = width / Side, h = height / Side;
  for (int c = 0; c < channels; c++) {
    for (int y = 0; y < height; y++) {
      const float* __restrict row = in + (static_cast<size_t>(c) * height + y) * width;
      float* __restrict first = out + (static_cast<size_t>(c) * Side * Side + (y % Side) * Side) * w * h +
                                static_cast<size_t>(y / Side) * w;
      for (int dx = 0; dx < Side; dx++) {
        float* __restrict to = first + static_cast<size_t>(dx) * w * h;
        for (int x = 0; x < w; x++) to[x] = row[Side * x + dx];
      }
    }
  }
}

/** Row `y` of channel `c` of a pixel shuffle by Side: [Side^2 C, H / Side, W / Side] -> [W]. */
template <int Side>
void shuffled_row(const float* __restrict in, int c, int y, int width, int height, float* __restrict out) {
  const int w = width / Side, h = height / Side;
  const float* first =
      in + (static_cast<size_t>(c) * Side * Side + (y % Side) * Side) * w * h + static_cast<size_t>(y / Side) * w;
  for (int dx = 0; dx < Side; dx++) {
    const float* __restrict from = first + static_cast<size_t>(dx) * w * h;
    for (int x = 0; x < w; x++) out[Side * x + dx] = from[x];
  }
}

inline void pack(const ViewShape& shape, const DrawInputs& in, const TrunkInputs& out) {
  const int width = shape.width, height = shape.height;
  const size_t cells = static_cast<size_t>(width / 4) * (height / 4), pixels = static_cast<size_t>(width) * height;
  float* features = out.features;
  unshuffle<4>(in.conditions, kConditionChannels, width, height, features);
  features += 16 * kConditionChannels * cells;
  unshuffle<4>(in.entity_maps, kEntityChannels, width, height, features);
  features += 16 * kEntityChannels * cells;
  if (in.imagined != 0) {
    unshuffle<2>(in.coarse, 4, width / 2, height / 2, features);
  } else {
    std::memset(features, 0, 16 * cells * sizeof(float));
  }
  features += 16 * cells;
  for (int flag = 0; flag <= in.control_count; flag++) {
    const float value = flag == 0 ? in.imagined : in.controls[flag - 1];
    for (size_t i = 0; i < cells; i++) features[i] = value;
    features += cells;
  }
  unshuffle<2>(in.conditions, 3, width, height, out.picture);
  unshuffle<2>(in.conditions + 9 * pixels, 1, width, height, out.picture + 12 * (pixels / 4));
}

/** Row `y` of a plane of half the size, enlarged to [width] bilinearly between pixel centres. */
inline void enlarged_row(const float* plane, int y, int width, int height, float* __restrict out) {
  const int w = width / 2, h = height / 2;
  const int near = y / 2, other = y % 2 ? near + 1 : near - 1;
  const float* __restrict a = plane + static_cast<size_t>(near) * w;
  const float* __restrict b = plane + static_cast<size_t>(other < 0 ? 0 : other >= h ? h - 1 : other) * w;
  for (int x = 0; x < w; x++) {
    const int left = x > 0 ? x - 1 : 0, right = x + 1 < w ? x + 1 : x;
    const float centre = 0.75f * a[x] + 0.25f * b[x];
    out[2 * x] = 0.75f * centre + 0.25f * (0.75f * a[left] + 0.25f * b[left]);
    out[2 * x + 1] = 0.75f * centre + 0.25f * (0.75f * a[right] + 0.25f * b[right]);
  }
}

/** Pointers to row `y` of consecutive planes. */
struct Rows {
  const float* first;
  size_t plane;
  const float* operator[](int channel) const { return first + channel * plane; }
};

/** One row of what the network answers, each channel [width]: head 10, sharpening 3 and, enlarged, the coarse view 4. */
struct AnsweredRow {
  Rows head, sharp, coarse;
};

/** Row `y` of the view. `unasked` [width] takes what nobody asks for. */
inline void compose_row(int y, int width, size_t pixels, const DrawInputs& in, const AnsweredRow& answered, const DrawnView& out,
                        float* unasked) {
  const Rows head = answered.head, sharp = answered.sharp, coarse = answered.coarse;
  const size_t row = static_cast<size_t>(y) * width;
  const Rows conditions{in.conditions + row, pixels}, entities{in.entity_maps + row, pixels};
  uint8_t* __restrict red = out.rgb + row;
  uint8_t* __restrict green = red + pixels;
  uint8_t* __restrict blue = green + pixels;
  uint8_t* const rgb[3] = {red, green, blue};
  uint16_t* __restrict inverse_depth = out.inverse_depth + row;
  uint8_t* __restrict entity_out = out.entity + row;
  uint8_t* __restrict confidence = out.confidence + row;
  float* __restrict kept = out.kept ? out.kept + row : unasked;
  WORLDROOM_INDEPENDENT
  for (int x = 0; x < width; x++) {
    const float shown = clamp(entities[3][x], 0.002f, 0.998f);
    const float odds = shown / (1.0f - shown);
    const float most = greater(greater(head[0][x], head[1][x]), greater(head[2][x], head[3][x]));
    // Softmax of which the entity's logit has its odds added as a factor.
    const float memory = exp_negative(head[0][x] - most), previous = exp_negative(head[1][x] - most);
    const float imagined = exp_negative(head[2][x] - most), entity = exp_negative(head[3][x] - most) * odds;
    const float scale = 1.0f / (memory + previous + imagined + entity);
    const float carried = conditions[4][x] * (1.0f - entities[3][x]);
    const float restore = 1.0f / greater(conditions[4][x], 1e-3f);
    for (int c = 0; c < 3; c++) {
      const float blend = (memory * conditions[c][x] + previous * conditions[6 + c][x] + imagined * coarse[c][x] +
                           entity * entities[c][x]) *
                          scale;
      const float drawn = blend + head[4 + c][x] + sharp[c][x];
      const float colour = drawn + carried * (conditions[6 + c][x] * restore - drawn);
      rgb[c][x] = static_cast<uint8_t>(static_cast<int32_t>(clamp(colour, 0.0f, 1.0f) * 255.0f + 0.5f));
    }
    // A pixel comes from memory or from the previous frame, whose colours the filled map has as well.
    const float own = memory * scale + (conditions[4][x] > 0 ? previous * scale * conditions[4][x] : 0.0f);
    const float trust = conditions[4][x] > 0 ? conditions[4][x] : conditions[3][x];
    kept[x] = trust * (carried + (1.0f - carried) * own);
    const float use = (1.0f - (conditions[3][x] + conditions[4][x])) * in.imagined;
    const float behind = (1.0f - use) * conditions[5][x] + use * coarse[3][x];
    const float root = greater(
        behind + entity * scale * (entities[4][x] - behind) + (1.0f - carried) * head[7][x], 0.0f);
    const float code = clamp(root * root / kInverseDepthScale + 0.5f, kSkyCode, kLargestCode);
    inverse_depth[x] = static_cast<uint16_t>(static_cast<int32_t>(code));
    // sigmoid(head[8] + log(odds))
    const float away = exp_negative(head[8][x] < 0 ? head[8][x] : -head[8][x]);
    const float is = head[8][x] < 0 ? away * odds : odds, is_not = head[8][x] < 0 ? 1.0f : away;
    entity_out[x] = static_cast<uint8_t>(static_cast<int32_t>(is / (is + is_not) * 255.0f + 0.5f));
    const float sure = greater(sigmoid(head[9][x]), kCarriedConfidence * carried);
    confidence[x] = static_cast<uint8_t>(static_cast<int32_t>(sure * 255.0f + 0.5f));
  }
}

/** The coarse view, enlarged, in row `y`: [4, width]; zeros where there is none. */
inline void write_coarse_row(const DrawInputs& in, int y, int width, int height, float* out) {
  if (in.imagined == 0) std::memset(out, 0, 4 * width * sizeof(float));
  const size_t half = static_cast<size_t>(width / 2) * (height / 2);
  for (int c = 0; c < 4 && in.imagined != 0; c++) enlarged_row(in.coarse + c * half, y, width, height, out + static_cast<size_t>(c) * width);
}

inline void compose(Scratch* scratch, const DrawInputs& in, const TrunkOutputs& trunk, const DrawnView& out) {
  const Scratch& s = *scratch;
  const int width = s.shape.width, height = s.shape.height;
  const size_t channel = static_cast<size_t>(width);
  float *head = s.rows, *sharp = head + kHeadChannels * channel, *coarse = sharp + 3 * channel;
  for (int y = 0; y < height; y++) {
    for (int c = 0; c < kHeadChannels; c++) shuffled_row<4>(trunk.head, c, y, width, height, head + c * channel);
    for (int c = 0; c < 3; c++) shuffled_row<2>(trunk.sharpening, c, y, width, height, sharp + c * channel);
    write_coarse_row(in, y, width, height, coarse);
    compose_row(y, width, channel * height, in, {{head, channel}, {sharp, channel}, {coarse, channel}}, out, s.value);
  }
}

}  // namespace
}  // namespace worldroom
