import type { ViewRequest } from '../../../server/contracts/view.ts';
import { drawingControls, scaled } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';

/**
 * The view request of a new player: without a previous frame or entities, with the room's initial controls.
 */
export function newcomerView(
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

/** The initial controls of a room, each scaled to [0, 1]. */
export function startingControls(manifest: Manifest): number[] {
  return drawingControls(manifest).map((control) => scaled(control, control.default));
}
