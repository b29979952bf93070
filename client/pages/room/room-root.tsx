import type { Role } from '../../../shared/messages.ts';
import { holding } from '../../ui/holding.ts';
import { Mounted } from '../../ui/mounted.ts';

/**
 * The root of a room's page, with its parts from back to front. It is rendered once: state, device and picture are written
 * into its attributes.
 */
export function roomRoot(role: Role, parts: readonly HTMLElement[]): HTMLElement {
  const spectates = role === 'spectator';
  return new Mounted(
    <main
      class={spectates ? 'room spectator' : 'room player'}
      data-testid={spectates ? 'watch' : 'play'}
      ref={holding(...parts)}
    />,
  ).root;
}
