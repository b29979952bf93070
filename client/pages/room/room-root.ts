import type { Role } from '../../../shared/messages.ts';
import { element } from '../../dom/element.ts';

/** The root of a room's page, with its parts from back to front. */
export function roomRoot(role: Role, parts: readonly HTMLElement[]): HTMLElement {
  const spectates = role === 'spectator';
  const name = spectates ? 'room spectator' : 'room player';
  return element('main', { class: name, 'data-testid': spectates ? 'watch' : 'play' }, ...parts);
}
