import { type Control, controlValue } from '../../../shared/controls.ts';
import type { ControlsAnswer, ControlsRequest } from '../../../shared/messages.ts';
import type { Notice, Reason } from '../../../shared/notices/notice.ts';
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
  perform(member: Member, { values = {}, guidance, prompt }: ControlsRequest): Reason | undefined {
    const { manifest, world } = this.#options;
    if (manifest.relight === undefined) {
      return { code: 'looks-fixed', values: {}, field: 'controls' };
    }
    const { minimum, maximum } = manifest.relight.guidance;
    if (guidance !== undefined && (guidance < minimum || guidance > maximum)) {
      return { code: 'guidance-range', values: { minimum, maximum }, field: 'controls.guidance' };
    }
    const asked = new Map<string, number>();
    for (const [name, value] of Object.entries(values)) {
      const field = 'controls.values';
      const control = manifest.controls.find((known) => known.name === name);
      if (control === undefined) {
        const controls = manifest.controls.map((known) => known.name);
        return { code: 'no-such-control', values: { control: name, controls }, field };
      }
      const taken = controlValue(control, value);
      if (taken === undefined) return { ...wrongValue(control, String(value)), field };
      asked.set(name, taken);
    }
    if (prompt !== undefined) {
      if (this.#options.prompts === undefined) {
        return { code: 'no-sentences', values: {}, field: 'controls.prompt' };
      }
      const { values: read, planWords, unknown } = this.#options.prompts.read(prompt);
      for (const [name, value] of read) asked.set(name, value);
      const answer: ControlsAnswer = {
        understood: Object.fromEntries(read),
        // The ground of a room is asked for when the room is made.
        unknown: [...unknown, ...planWords],
      };
      member.line.send('controls', answer);
    }
    world.ask(asked, guidance);
    return undefined;
  }
}

function wrongValue({ name, values, minimum, maximum }: Control, value: string): Notice {
  return values === undefined
    ? { code: 'control-range', values: { control: name, value, minimum, maximum } }
    : { code: 'control-choice', values: { control: name, value, choices: [...values] } };
}
