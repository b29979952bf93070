import { controlValue } from '../../../shared/controls.ts';
import type { ControlsAnswer, ControlsRequest } from '../../../shared/messages.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { PromptEncoder } from '../../pack/prompt-encoder.ts';
import type { World } from '../../world/world.ts';
import type { Member } from '../members/roster.ts';

export interface LookControlsOptions {
  manifest: Manifest;
  world: Pick<World, 'ask'>;
  /** Reads sentences; undefined where the pack brings none. */
  prompts: PromptEncoder | undefined;
}

/** What the host may do with time of day, weather and the like: the pack's controls, while people play. */
export class LookControls {
  readonly #options: LookControlsOptions;

  constructor(options: LookControlsOptions) {
    this.#options = options;
  }

  /** Asks the world for what the host wants to see; the reason when that may not be. */
  perform(member: Member, { values = {}, guidance, prompt }: ControlsRequest): string | undefined {
    const { manifest, world } = this.#options;
    if (manifest.relight === undefined) {
      return 'controls: this world model cannot change its look; choose another pack.';
    }
    const { minimum, maximum } = manifest.relight.guidance;
    if (guidance !== undefined && (guidance < minimum || guidance > maximum)) {
      return `controls guidance: give a number from ${minimum} to ${maximum}.`;
    }
    const asked = new Map<string, number>();
    for (const [name, value] of Object.entries(values)) {
      const control = manifest.controls.find((known) => known.name === name);
      if (control === undefined) {
        const names = manifest.controls.map((known) => known.name).join(', ');
        return `controls values: there is no "${name}"; choose among ${names}.`;
      }
      try {
        asked.set(name, controlValue(control, value));
      } catch (error) {
        return `controls values: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    if (prompt !== undefined) {
      if (this.#options.prompts === undefined) return 'controls prompt: this pack reads no sentences.';
      const { values: read, unknown } = this.#options.prompts.read(prompt);
      for (const [name, value] of read) asked.set(name, value);
      const answer: ControlsAnswer = { understood: Object.fromEntries(read), unknown };
      member.line.send('controls', answer);
    }
    world.ask(asked, guidance);
    return undefined;
  }
}
