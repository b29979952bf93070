import type { JSX } from 'preact';
import { playerColourName, playerCssColour } from '../people/player-colour.ts';
import { PersonName } from '../people/sentence.tsx';
import { texts } from '../texts.ts';
import type { ScoreRow } from './match-summary.ts';

interface ScoreboardProps {
  rows: readonly ScoreRow[];
  hidden: boolean;
}

/** Table of scores, in which the page's own player is marked; it has rows while it is shown. */
export function Scoreboard({ rows, hidden }: ScoreboardProps): JSX.Element {
  const { game } = texts;
  return (
    <table class="scoreboard" data-testid="scoreboard" hidden={hidden}>
      <caption>{game.scores}</caption>
      <thead>
        <tr>
          <th scope="col">{game.player}</th>
          <th scope="col">{game.thisRound}</th>
          <th scope="col">{game.total}</th>
        </tr>
      </thead>
      <tbody>
        {(hidden ? [] : rows).map((row) => (
          <Score {...row} key={row.id} />
        ))}
      </tbody>
    </table>
  );
}

function Score({
  id,
  name,
  colour,
  team,
  score,
  roundScore,
  own,
  host,
  present,
  role,
}: ScoreRow): JSX.Element {
  const { game } = texts;
  const tags = [
    ...(own ? [game.you] : []),
    ...(team > 0 ? [game.team(team)] : []),
    ...(role !== '' ? [role] : []),
    ...(present ? [] : [game.left]),
  ];
  return (
    <tr class={own ? 'own' : undefined} data-testid="score-row" data-session-id={id}>
      <th scope="row">
        <span
          class="swatch"
          style={{ background: playerCssColour(colour) }}
          role="img"
          aria-label={playerColourName(colour)}
        />
        <PersonName name={name} host={host} />
        {tags.map((tag) => (
          <span class="tag" key={tag}>
            {tag}
          </span>
        ))}
      </th>
      <td>{roundScore}</td>
      <td data-testid="score-total">{score}</td>
    </tr>
  );
}
