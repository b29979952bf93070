import { texts } from '../texts.ts';

/** A player on the map; metres, and radians as in camera.ts. */
export interface OnMap {
  readonly name: string;
  readonly x: number;
  readonly z: number;
}

/** Text alternative of a map: distance and direction of the other players, the nearest first. */
export function mapLabel(own: OnMap & { readonly yaw: number }, others: readonly OnMap[]): string {
  const { map } = texts;
  const positions = others
    .map(({ name, x, z }) => ({ name, x, z, metres: Math.hypot(x - own.x, z - own.z) }))
    .sort((a, b) => a.metres - b.metres)
    .map(({ name, x, z, metres }) => {
      const bearing = Math.atan2(x - own.x, z - own.z) - own.yaw;
      const sector = Math.round((bearing / (2 * Math.PI)) * 8);
      const direction = map.directions[((sector % 8) + 8) % 8];
      return map.other(name, Math.round(metres), direction);
    });
  return map.of(own.name, positions);
}
