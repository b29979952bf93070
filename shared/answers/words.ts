import type { Answer } from './answer.ts';
import type { Scene } from './scene.ts';

/** How a language says what rooms answer. */
export interface AnswerWords {
  answer(answer: Answer): string;
  scene(scene: Scene): string;
}

/** Metres for people: tenths up to 10 m. */
export function roundMetres(metres: number): number {
  return metres < 10 ? Math.round(metres * 10) / 10 : Math.round(metres);
}

/** Degrees for people, by fives. */
export function degreesOf(turn: number): number {
  return Math.round(Math.abs((turn * 180) / Math.PI) / 5) * 5;
}
