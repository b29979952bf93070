// Points on surfaces in groups, and what the field answers about them. Part of surface-kernel.cpp.
#pragma once
#include <cstring>

#include "../numbers.h"
#include "../pointwise.h"
#include "surface-rays.h"

namespace worldroom {
namespace {

/** Samples of the fog's colour between looking away from the sun and towards it. */
constexpr int kFogSamples = 129;
/** Of a point of the sky: its plane's scale and curve, and the period of textures in metres (surface-samples.ts). */
constexpr float kSkyScale = 0.3f, kSkyCurve = 0.16f, kSkyPeriod = 2.0f;

/** Places of a pixel at which textures are read, at most; see texture-probes.ts for these numbers. */
constexpr int kMostProbes = 4;
constexpr float kProbeSlack = 0.25f, kLevelsCoarser = 0.3f, kLeastAcross = 1e-3f;
/** 1 / ln 2: levels for each octave of a logarithm. */
constexpr float kPerOctave = 1.44269504f;

/** 0 to about 3e38 from any number, smoothly (softplus). */
inline float softplus(float x) {
  return greater(x, 0.0f) + logarithm(1.0f + exp_negative(x < 0 ? x : -x));
}

/** What is the same for all points of a picture. */
struct Air {
  float density;
  /** Colours by the cosine between ray and sun, -1 to 1. */
  float fog[kFogSamples][3];
};

/** Points of one kind that wait for their perceptron: surfaces, or the sky. */
struct Group {
  int count;
  /** Index of each point in the picture's lists. */
  int32_t at[kPoints];
  /** Colour of the texture, and of surfaces the distance and the cosine to the sun. */
  float texture[3][kPoints];
  float far[kPoints], towards[kPoints];
  /** What the perceptron reads, rows of kPoints. */
  float* columns;
};

/** One of a texture's images. */
struct TextureImage {
  const uint8_t* texels;
  int columns, rows;
  /** Texels a metre. */
  float scale;
};

inline TextureImage image_of(const SurfaceField& field, int surface, int level) {
  const int image = surface * field.levels + level;
  return {field.texels + static_cast<size_t>(field.offset[image]) * 3, field.columns[image], field.rows[image],
          field.texels_per_metre / static_cast<float>(1 << level)};
}

/** `at` within a period. Most are powers of two, and dividing takes long. */
inline int wrap(int at, int size) {
  if ((size & (size - 1)) == 0) return at & (size - 1);
  const int rest = at % size;
  return rest < 0 ? rest + size : rest;
}

/** Adds a share of an image's colour between its texels, 0 to 255. */
inline void add_sample(const TextureImage& image, float along, float up, float share, float sum[3]) {
  const float x = along * image.scale - 0.5f, y = up * image.scale - 0.5f;
  const float left = std::floor(x), low = std::floor(y);
  const float share_x = x - left, share_y = y - low;
  const int c0 = wrap(static_cast<int>(left), image.columns), c1 = c0 + 1 == image.columns ? 0 : c0 + 1;
  const int r0 = wrap(static_cast<int>(low), image.rows), r1 = r0 + 1 == image.rows ? 0 : r0 + 1;
  const uint8_t* lower = image.texels + static_cast<size_t>(r0) * image.columns * 3;
  const uint8_t* upper = image.texels + static_cast<size_t>(r1) * image.columns * 3;
  const uint8_t *a = lower + 3 * c0, *b = lower + 3 * c1, *c = upper + 3 * c0, *d = upper + 3 * c1;
  const float high = share * share_y, down = share - high;
  const float of_b = down * share_x, of_a = down - of_b, of_d = high * share_x, of_c = high - of_d;
  for (int i = 0; i < 3; i++) sum[i] += of_a * a[i] + of_b * b[i] + of_c * c[i] + of_d * d[i];
}

/** The image whose texels are nearest in size to `texels` of the finest one. */
inline int nearest_level(const SurfaceField& field, float texels) {
  int level = 0;
  for (float limit = 1.41421356f; level < field.levels - 1 && texels > limit; limit *= 2) level++;
  return level;
}

/** Two metres on a surface, along it and up it. */
struct Side {
  float along, up;
};

/**
 * Colour of a texture over a pixel whose sides on the surface are `a` and `b`, as in texture-probes.ts: the mean of places
 * along the longer side, each between the two images whose texels are as large as what is left for a place.
 */
inline void sample_pixel(const SurfaceField& field, int surface, float along, float up, Side a, Side b, float out[3]) {
  const float square_a = a.along * a.along + a.up * a.up, square_b = b.along * b.along + b.up * b.up;
  const Side longer = square_a > square_b ? a : b;
  const float square = greater(square_a, square_b), length = std::sqrt(square);
  const float area = greater(std::fabs(a.along * b.up - a.up * b.along), kLeastAcross * square);
  const float ratio = square / area - kProbeSlack;
  const int probes = 1 + (ratio > 1) + (ratio > 2) + (ratio > 3);
  constexpr float parts[kMostProbes] = {1.0f, 1.0f / 2, 1.0f / 3, 1.0f / 4};
  const float part = parts[probes - 1];
  const float size = greater(length * part, length * area / square) * field.texels_per_metre;
  const float exact = kPerOctave * logarithm(greater(size, 1e-3f)) + kLevelsCoarser;
  const float level = clamp(exact, 0.0f, field.levels - 1.0f);
  const int finer = static_cast<int>(level);
  const float coarser = (level - finer) * part, rest = part - coarser;
  const TextureImage fine = image_of(field, surface, finer);
  const TextureImage coarse = image_of(field, surface, coarser > 0 ? finer + 1 : finer);
  float sum[3] = {};
  for (int i = 0; i < probes; i++) {
    const float at = (i + 0.5f) * part - 0.5f;
    const float x = along + at * longer.along, y = up + at * longer.up;
    add_sample(fine, x, y, rest, sum);
    if (coarser > 0) add_sample(coarse, x, y, coarser, sum);
  }
  for (int k = 0; k < 3; k++) out[k] = sum[k] * (1.0f / 255.0f);
}

/** The answer of a perceptron about one column of numbers. */
inline void ask_once(const Perceptron& perceptron, const float* numbers, int count, float* columns, float* a, float* b, float* out,
                     int answers) {
  for (int i = 0; i < count; i++) {
    for (int c = 0; c < kPoints; c++) columns[i * kPoints + c] = numbers[i];
  }
  const float* answer = apply_perceptron(perceptron, columns, a, b, kPoints);
  for (int i = 0; i < answers; i++) out[i] = answer[i * kPoints];
}

/** What the controls say of the air, asked once for a picture. */
void fill_air(const SurfaceField& field, const SurfaceEye& eye, float* columns, float* a, float* b, Air& air) {
  const float controls[2] = {eye.time, eye.fog};
  float density;
  ask_once(field.density, controls, 2, columns, a, b, &density, 1);
  air.density = softplus(density - 3.0f);
  for (int first = 0; first < kFogSamples; first += kPoints) {
    for (int c = 0; c < kPoints; c++) {
      columns[c] = eye.time;
      columns[kPoints + c] = eye.fog;
      columns[2 * kPoints + c] = -1.0f + 2.0f * (first + c) / (kFogSamples - 1);
    }
    const float* answer = apply_perceptron(field.fog, columns, a, b, kPoints);
    for (int c = 0; c < kPoints && first + c < kFogSamples; c++) {
      for (int i = 0; i < 3; i++) air.fog[first + c][i] = sigmoid(answer[i * kPoints + c]);
    }
  }
}

/** Colours of a group of points on surfaces, and how bright the light on them is. */
void light_surfaces(const SurfaceField& field, const Air& air, Group& group, float* a, float* b, float* colours,
                    float* brightness) {
  const float* light = apply_perceptron(field.light, group.columns, a, b, kPoints);
  float clear[kPoints], share[kPoints], sum[kPoints] = {};
  int32_t place[kPoints];
  for (int i = 0; i < kPoints; i++) clear[i] = exp_negative(-air.density * group.far[i]);
  for (int i = 0; i < kPoints; i++) {
    const float at = clamp((group.towards[i] + 1.0f) * 0.5f * (kFogSamples - 1), 0.0f, kFogSamples - 1.001f);
    place[i] = static_cast<int32_t>(at);
    share[i] = at - place[i];
  }
  for (int channel = 0; channel < 3; channel++) {
    float lit[kPoints];
    for (int i = 0; i < kPoints; i++) {
      const float here = softplus(light[channel * kPoints + i]);
      sum[i] += here;
      lit[i] = group.texture[channel][i] * here;
    }
    for (int i = 0; i < group.count; i++) {
      const float* fogs = air.fog[place[i]] + channel;
      const float fog = fogs[0] + (fogs[3] - fogs[0]) * share[i];
      colours[3 * static_cast<size_t>(group.at[i]) + channel] = clamp(fog + (lit[i] - fog) * clear[i], 0.0f, 1.0f);
    }
  }
  for (int i = 0; i < group.count; i++) brightness[group.at[i]] = sum[i] * clear[i] * (1.0f / 3.0f);
  group.count = 0;
}

/** Colours of a group of points of the sky. */
void light_sky(const SurfaceField& field, Group& group, float* a, float* b, float* colours) {
  const float* answer = apply_perceptron(field.sky, group.columns, a, b, kPoints);
  for (int channel = 0; channel < 3; channel++) {
    for (int i = 0; i < group.count; i++) {
      colours[3 * static_cast<size_t>(group.at[i]) + channel] = sigmoid(answer[channel * kPoints + i]);
    }
  }
  group.count = 0;
}

}  // namespace
}  // namespace worldroom
