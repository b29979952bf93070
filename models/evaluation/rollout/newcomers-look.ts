import type { ViewRequest } from '../../../server/contracts/view.ts';
import { drawingControls, scaled } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';

/** A view of somebody who has just come in: nothing drawn before, nobody about, controls as the room starts with. */
export function newcomersLook(
  manifest: Manifest,
  look: Pick<ViewRequest, 'room' | 'view' | 'roomSeed' | 'tick' | 'camera'>,
): Omit<ViewRequest, 'keyframes'> {
  return {
    ...look,
    previous: undefined,
    entities: [],
    controls: startingControls(manifest),
  };
}

/** The controls of drawing as a room starts with them, each scaled to [0, 1]. */
export function startingControls(manifest: Manifest): number[] {
  return drawingControls(manifest).map((control) => scaled(control, control.default));
}
