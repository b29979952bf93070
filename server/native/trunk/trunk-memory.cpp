#include "trunk-memory.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace worldroom {
namespace {

struct Owner : TrunkMemory {
  std::vector<std::unique_ptr<char[]>> memory;

  template <typename T>
  void take(T*& pointer, size_t count) {
    // Whole cache lines, zeroed, with room for vectors that reach over the end.
    memory.emplace_back(new char[count * sizeof(float) + 192]());
    const auto address = reinterpret_cast<uintptr_t>(memory.back().get());
    pointer = reinterpret_cast<T*>((address + 63) / 64 * 64);
  }
};

}  // namespace

TrunkMemory* create_trunk_memory(const TrunkNetwork& network, int width, int height) {
  auto made = std::make_unique<Owner>();
  Owner& m = *made;
  m.width = width;
  m.height = height;
  size_t narrow = 0, wide = network.enter.inputs + 16;
  size_t answers = std::max(network.head.outputs, (network.sharpen.outputs + kPanel - 1) / kPanel * kPanel);
  const auto open_level = [&](int depth, int channels) {
    TrunkLevel& level = m.levels[depth];
    level.width = width / 4 >> depth;
    level.height = height / 4 >> depth;
    level.channels = channels;
    const size_t count = (static_cast<size_t>(level.width) * level.height + kTile) * channels;
    m.take(level.first, count);
    m.take(level.second, count);
    narrow = std::max(narrow, static_cast<size_t>(channels));
  };
  open_level(0, network.enter.outputs);
  int depth = 0;
  for (int i = 0; i < network.step_count; i++) {
    const TrunkStep& step = network.steps[i];
    if (step.kind == StepKind::up) depth--;
    if (step.kind == StepKind::down && m.levels[++depth].first == nullptr) open_level(depth, step.matrix.outputs);
    answers = std::max<size_t>(answers, step.matrix.outputs);
    wide = std::max<size_t>(wide, step.kind == StepKind::block ? step.matrix.outputs : step.matrix.inputs);
  }
  m.take(m.answers, kTile * answers);
  m.take(m.narrow, kTile * narrow);
  m.take(m.wide, kTile * wide);
  m.take(m.narrow_numbers, kTile * narrow);
  m.take(m.wide_numbers, kTile * wide);
  const size_t columns = (static_cast<size_t>(width) / 2 + kTile - 1) / kTile * kTile, read = network.sharpen.inputs / 9;
  const size_t outputs = network.sharpen.outputs;
  m.take(m.half, (height / 2 + 2) * (columns + 2) * read);
  m.take(m.half_row, columns * read);
  m.take(m.sharpened, (kHalfStrip + 2) * columns * outputs);
  m.take(m.sharpened_numbers, (kHalfStrip + 2) * (columns + 2) * outputs);
  m.take(m.row_sizes, kHalfStrip + 2);
  m.take(m.finished, kHalfStrip * columns * 12);
  m.take(m.head, static_cast<size_t>(10) * 4 * kStripCells * width);
  m.take(m.rows, static_cast<size_t>(8) * width);
  return made.release();
}

void destroy_trunk_memory(TrunkMemory* memory) { delete static_cast<Owner*>(memory); }

}  // namespace worldroom
