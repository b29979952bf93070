// The trunk's weights as trunk.onnx has them, and as the kernels read them.
#pragma once
#include <memory>
#include <vector>

#include "trunk.h"

namespace worldroom {

/** A convolution as it is in a file: weights [outputs, inputs, kernel, kernel] and bias [outputs]. */
struct Convolution {
  int outputs, inputs, kernel;
  const float* weights;
  const float* bias;
};

/** A network with the memory that its pointers point to. */
class PackedTrunk {
 public:
  /**
   * @param kinds of the steps
   * @param layers enter; depthwise, expand and reduce of a block, one of another step; head and the two 3x3 convolutions
   * @throws std::invalid_argument if the layers do not fit each other or the code
   */
  PackedTrunk(const std::vector<StepKind>& kinds, const std::vector<Convolution>& layers, int control_count,
              Arithmetic arithmetic);

  const TrunkNetwork& network() const { return network_; }
  /** How often maps are halved. */
  int depth() const { return depth_; }

 private:
  /** Weight of output o and input k is that of the file's output `outputs[o]` at `inputs[k]`; 0 where that is -1. */
  Matrix pack(const Convolution& layer, const std::vector<int>& outputs, const std::vector<int>& inputs);
  Depthwise pack_depthwise(const Convolution& layer, const std::vector<int>& channels);
  TrunkStep pack_step(StepKind kind, const Convolution* layers, const std::vector<int>& in, const std::vector<int>& out);
  void pack_enter(const Convolution& layer, const std::vector<int>& top);
  template <typename T>
  T* take(size_t count);

  Arithmetic arithmetic_;
  std::vector<std::unique_ptr<char[]>> memory_;
  std::vector<TrunkStep> steps_;
  TrunkNetwork network_{};
  int depth_ = 0;
};

/** The code that this processor runs, fastest first. */
std::vector<const TrunkCode*> trunk_codes();

}  // namespace worldroom
