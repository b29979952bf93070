/**
 * A number in [0, 1) that depends only on its integer keys, so that all chance in a world can be replayed
 * from the room seed. The mixing function is MurmurHash3's finaliser.
 */
export function chance(...keys: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const key of keys) {
    hash = mix(hash ^ Math.imul(key | 0, 0x85ebca6b));
    hash = (hash + 0x9e3779b9) | 0;
  }
  return (mix(hash) >>> 0) / 2 ** 32;
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
