import { type Entity, type EntityKind, entityKinds, halfExtents } from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { cameraAxes, type Intrinsics } from '../../../shared/geometry/camera.ts';
import { shadePart } from './entity-paint.ts';
import { type Daylight, fogColour } from './sky.ts';

/**
 * Entities as shapes within their half extents: players are capsules and a sphere, doors and blocks are
 * boxes, orbs and balls are spheres. They are lit by sun and sky and dimmed by fog. They neither cast nor
 * receive shadows, so the pixels around them never depend on them.
 */
export const kindCode = { player: 0, door: 1, block: 2, orb: 3, ball: 4 } as const satisfies Record<
  EntityKind,
  number
>;

/** Parts of a player's body: capsules along y at (x, z), between y0 and y1, with radius. */
export const playerParts = Float64Array.from([
  ...[-0.115, 0, -0.79, -0.4, 0.11],
  ...[0.115, 0, -0.79, -0.4, 0.11],
  ...[0, 0, -0.22, 0.12, 0.28],
  ...[0, 0, 0.65, 0.65, 0.25],
]);

/** Numbers stored for each entity. */
const record = 20;
const [ox, oy, oz, cosine, sine, kindAt, red, green, blue, left, top, right, bottom, sunX, sunY, sunZ] =
  Array.from({ length: 16 }, (_, i) => i);

const nearest = 0.05;

export class EntityShapes {
  /** Result of the last hit: [0..2] RGB 0 to 255, [3] t, [4] the number of the part. */
  readonly out = new Float64Array(5);
  count = 0;
  #records = new Float64Array(32 * record);
  readonly #normal = new Float64Array(3);
  #daylight: Daylight | undefined;

