#include "packed-perceptron.h"

namespace worldroom {

void PackedPerceptron::add(const float* weights, const float* bias, size_t read, size_t outputs) {
  const size_t padded = (outputs + kPackedRows - 1) / kPackedRows * kPackedRows;
  packed.emplace_back(padded * read + padded, 0.0f);
  std::vector<float>& all = packed.back();
  for (size_t o = 0; o < outputs; o++) {
    for (size_t i = 0; i < read; i++) {
      all[(o / kPackedRows * read + i) * kPackedRows + o % kPackedRows] = weights[o * read + i];
    }
    all[padded * read + o] = bias[o];
  }
  if (layers.empty()) inputs = read;
  answers = outputs;
  layers.push_back({static_cast<int>(read), static_cast<int>(padded), all.data(), all.data() + padded * read});
}

int PackedPerceptron::widest() const {
  int most = 0;
  for (const PackedLayer& layer : layers) {
    most = layer.inputs > most ? layer.inputs : most;
    most = layer.outputs > most ? layer.outputs : most;
  }
  return most;
}

}  // namespace worldroom
