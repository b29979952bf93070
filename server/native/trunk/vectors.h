// Vectors of the trunk's code. Part of trunk-kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "trunk.h"

/** Before a loop of few iterations whose arrays are to stay in registers. */
#define WORLDROOM_UNROLL _Pragma("GCC unroll 16")

namespace worldroom {
namespace {

/** Numbers of a vector, and pixels and vectors of outputs whose sums stay in registers. */
#if defined(__AVX512F__)
constexpr int kLanes = 16, kSumPixels = 12, kSumVectors = 2;
#elif defined(__AVX2__)
constexpr int kLanes = 8, kSumPixels = 6, kSumVectors = 2;
#else
constexpr int kLanes = 4, kSumPixels = 6, kSumVectors = 2;
#endif
static_assert(kTile % kSumPixels == 0 && kPanel % kLanes == 0, "a tile and a panel are whole");

typedef float Vector __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));

inline Vector load(const float* from) { return *reinterpret_cast<const Vector*>(from); }
inline void store(float* to, Vector value) { *reinterpret_cast<Vector*>(to) = value; }
inline Vector positive(Vector value) { return value > 0.0f ? value : Vector{}; }

inline Vector larger(Vector a, Vector b) { return a > b ? a : b; }

inline Vector magnitude(Vector value) { return larger(value, -value); }

/** The largest number of a vector. */
inline float largest(Vector value) {
  float most = value[0];
  for (int i = 1; i < kLanes; i++) most = value[i] > most ? value[i] : most;
  return most;
}

/** The largest size of `count` numbers, a multiple of 16. */
inline float largest_size(const float* values, size_t count) {
  Vector most[4] = {};
  size_t i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
    WORLDROOM_UNROLL
    for (int n = 0; n < 4; n++) most[n] = larger(most[n], magnitude(load(values + i + n * kLanes)));
  }
  for (; i < count; i += kLanes) most[0] = larger(most[0], magnitude(load(values + i)));
  return largest(larger(larger(most[0], most[1]), larger(most[2], most[3])));
}

}  // namespace
}  // namespace worldroom
