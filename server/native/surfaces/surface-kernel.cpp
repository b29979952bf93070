// Paints the ground of maps. Compiled once for each instruction set; KERNEL names the result.
#include "surface-kernel.h"

#include "surface-points.h"

namespace worldroom {
namespace {

/** More than any inverse depth. */
constexpr float kNobodyAsks = 1e30f;
constexpr float kPi = 3.14159265358979f;
/** Inverse depth of the sky: one step of its code. */
constexpr float kSkyInverse = kInverseDepthScale;

/** The open cell before a face; a top is before itself. */
inline int in_front_of(int cell, int face, int stride) {
  switch (face) {
    case kEast: return cell + 1;
    case kWest: return cell - 1;
    case kNorth: return cell + stride;
    case kSouth: return cell - stride;
    default: return cell;
  }
}

/** Distances of a point on the ground to walls of the cells around its own, at most 1 m; see lightNumbers. */
inline void write_walls(const SurfaceGround& ground, bool is_ground, int cell, float x, float z, float* out) {
  for (int i = 0; i < 5; i++) out[i * kPoints] = 1;
  if (!is_ground) return;
  const float right = x - std::floor(x), ahead = z - std::floor(z);
  const float* h = ground.heights + cell;
  const int stride = ground.stride;
  if (h[-1] > 0) out[0] = right;
  if (h[1] > 0) out[kPoints] = 1 - right;
  if (h[-stride] > 0) out[2 * kPoints] = ahead;
  if (h[stride] > 0) out[3 * kPoints] = 1 - ahead;
  float corner = 1;
  const auto near = [&](bool wall, float dx, float dz) {
    if (wall) corner = less(corner, std::sqrt(dx * dx + dz * dz));
  };
  near(h[-stride - 1] > 0, right, ahead);
  near(h[-stride + 1] > 0, 1 - right, ahead);
  near(h[stride - 1] > 0, right, 1 - ahead);
  near(h[stride + 1] > 0, 1 - right, 1 - ahead);
  out[4 * kPoints] = corner;
}

/** Number of a surface, as SurfaceView.surface: of its token, of the plane where it lies, and of the face. */
inline int32_t number_of_surface(int token, float plane, int face) {
  return 1 + face + 5 * ((static_cast<int32_t>(std::lrint(plane)) & 0xfff) + 0x1000 * token);
}

/** A face's plane as axes 0 to 2: what stands on it, and what lies along it and up it. */
struct Plane {
  int normal, along, up;
};

constexpr Plane kPlanes[] = {{0, 2, 1}, {0, 2, 1}, {2, 0, 1}, {2, 0, 1}, {1, 0, 2}};

/** How far a ray's point moves on its plane if the ray moves by `step` of an axis of the camera at that distance. */
inline Side side_on(const Plane& plane, const float axis[3], const float ray[3], float step, float inverse_normal) {
  const float back = axis[plane.normal] * inverse_normal;
  return {step * (axis[plane.along] - ray[plane.along] * back), step * (axis[plane.up] - ray[plane.up] * back)};
}

/** Adds a point on a surface to its group, and returns the number of the surface. */
int32_t add_surface(const SurfaceField& field, const SurfaceGround& ground, const SurfaceEye& eye, const Hit& hit, float dx, float dy,
                 float dz, float pixel_angle, int32_t at, Group& group) {
  const int slot = group.count++;
  group.at[slot] = at;
  const float t = hit.distance;
  const float x = eye.x + dx * t, y = greater(0.0f, eye.y + dy * t), z = eye.z + dz * t;
  const float length = std::sqrt(dx * dx + dy * dy + dz * dz);
  const bool is_top = hit.face == kTop, along_x = hit.face == kEast || hit.face == kWest;
  const bool is_cap = is_top && ground.heights[hit.cell] > 0;
  const int surface = ground.materials[hit.cell] + (is_cap ? field.materials : 0);
  const float ray[3] = {dx, dy, dz};
  float texture[3];
  const Plane& plane = kPlanes[hit.face];
  const float inverse_normal = 1 / ray[plane.normal];
  sample_pixel(field, surface, along_x ? z : x, is_top ? z : y,
               side_on(plane, eye.axes, ray, t * pixel_angle, inverse_normal),
               side_on(plane, eye.axes + 3, ray, t * pixel_angle, inverse_normal), texture);
  for (int i = 0; i < 3; i++) group.texture[i][slot] = texture[i];
  const float toward[5] = {eye.sun_x, -eye.sun_x, eye.sun_z, -eye.sun_z, 0};
  const float facing = toward[hit.face];
  const bool is_told = eye.sun_x != 0 || eye.sun_z != 0;
  float rise = 1;
  if (is_top || facing > 0) {
    const int front = in_front_of(hit.cell, hit.face, ground.stride);
    rise = is_told ? 2 / kPi * std::atan(horizon(ground, x, y, z, front, eye.sun_x, eye.sun_z)) : 0;
  }
  float* column = group.columns + slot;
  column[0] = along_x ? 1 : 0;
  column[kPoints] = is_top || along_x ? 0 : 1;
  column[2 * kPoints] = is_top ? 1 : 0;
  column[3 * kPoints] = facing;
  column[4 * kPoints] = rise;
  column[5 * kPoints] = y * 0.25f;
  column[6 * kPoints] = is_told ? 1 : 0;
  write_walls(ground, is_top && !is_cap, hit.cell, x, z, column + 7 * kPoints);
  column[kLightNumbers * kPoints] = eye.time;
  group.far[slot] = t * length;
  group.towards[slot] = (dx * eye.sun_x + dz * eye.sun_z) / length;
  return number_of_surface(surface, is_top ? 5 * ground.heights[hit.cell] : along_x ? x : z, hit.face);
}

/** Adds a point of the sky, or of the haze above the horizon, to its group. */
void add_sky(const SurfaceField& field, const SurfaceEye& eye, float dx, float dy, float dz, float pixel_angle, int32_t at,
             Group& group) {
  const int slot = group.count++;
  group.at[slot] = at;
  const float length = std::sqrt(dx * dx + dy * dy + dz * dz);
  const float up = greater(0.0f, dy / length), scale = kSkyScale / ((up + kSkyCurve) * length);
  float texture[3] = {};
  const TextureImage image = image_of(field, 2 * field.materials, nearest_level(field, pixel_angle * field.texels_per_metre));
  add_sample(image, dx * scale + eye.shift * kSkyPeriod, dz * scale, 1.0f / 255.0f, texture);
  const bool is_told = eye.sun_x != 0 || eye.sun_z != 0;
  const float numbers[3 + kSkyNumbers + 2] = {
      texture[0], texture[1], texture[2], up, (dx * eye.sun_x + dz * eye.sun_z) / length, eye.cover, 0, 0, 0,
      is_told ? 1.0f : 0.0f, eye.time, eye.fog};
  for (int i = 0; i < 3 + kSkyNumbers + 2; i++) group.columns[i * kPoints + slot] = numbers[i];
}

size_t paint(const SurfaceField& field, const SurfaceGround& ground, const SurfaceEye& eye, const SurfacePicture& picture,
             float* scratch) {
  Group surfaces{}, skies{};
  surfaces.columns = scratch;
  skies.columns = scratch + (kLightNumbers + 1) * kPoints;
  float* free = skies.columns + (3 + kSkyNumbers + 2) * kPoints;
  float* a = free + 4 * kPoints;
  float* b = a + static_cast<size_t>(field.widest) * kPoints;
  Air air;
  fill_air(field, eye, free, a, b, air);
  const float pixel_angle = 1 / picture.focal;
  const float* axes = eye.axes;
  int32_t count = 0;
  for (int y = 0; y < picture.height; y++) {
    const float up = (picture.height / 2.0f - y - 0.5f - picture.off_v) / picture.focal;
    const float* known = picture.known + static_cast<size_t>(y) * picture.width;
    for (int x = 0; x < picture.width; x++) {
      // Nobody asks.
      if (known[x] > kNobodyAsks) continue;
      const float right = (x + 0.5f + picture.off_u - picture.width / 2.0f) / picture.focal;
      const float dx = axes[6] + axes[3] * up + axes[0] * right;
      const float dy = axes[7] + axes[4] * up + axes[1] * right;
      const float dz = axes[8] + axes[5] * up + axes[2] * right;
      const Hit hit = cast_ray(ground, eye.x, eye.y, eye.z, dx, dy, dz);
      if (hit.met == kUnknown && hit.distance < picture.haze_from) continue;
      if (known[x] > 0 && (hit.met != kSurface || ground.given[hit.cell] ||
                           !(1 / hit.distance > known[x] * (1 + picture.share) + picture.least))) {
        continue;
      }
      picture.pixels[count] = y * picture.width + x;
      picture.inverse[count] = hit.met == kSurface ? 1 / hit.distance : kSkyInverse;
      if (hit.met == kSurface) {
        picture.surfaces[count] = add_surface(field, ground, eye, hit, dx, dy, dz, pixel_angle, count, surfaces);
        if (surfaces.count == kPoints) light_surfaces(field, air, surfaces, a, b, picture.colours, picture.brightness);
      } else {
        picture.surfaces[count] = 0;
        add_sky(field, eye, dx, dy, dz, pixel_angle, count, skies);
        if (skies.count == kPoints) light_sky(field, skies, a, b, picture.colours);
      }
      count++;
    }
  }
  if (surfaces.count > 0) light_surfaces(field, air, surfaces, a, b, picture.colours, picture.brightness);
  if (skies.count > 0) light_sky(field, skies, a, b, picture.colours);
  return static_cast<size_t>(count);
}

}  // namespace

extern const SurfaceKernel KERNEL;
const SurfaceKernel KERNEL = {KERNEL_NAME, paint};

}  // namespace worldroom
