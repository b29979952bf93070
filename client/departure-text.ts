import type { DepartureReason } from './connection/departure.ts';
import { texts } from './texts.ts';

/** Heading and text for a state that ended the session. */
export function departureText(reason: DepartureReason): { heading: string; text: string } {
  if (reason === 'full') return texts.status.full;
  if (reason === 'denied' || reason === 'invalid' || reason === 'locked') return texts.status.denied[reason];
  return texts.status.gone[reason];
}
