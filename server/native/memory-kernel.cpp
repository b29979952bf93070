// What of room memory is compiled once for each instruction set. KERNEL names the result; the compiler vectorises the
// loops. Nothing of the C++ library is used here that the linker could merge with another instruction set's code.
#include "memory-kernel.h"

#include "coverage-pass.h"
#include "free-space-pass.h"
#include "novelty-pass.h"
#include "sky-pass.h"
#include "surface-pass.h"

namespace worldroom {

extern const MemoryKernel KERNEL;
const MemoryKernel KERNEL = {KERNEL_NAME,     assess_novelty,   count_uncovered, mask_codes, contradictions,
                             surface_samples, measure_coverage, open_sky,        fill_sky};

}  // namespace worldroom
