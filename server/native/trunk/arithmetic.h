// How matrices are multiplied: by 32-bit floats, or by 16-bit whole numbers whose products are summed in 32 bits. One
// instruction multiplies twice as many of the latter (pmaddwd of SSE2, AVX2; vpdpwssd of AVX512-VNNI). They lose less
// than a float of 16 bits would: numbers of a tile share one unit, so that the largest is 8191. Part of
// trunk-kernel.cpp, which is compiled once for each instruction set.
#pragma once
#include "vectors.h"

namespace worldroom {
namespace {

struct FloatingArithmetic {
  using Number = float;
  using Sum = Vector;
  /** Inputs that one multiplication takes. */
  static constexpr int kTogether = 1;
  static const Number* weights(const Matrix& matrix) { return matrix.weights; }
  static Vector broadcast(const Number* at) { return Vector{} + *at; }
  static Vector read(const Number* at) { return load(at); }
  static void add_product(Sum& sum, Vector weights, Vector input) { sum += weights * input; }
  static Vector unit(const Matrix&, int, float) { return Vector{}; }
  static Vector value(Sum sum, Vector, Vector bias) { return sum + bias; }
  /** Floats are read where they lie. */
  static const Number* prepare(const float* values, size_t, float, Number*) { return values; }
  static void convert(const float* values, size_t count, float, Number* out) {
    std::memcpy(out, values, count * sizeof(float));
  }
  static float size_of(const float*, size_t) { return 0.0f; }
  static float unit_of(float) { return 1.0f; }
};

#if defined(__AVX2__)
/** The largest input. With weights whose sizes sum up to at most 2^18, sums stay within 31 bits (trunk-weights.cpp). */
constexpr float kMostInput = 8191.0f;

struct WholeArithmetic {
  using Number = int16_t;
  static constexpr int kTogether = 2;
  static const Number* weights(const Matrix& matrix) { return matrix.whole; }
#if defined(__AVX512F__)
  using Sum = __m512i;
  static Sum broadcast(const Number* at) {
    int32_t both;
    std::memcpy(&both, at, sizeof both);
    return _mm512_set1_epi32(both);
  }
  static Sum read(const Number* at) { return _mm512_loadu_si512(at); }
  static Vector value(Sum sum, Vector unit, Vector bias) { return (Vector)_mm512_cvtepi32_ps(sum) * unit + bias; }
  static void convert_vectors(const float* values, Vector scale, Number* out) {
    const __m512i whole = _mm512_cvtps_epi32((__m512)(load(values) * scale));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm512_cvtsepi32_epi16(whole));
  }
#else
  using Sum = __m256i;
  static Sum broadcast(const Number* at) {
    int32_t both;
    std::memcpy(&both, at, sizeof both);
    return _mm256_set1_epi32(both);
  }
  static Sum read(const Number* at) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)); }
  static Vector value(Sum sum, Vector unit, Vector bias) { return (Vector)_mm256_cvtepi32_ps(sum) * unit + bias; }
  static void convert_vectors(const float* values, Vector scale, Number* out) {
    const __m256i low = _mm256_cvtps_epi32((__m256)(load(values) * scale));
    const __m256i high = _mm256_cvtps_epi32((__m256)(load(values + kLanes) * scale));
    const __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xd8);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), packed);
  }
#endif
  // By their names, because GCC 12 keeps the sums of the intrinsics in memory.
  static void add_product(Sum& sum, Sum weights, Sum input) {
#if defined(__AVX512VNNI__)
    __asm__("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(weights), "v"(input));
#else
    Sum product;
    __asm__("vpmaddwd %2, %1, %0" : "=v"(product) : "v"(weights), "v"(input));
    __asm__("vpaddd %1, %0, %0" : "+v"(sum) : "v"(product));
#endif
  }
  static Vector unit(const Matrix& matrix, int output, float input_unit) { return load(matrix.unit + output) * input_unit; }
  /** What `prepare` makes of `count` numbers, a multiple of 16, of which `most` is the largest size. */
  static void convert(const float* values, size_t count, float most, Number* out) {
    const Vector scale = Vector{} + (most > 0.0f ? kMostInput / most : 0.0f);
    for (size_t i = 0; i < count; i += 16) convert_vectors(values + i, scale, out + i);
  }
  static const Number* prepare(const float* values, size_t count, float most, Number* out) {
    convert(values, count, most, out);
    return out;
  }
  static float size_of(const float* values, size_t count) { return largest_size(values, count); }
  static float unit_of(float most) { return most / kMostInput; }
};
#endif

