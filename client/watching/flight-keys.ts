import { controlLabel } from '../hud/control-label.ts';

/** What the keys that fly the camera are called on this keyboard. */
export function flyKeys(): string {
  return labels('KeyW', 'KeyA', 'KeyS', 'KeyD');
}

/** Those that sink and rise. */
export function riseKeys(): string {
  return labels('KeyQ', 'KeyE');
}

function labels(...codes: string[]): string {
  return codes.map((code) => controlLabel(code)).join(' ');
}
