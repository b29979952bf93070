/** What somebody who does not see the picture can do: turn, walk, use a door, and have sentences said. */
export interface BlindHands {
  /** Turns by degrees, to the right where positive. */
  turn(degrees: number): Promise<void>;
  /** Walks forwards by metres. */
  walk(metres: number): Promise<void>;
  /** Uses what is in front, such as a door. */
  use(): Promise<void>;
  /** Asks the room in words; the sentence that the screen reader says. */
  ask(words: string): Promise<string>;
  /** Has what is in view said. */
  describe(): Promise<string>;
}

/** Steps after which the search is given up. */
const mostSteps = 80;
/** Metres of a leg that is walked before the way is asked for anew. */
const longestLeg = 4;

const turnPattern = /(straight ahead)|turn (\d+) degrees to the (left|right)/;

/**
 * Looks for an orb by sentences alone: asks for the way and follows it; where nobody has seen an orb, it walks where the
 * ground is said to be open. `found` judges, and tells the player nothing but that it is over.
 *
 * @returns Steps that it took; undefined where it gave up.
 */
export async function findOrb(hands: BlindHands, found: () => Promise<boolean>): Promise<number | undefined> {
  let former = '';
  for (let step = 1; step <= mostSteps; step++) {
    const way = await hands.ask('How do I get to the orb?');
    const stuck = way === former;
    former = way;
    const leg = /and walk ([\d.]+) m first/.exec(way);
    if (leg === null) await explore(hands, step);
    else {
      await hands.turn(degreesIn(way));
      const scene = await hands.describe();
      const door = /closed door ahead at ([\d.]+) m/.exec(scene);
      if (door && Number(door[1]) < 2) await hands.use();
      // Something that no sentence tells of is in the way: step around it.
      if (stuck) await sidestep(hands, step);
      else await hands.walk(Math.min(longestLeg, Number(leg[1])));
      if (await found()) return step;
      const near = /The way to the orb is ([\d.]+) m/.exec(way);
      if (near && Number(near[1]) < 2.5) await lunge(hands);
    }
    if (await found()) return step;
  }
  return undefined;
}

/** Turns to the nearest orb and walks to it. */
async function lunge(hands: BlindHands): Promise<void> {
  const where = await hands.ask('Where is the orb?');
  const far = /is ([\d.]+) m away/.exec(where);
  if (far === null || Number(far[1]) > 2) return;
  await hands.turn(degreesIn(where));
  await hands.walk(Number(far[1]));
}

/** Looks around, and then goes where there is most room, behind only where there is none elsewhere. */
async function explore(hands: BlindHands, step: number): Promise<void> {
  for (let quarter = 0; quarter < 4; quarter++) {
    if (!(await hands.ask('Where is the orb?')).startsWith('Nobody') && quarter > 0) {
      if (/and walk/.test(await hands.ask('How do I get to the orb?'))) return;
    }
    await hands.turn(90);
  }
  const scene = await hands.describe();
  const open = (way: string) => Number(new RegExp(`${way} ([\\d.]+) m`).exec(scene)?.[1] ?? 0);
  const door = /closed door ahead at ([\d.]+) m/.exec(scene);
  if (door && Number(door[1]) < 2) await hands.use();
  const ways = [
    { degrees: 0, metres: open('ahead') + (step % 3 === 0 ? 0 : 1) },
    { degrees: 90, metres: open('right') },
    { degrees: -90, metres: open('left') + 0.1 },
    { degrees: 180, metres: open('behind') / 4 },
  ].sort((a, b) => b.metres - a.metres);
  const chosen = ways[step % 5 === 4 ? 1 : 0];
  await hands.turn(chosen.degrees);
  await hands.walk(Math.min(longestLeg, Math.max(0.5, chosen.metres - 1)));
}

async function sidestep(hands: BlindHands, step: number): Promise<void> {
  await hands.use();
  await hands.walk(0.5);
  await hands.turn(step % 2 === 0 ? 70 : -70);
  await hands.walk(0.7);
}

function degreesIn(sentence: string): number {
  const turn = turnPattern.exec(sentence);
  if (turn === null || turn[1] !== undefined) return 0;
  return Number(turn[2]) * (turn[3] === 'left' ? -1 : 1);
}
