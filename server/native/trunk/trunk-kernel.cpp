// All of the trunk that is compiled once for each instruction set. KERNEL names the result.
#include "entering.h"
#include "finishing.h"
#include "resampling.h"
#include "separable-block.h"

namespace worldroom {
namespace {

template <class A>
void draw(const TrunkNetwork& network, TrunkMemory& memory, const DrawInputs& in, const DrawnView& out) {
  TrunkLevel* level = memory.levels;
  float* map = level->first;
  enter<A>(network, memory, in, map);
  for (int i = 0; i < network.step_count; i++) {
    const TrunkStep& step = network.steps[i];
    if (step.kind == StepKind::block) {
      float* next = map == level->first ? level->second : level->first;
      apply_block<A>(step, memory, *level, map, next);
      map = next;
    } else if (step.kind == StepKind::down) {
      level->kept = map;
      level++;
      apply_down<A>(step, memory, level[-1], *level, map, level->first);
      map = level->first;
    } else {
      level--;
      apply_up<A>(step, memory, level[1], *level, map, level->kept);
      map = level->kept;
    }
  }
  finish<A>(network, memory, in, map, out);
}

}  // namespace

extern const TrunkCode KERNEL;
#if defined(__AVX2__)
const TrunkCode KERNEL = {KERNEL_NAME, draw<FloatingArithmetic>, draw<WholeArithmetic>};
#else
const TrunkCode KERNEL = {KERNEL_NAME, draw<FloatingArithmetic>, nullptr};
#endif

}  // namespace worldroom
