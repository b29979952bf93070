import { controlLabel } from '../hud/control-label.ts';

/** Labels of the keys that move the camera, on this keyboard. */
export function flyKeys(): string {
  return labels('KeyW', 'KeyA', 'KeyS', 'KeyD');
}

/** Labels of the keys that lower and raise it. */
export function riseKeys(): string {
  return labels('KeyQ', 'KeyE');
}

function labels(...codes: string[]): string {
  return codes.map((code) => controlLabel(code)).join(' ');
}
