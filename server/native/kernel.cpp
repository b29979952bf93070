// All that is compiled once for each instruction set. KERNEL names the result; the compiler vectorises the loops.
#include "composition.h"
#include "enlargement.h"
#include "entities.h"
#include "entity-enlargement.h"
#include "i420.h"
#include "reprojection.h"

namespace worldroom {

extern const Kernel KERNEL;
const Kernel KERNEL = {KERNEL_NAME, reproject, paint_entities, pack, compose, enlarge, enlarge_entities, open_rays,
                       relight_fine, rgb_to_i420};

}  // namespace worldroom