  /** Sets up the entities of one view; afterwards `count` of them may be visible. */
  begin(camera: Pose, intrinsics: Intrinsics, entities: readonly Entity[], light: Daylight): void {
    this.#daylight = light;
    if (this.#records.length < entities.length * record)
      this.#records = new Float64Array(entities.length * record);
    const axes = cameraAxes(camera);
    this.count = 0;
    for (const entity of entities) {
      const base = this.count * record;
      if (!this.#writeBounds(axes, camera, intrinsics, entity, base)) continue;
      const records = this.#records;
      const c = Math.cos(entity.yaw);
      const s = Math.sin(entity.yaw);
      const dx = camera.x - entity.x;
      const dz = camera.z - entity.z;
      records[base + ox] = dx * c - dz * s;
      records[base + oy] = camera.y - entity.y;
      records[base + oz] = dx * s + dz * c;
      records[base + cosine] = c;
      records[base + sine] = s;
      records[base + kindAt] = entityKinds.indexOf(entity.kind);
      records[base + red] = entity.colour[0];
      records[base + green] = entity.colour[1];
      records[base + blue] = entity.colour[2];
      records[base + sunX] = light.sunX * c - light.sunZ * s;
      records[base + sunY] = light.sunY;
      records[base + sunZ] = light.sunX * s + light.sunZ * c;
      this.count++;
    }
  }

  /** Pixel bounds of entity `index`: columns [left, right), rows [top, bottom). */
  left(index: number): number {
    return this.#records[index * record + left];
  }
  right(index: number): number {
    return this.#records[index * record + right];
  }
  top(index: number): number {
    return this.#records[index * record + top];
  }
  bottom(index: number): number {
    return this.#records[index * record + bottom];
  }

  /**
   * Traces a ray from the eye to entity `index`. Returns true, with the result in `out`, if it hits before
   * `limit`.
   */
  trace(index: number, dx: number, dy: number, dz: number, limit: number): boolean {
    const records = this.#records;
    const base = index * record;
    const lx = dx * records[base + cosine] - dz * records[base + sine];
    const lz = dx * records[base + sine] + dz * records[base + cosine];
    const kind = records[base + kindAt];
    let part = 0;
    let t: number;
    if (kind === kindCode.player) {
      t = Number.POSITIVE_INFINITY;
      for (let i = 0; i < playerParts.length; i += 5) {
        const hit = this.#capsule(i, base, lx, dy, lz);
        if (hit < t) {
          t = hit;
          part = i / 5;
        }
      }
      if (t < limit) this.#capsuleNormal(part * 5, base, lx, dy, lz, t);
    } else if (kind === kindCode.orb) t = this.#sphere(base, lx, dy, lz, halfExtents.orb[0]);
    else if (kind === kindCode.ball) t = this.#sphere(base, lx, dy, lz, halfExtents.ball[0]);
    else {
      const half = kind === kindCode.door ? halfExtents.door : halfExtents.block;
      t = this.#box(base, lx, dy, lz, half[0], half[1], half[2]);
      part =
        this.#normal[0] !== 0
          ? this.#normal[0] > 0
            ? 0
            : 1
          : this.#normal[2] !== 0
            ? this.#normal[2] > 0
              ? 2
              : 3
            : 4;
    }
    if (!(t < limit) || t < nearest) return false;
    this.#shade(base, kind, part, dx, dy, dz, lx, lz, t);
    this.out[3] = t;
    this.out[4] = 2 ** 30 + index * 16 + part;
    return true;
  }

  #shade(
    base: number,
    kind: number,
    part: number,
    dx: number,
    dy: number,
    dz: number,
    lx: number,
    lz: number,
    t: number,
  ): void {
    const records = this.#records;
    const out = this.out;
    const light = this.#daylight as Daylight;
    const normal = this.#normal;
    const x = records[base + ox] + lx * t;
    const y = records[base + oy] + dy * t;
    const z = records[base + oz] + lz * t;
    out[0] = records[base + red];
    out[1] = records[base + green];
    out[2] = records[base + blue];
    const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const facing = -(normal[0] * lx + normal[1] * dy + normal[2] * lz) / length;
    const glow = shadePart(kind, part, x, y, z, normal, facing, out);
    const towards =
      normal[0] * records[base + sunX] + normal[1] * records[base + sunY] + normal[2] * records[base + sunZ];
    const sun = towards > 0 ? 0.12 + 0.88 * towards : 0;
    const sky = 0.5 + 0.5 * normal[1];
    const fog = fogScratch;
    fogColour(light, dx, dz, length, fog);
    const clear = Math.exp(-light.fogDensity * t * length);
    for (let channel = 0; channel < 3; channel++) {
      const ambient = light.ambientSky[channel] * sky + light.ambientGround[channel] * (1 - sky);
      const received = glow + (1 - glow) * (ambient + light.sun[channel] * sun);
      const value = fog[channel] + (255 * out[channel] * received - fog[channel]) * clear;
      out[channel] = Math.min(value, 255);
    }
  }

  /** t of the capsule at playerParts[i], or Infinity. */
  #capsule(i: number, base: number, lx: number, ly: number, lz: number): number {
    const px = this.#records[base + ox] - playerParts[i];
    const pz = this.#records[base + oz] - playerParts[i + 1];
    const radius = playerParts[i + 4];
    const a = lx * lx + lz * lz + 1e-12;
    const b = px * lx + pz * lz;
    const c = px * px + pz * pz - radius * radius;
    const discriminant = b * b - a * c;
    if (discriminant < 0) return Number.POSITIVE_INFINITY;
    const t = (-b - Math.sqrt(discriminant)) / a;
    const y = this.#records[base + oy] + ly * t;
    if (y >= playerParts[i + 2] && y <= playerParts[i + 3]) return t;
    const py = this.#records[base + oy] - (y < playerParts[i + 2] ? playerParts[i + 2] : playerParts[i + 3]);
    return sphereDistance(px, py, pz, lx, ly, lz, radius);
  }

