import { type Colour, playerColourNames, playerColours } from '../../shared/entity.ts';
import { texts } from '../texts.ts';

/** CSS colour of a player's body; `index` as in the room's state. */
export function playerCssColour(index: number): string {
  const colour: Colour = playerColours[index % playerColours.length];
  return `rgb(${colour.map((channel) => Math.round(channel * 255)).join(' ')})`;
}

export function playerColourName(index: number): string {
  return texts.people.colours[playerColourNames[index % playerColourNames.length]];
}
