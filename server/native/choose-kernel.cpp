#include "kernel.h"
#include "memory-kernel.h"

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

const MemoryKernel& choose_memory_kernel() {
#if defined(__x86_64__)
  if (runs_avx512()) return avx512_memory_kernel;
  if (runs_avx2()) return avx2_memory_kernel;
#endif
  return baseline_memory_kernel;
}

}  // namespace worldroom