  #capsuleNormal(i: number, base: number, lx: number, ly: number, lz: number, t: number): void {
    const y = this.#records[base + oy] + ly * t;
    const low = playerParts[i + 2];
    const high = playerParts[i + 3];
    const radius = playerParts[i + 4];
    this.#normal[0] = (this.#records[base + ox] + lx * t - playerParts[i]) / radius;
    this.#normal[1] = (y - (y < low ? low : Math.min(y, high))) / radius;
    this.#normal[2] = (this.#records[base + oz] + lz * t - playerParts[i + 1]) / radius;
  }

  #sphere(base: number, lx: number, ly: number, lz: number, radius: number): number {
    const px = this.#records[base + ox];
    const py = this.#records[base + oy];
    const pz = this.#records[base + oz];
    const t = sphereDistance(px, py, pz, lx, ly, lz, radius);
    this.#normal[0] = (px + lx * t) / radius;
    this.#normal[1] = (py + ly * t) / radius;
    this.#normal[2] = (pz + lz * t) / radius;
    return t;
  }

  /** Slab test (Kay and Kajiya, 1986). */
  #box(base: number, lx: number, ly: number, lz: number, hx: number, hy: number, hz: number): number {
    let near = Number.NEGATIVE_INFINITY;
    let far = Number.POSITIVE_INFINITY;
    const normal = this.#normal;
    for (let axis = 0; axis < 3; axis++) {
      const origin = this.#records[base + ox + axis];
      const direction = axis === 0 ? lx : axis === 1 ? ly : lz;
      const half = axis === 0 ? hx : axis === 1 ? hy : hz;
      const inverse = direction !== 0 ? 1 / direction : 1e30;
      const enter = -origin * inverse - half * Math.abs(inverse);
      const leave = -origin * inverse + half * Math.abs(inverse);
      if (enter > near) {
        near = enter;
        normal[0] = normal[1] = normal[2] = 0;
        normal[axis] = direction > 0 ? -1 : 1;
      }
      if (leave < far) far = leave;
    }
    return near <= far ? near : Number.POSITIVE_INFINITY;
  }

  /**
   * Writes the pixel bounds of an entity's box to the record at `base`; returns false if it is not visible.
   */
  #writeBounds(
    axes: Float64Array,
    camera: Pose,
    intrinsics: Intrinsics,
    entity: Entity,
    base: number,
  ): boolean {
    const [hx, hy, hz] = halfExtents[entity.kind];
    const c = Math.cos(entity.yaw);
    const s = Math.sin(entity.yaw);
    let minimumU = Number.POSITIVE_INFINITY;
    let maximumU = Number.NEGATIVE_INFINITY;
    let minimumV = Number.POSITIVE_INFINITY;
    let maximumV = Number.NEGATIVE_INFINITY;
    let behind = 0;
    for (let corner = 0; corner < 8; corner++) {
      const ax = corner & 1 ? hx : -hx;
      const ay = corner & 2 ? hy : -hy;
      const az = corner & 4 ? hz : -hz;
      const x = entity.x + ax * c + az * s - camera.x;
      const y = entity.y + ay - camera.y;
      const z = entity.z - ax * s + az * c - camera.z;
      const depth = axes[6] * x + axes[7] * y + axes[8] * z;
      if (depth < nearest) {
        behind++;
        continue;
      }
      const u = intrinsics.width / 2 + (intrinsics.focal * (axes[0] * x + axes[1] * y + axes[2] * z)) / depth;
      const v =
        intrinsics.height / 2 - (intrinsics.focal * (axes[3] * x + axes[4] * y + axes[5] * z)) / depth;
      minimumU = Math.min(minimumU, u);
      maximumU = Math.max(maximumU, u);
      minimumV = Math.min(minimumV, v);
      maximumV = Math.max(maximumV, v);
    }
    if (behind === 8) return false;
    const records = this.#records;
    const all = behind > 0;
    records[base + left] = all ? 0 : Math.max(0, Math.floor(minimumU - 0.5));
    records[base + right] = all ? intrinsics.width : Math.min(intrinsics.width, Math.ceil(maximumU + 0.5));
    records[base + top] = all ? 0 : Math.max(0, Math.floor(minimumV - 0.5));
    records[base + bottom] = all ? intrinsics.height : Math.min(intrinsics.height, Math.ceil(maximumV + 0.5));
    return records[base + left] < records[base + right] && records[base + top] < records[base + bottom];
  }
}

const fogScratch = new Float64Array(3);

function sphereDistance(
  px: number,
  py: number,
  pz: number,
  lx: number,
  ly: number,
  lz: number,
  radius: number,
): number {
  const a = lx * lx + ly * ly + lz * lz;
  const b = px * lx + py * ly + pz * lz;
  const c = px * px + py * py + pz * pz - radius * radius;
  const discriminant = b * b - a * c;
  return discriminant < 0 ? Number.POSITIVE_INFINITY : (-b - Math.sqrt(discriminant)) / a;
}
