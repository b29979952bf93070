// Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

/** Before a loop: no iteration reads what another one writes, so that the compiler may vectorise it. */
#if defined(__clang__)
#define WORLDROOM_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define WORLDROOM_INDEPENDENT _Pragma("GCC ivdep")
#else
#define WORLDROOM_INDEPENDENT
#endif

namespace worldroom {
namespace {

constexpr float kInverseDepthScale = 5.0f / 65535.0f;
constexpr float kNearest = 1e-3f;
constexpr float kGreatest = 5.0f;
constexpr float kDepthTolerance = 0.06f;
constexpr float kDepthFloor = 0.004f;
constexpr float kWideTolerance = 0.12f;
constexpr float kWideFloor = 0.006f;
constexpr float kBetween = 0.08f;
constexpr float kBetweenFloor = 0.002f;
constexpr float kSettled = 0.1f;
constexpr float kSettledFloor = 0.002f;
constexpr float kPast = 0.2f;
constexpr float kPastFloor = 0.01f;
constexpr float kBehind = 0.1f;
constexpr float kNearer = 0.01f;
constexpr float kMesh = 0.01f;
constexpr float kUnsure = 0.4f;
constexpr float kLeastFacing = 1e-3f;
constexpr float kNoPlane = 9.0f;
constexpr int kGap = 5;
constexpr int kWideGap = 3;
constexpr int kWidestGap = 5;
constexpr int kSurfaceGap = 5;

inline float greater(float a, float b) { return a > b ? a : b; }
inline float less(float a, float b) { return a < b ? a : b; }
/** Of two slopes the one nearer to 0: it does not reach across the edge of a surface. */
inline float smaller(float a, float b) { return std::fabs(a) < std::fabs(b) ? a : b; }
inline float clamp(float value, float low, float high) { return less(greater(value, low), high); }

/** exp(x) for x <= 0, to 2e-7 of its size: 2^k times a polynomial, which vectorises where std::exp does not. */
inline float exp_negative(float x) {
  x = greater(x, -87.0f);
  const float k = std::floor(x * 1.44269504f + 0.5f);
  const float r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const int32_t bits = (static_cast<int32_t>(k) + 127) << 23;
  float scale;
  std::memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

/** log(x) for x > 0, to about 1e-7 (Cephes, logf): the exponent times log 2, and a polynomial of the rest. */
inline float logarithm(float x) {
  int32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  // Mantissa from sqrt(1/2) to sqrt(2).
  const int32_t exponent = (bits - 0x3f3504f3) >> 23;
  bits -= exponent << 23;
  float m;
  std::memcpy(&m, &bits, sizeof m);
  const float r = m - 1.0f, square = r * r, k = static_cast<float>(exponent);
  float p = 7.0376836292e-2f;
  p = p * r - 1.1514610310e-1f;
  p = p * r + 1.1676998740e-1f;
  p = p * r - 1.2420140846e-1f;
  p = p * r + 1.4249322787e-1f;
  p = p * r - 1.6668057665e-1f;
  p = p * r + 2.0000714765e-1f;
  p = p * r - 2.4999993993e-1f;
  p = p * r + 3.3333331174e-1f;
  return r + (p * r * square + k * -2.12194440e-4f - 0.5f * square) + k * 0.693359375f;
}

/** Sine and cosine of x from -2 pi to 2 pi, to about 1e-7 (Cephes, sinf), by a quarter turn's polynomials. */
inline void sine_cosine(float x, float& sine, float& cosine) {
  const float quarters = std::floor(x * 0.636619772f + 0.5f);
  const float r = ((x - quarters * 1.5703125f) - quarters * 4.83751296997e-4f) - quarters * 7.54978995489e-8f;
  const float z = r * r;
  const float s = ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * r + r;
  const float c = ((2.443315711809948e-5f * z - 1.388731625493765e-3f) * z + 4.166664568298827e-2f) * z * z - 0.5f * z + 1.0f;
  const int32_t turn = static_cast<int32_t>(quarters);
  const bool crossed = (turn & 1) != 0;
  const float one = crossed ? c : s, other = crossed ? s : c;
  sine = (turn & 2) != 0 ? -one : one;
  cosine = ((turn + 1) & 2) != 0 ? -other : other;
}

/** 1 / (1 + exp(-x)). */
inline float sigmoid(float x) {
  const float e = exp_negative(x < 0 ? x : -x);
  return (x < 0 ? e : 1.0f) / (1.0f + e);
}

}  // namespace
}  // namespace worldroom