/** Where the inputs of a tile's pixels lie: `segments` rows of them, each contiguous. */
template <class A>
struct TileInputs {
  const typename A::Number* first;
  /** From a pixel to the next, and from a segment to the next. */
  size_t pixel, segment;
  int segments;
  /** Of a segment. */
  int inputs;
  /** The value of 1. */
  float unit;
};

/** What becomes of a matrix's answers: kept, rectified, or added to what `TileOutputs::added` has. */
enum class Ending { plain, rectified, added };

struct TileOutputs {
  /** [kTile, stride], in whole vectors. */
  float* first;
  size_t stride;
  /** Likewise. */
  const float* added;
};

/** The answers of `Pixels` pixels and `Vectors` vectors of outputs. Not inline, so that all sums are kept in registers. */
template <class A, Ending ending, int Pixels, int Vectors>
__attribute__((noinline)) void multiply_vectors(const Matrix& matrix, const TileInputs<A>& in, int pixel, int output,
                                                const TileOutputs& out) {
  using Number = typename A::Number;
  const Number* panel = A::weights(matrix) + static_cast<size_t>(output / kPanel) * kPanel * matrix.inputs +
                        output % kPanel * A::kTogether;
  // Vectors of one panel lie beside each other.
  constexpr bool is_split = Vectors * kLanes > kPanel;
  const size_t next = is_split ? static_cast<size_t>(kPanel) * matrix.inputs : static_cast<size_t>(kLanes) * A::kTogether;
  const size_t distance = in.pixel;
  typename A::Sum sum[Pixels][Vectors] = {};
  for (int s = 0; s < in.segments; s++) {
    const Number* x = in.first + s * in.segment + pixel * distance;
    const Number* const end = x + in.inputs;
    for (; x < end; x += A::kTogether) {
      decltype(A::read(panel)) weights[Vectors];
      WORLDROOM_UNROLL
      for (int n = 0; n < Vectors; n++) weights[n] = A::read(panel + n * next);
      panel += kPanel * A::kTogether;
      WORLDROOM_UNROLL
      for (int p = 0; p < Pixels; p++) {
        auto input = A::broadcast(x + p * distance);
#if defined(__x86_64__)
        // Kept in a register: the compiler would read it from memory again for every vector.
        __asm__("" : "+v"(input));
#endif
        WORLDROOM_UNROLL
        for (int n = 0; n < Vectors; n++) A::add_product(sum[p][n], weights[n], input);
      }
    }
  }
  WORLDROOM_UNROLL
  for (int n = 0; n < Vectors; n++) {
    const Vector unit = A::unit(matrix, output + n * kLanes, in.unit);
    const Vector bias = load(matrix.bias + output + n * kLanes);
    WORLDROOM_UNROLL
    for (int p = 0; p < Pixels; p++) {
      const size_t at = (pixel + p) * out.stride + output + n * kLanes;
      Vector value = A::value(sum[p][n], unit, bias);
      if (ending == Ending::rectified) value = positive(value);
      if (ending == Ending::added) value += load(out.added + at);
      store(out.first + at, value);
    }
  }
}

/** All outputs of a tile's pixels. */
template <class A, Ending ending>
inline void multiply(const Matrix& matrix, const TileInputs<A>& in, const TileOutputs& out) {
  int output = 0;
  for (; output + (kSumVectors - 1) * kLanes < matrix.outputs; output += kSumVectors * kLanes) {
    for (int p = 0; p < kTile; p += kSumPixels) multiply_vectors<A, ending, kSumPixels, kSumVectors>(matrix, in, p, output, out);
  }
  for (; output < matrix.outputs; output += kLanes) {
    for (int p = 0; p < kTile; p += kSumPixels) multiply_vectors<A, ending, kSumPixels, 1>(matrix, in, p, output, out);
  }
}

}  // namespace
}  // namespace worldroom
