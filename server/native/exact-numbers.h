// What the passes of memory-kernel.cpp share: doubles where numbers.h has floats, since decisions depend on them.
#pragma once

namespace worldroom {
namespace {

constexpr double kCodeScale = 5.0 / 65535.0;
/** Points nearer to a camera's plane than this, or behind it, are not looked up. */
constexpr double kLeastDepth = 1e-3;

inline int lesser(int a, int b) { return a < b ? a : b; }
inline int larger(int a, int b) { return a > b ? a : b; }
inline double magnitude(double value) { return value < 0 ? -value : value; }

}  // namespace
}  // namespace worldroom
