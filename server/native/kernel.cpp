// All that is compiled once for each instruction set. KERNEL names the result; the compiler vectorises the loops.
#include "composition.h"
#include "enlargement.h"
#include "reprojection.h"

namespace worldroom {

extern const Kernel KERNEL;
const Kernel KERNEL = {KERNEL_NAME, reproject, pack, compose, enlarge, relight_fine};

}  // namespace worldroom
