// Part of kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

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
constexpr float kUnsure = 0.4f;
constexpr float kNoPlane = 9.0f;
constexpr int kGap = 9;
constexpr int kWideGap = 5;
constexpr int kSurfaceGap = 5;

inline float greater(float a, float b) { return a > b ? a : b; }
inline float less(float a, float b) { return a < b ? a : b; }
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

/** 1 / (1 + exp(-x)). */
inline float sigmoid(float x) {
  const float e = exp_negative(x < 0 ? x : -x);
  return (x < 0 ? e : 1.0f) / (1.0f + e);
}

}  // namespace
}  // namespace worldroom
