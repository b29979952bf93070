import { element } from '../dom/element.ts';
import { personName } from '../people/person-name.ts';
import { playerColourName, playerCssColour } from '../people/player-colour.ts';
import { texts } from '../texts.ts';
import type { MatchSummary, ScoreRow } from './match-summary.ts';

/** Table of scores, in which the page's own player is marked. */
export class Scoreboard {
  readonly root: HTMLTableElement;
  readonly #body = element('tbody');
  #shown = '';

  constructor() {
    const { game } = texts;
    const column = (text: string) => element('th', { scope: 'col' }, text);
    this.root = element(
      'table',
      { class: 'scoreboard', 'data-testid': 'scoreboard' },
      element('caption', {}, game.scores),
      element(
        'thead',
        {},
        element('tr', {}, column(game.player), column(game.thisRound), column(game.total)),
      ),
      this.#body,
    );
  }

  update({ rows }: Pick<MatchSummary, 'rows'>): void {
    const key = JSON.stringify(rows);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#body.replaceChildren(...rows.map(row));
  }
}

function row({ id, name, colour, team, score, roundScore, own, host, present, role }: ScoreRow): HTMLElement {
  const { game } = texts;
  const tags = [
    ...(own ? [game.you] : []),
    ...(team > 0 ? [game.team(team)] : []),
    ...(role !== '' ? [role] : []),
    ...(present ? [] : [game.left]),
  ];
  return element(
    'tr',
    { class: own ? 'own' : undefined, 'data-testid': 'score-row', 'data-session-id': id },
    element(
      'th',
      { scope: 'row' },
      element('span', {
        class: 'swatch',
        style: `background:${playerCssColour(colour)}`,
        role: 'img',
        'aria-label': playerColourName(colour),
      }),
      ...personName(name, host),
      ...tags.map((text) => element('span', { class: 'tag' }, text)),
    ),
    element('td', {}, String(roundScore)),
    element('td', { 'data-testid': 'score-total' }, String(score)),
  );
}
