#include "kernel.h"
#include "memory/memory-kernel.h"
#include "surfaces/surface-kernel.h"
#include "trunk/trunk-weights.h"

namespace worldroom {
namespace {

#if defined(__x86_64__)
bool runs_avx512() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

bool runs_avx2() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#endif

}  // namespace

const Kernel& choose_kernel() {
#if defined(__x86_64__)
  if (runs_avx512()) return avx512_kernel;
  if (runs_avx2()) return avx2_kernel;
#endif
  return baseline_kernel;
}

const SurfaceKernel& choose_surface_kernel() {
#if defined(__x86_64__)
  if (runs_avx512()) return avx512_surface_kernel;
  if (runs_avx2()) return avx2_surface_kernel;
#endif
  return baseline_surface_kernel;
}

const MemoryKernel& choose_memory_kernel() {
#if defined(__x86_64__)
  if (runs_avx512()) return avx512_memory_kernel;
  if (runs_avx2()) return avx2_memory_kernel;
#endif
  return baseline_memory_kernel;
}

std::vector<const TrunkCode*> trunk_codes() {
  std::vector<const TrunkCode*> codes;
#if defined(__x86_64__)
  if (runs_avx512() && __builtin_cpu_supports("avx512vnni")) codes.push_back(&avx512_vnni_trunk_kernel);
  if (runs_avx512()) codes.push_back(&avx512_trunk_kernel);
  if (runs_avx2()) codes.push_back(&avx2_trunk_kernel);
#endif
  codes.push_back(&baseline_trunk_kernel);
  return codes;
}

}  // namespace worldroom
