import type { Answer, Found } from '../../../shared/answers/answer.ts';
import type { QuestionKind } from '../../../shared/answers/question.ts';
import type { Scene, Surroundings } from '../../../shared/answers/scene.ts';
import type { ColourName, Side, Thing } from '../../../shared/answers/thing.ts';
import { type AnswerWords, degreesOf, roundMetres } from '../../../shared/answers/words.ts';
import type { EntityKind } from '../../../shared/entity.ts';
import { packs } from './packs.ts';

interface Noun {
  readonly one: string;
  readonly many: string;
  readonly the: 'der' | 'die' | 'das';
}

const kinds: Readonly<Record<EntityKind, Noun>> = {
  player: { one: 'Spieler', many: 'Spieler', the: 'der' },
  door: { one: 'Tür', many: 'Türen', the: 'die' },
  block: { one: 'Block', many: 'Blöcke', the: 'der' },
  orb: { one: 'Kugel', many: 'Kugeln', the: 'die' },
  ball: { one: 'Ball', many: 'Bälle', the: 'der' },
};
const colours: Readonly<Record<ColourName, string>> = {
  ...{ red: 'rot', blue: 'blau', yellow: 'gelb', green: 'grün', violet: 'violett', orange: 'orange' },
  ...{ cyan: 'türkis', pink: 'rosa', white: 'weiß', brown: 'braun', gold: 'golden' },
};
const sides: Readonly<Record<Side, string>> = {
  ahead: 'voraus',
  'ahead-right': 'rechts voraus',
  right: 'rechts',
  'behind-right': 'rechts hinten',
  behind: 'hinten',
  'behind-left': 'links hinten',
  left: 'links',
  'ahead-left': 'links voraus',
};
const examples: Readonly<Record<QuestionKind, string>> = {
  count: '„Wie viele Kugeln gibt es?“',
  where: '„Wo ist der rote Block?“',
  distance: '„Wie weit ist der Ball?“',
  direction: '„In welcher Richtung ist die Tür?“',
  size: '„Wie groß ist dieser Ort?“',
  nearer: '„Was ist näher, die Kugel oder die Tür?“',
  order: '„In welcher Reihenfolge waren Ball und Kugel zu sehen?“',
  route: '„Wie komme ich zur Kugel?“',
};

const metres = (value: number) => `${new Intl.NumberFormat('de').format(roundMetres(value))} m`;
const list = (parts: readonly string[]) =>
  new Intl.ListFormat('de', { style: 'long', type: 'conjunction' }).format(parts);

/** Degrees within which something is straight ahead. */
const straight = 5;

function towards(side: Side, turn: number): string {
  return degreesOf(turn) < straight ? 'geradeaus' : `${sides[side]}, also ${turning(turn)}`;
}

function turning(turn: number): string {
  const degrees = degreesOf(turn);
  return degrees < straight ? 'geradeaus' : `${degrees} Grad nach ${turn < 0 ? 'links' : 'rechts'}`;
}

/** What tells a thing from others of its kind, in brackets, because adjectives would have to agree. */
function named({ kind, colour, name, open }: Found): string {
  if (name !== '') return name;
  const marks = [
    ...(kind === 'block' || kind === 'player' ? [colours[colour]] : []),
    ...(kind === 'door' ? [open >= 0.5 ? 'offen' : 'geschlossen'] : []),
  ];
  return marks.length === 0 ? kinds[kind].one : `${kinds[kind].one} (${marks.join(', ')})`;
}

function wanted({ kind, colour, state, name }: Thing, count: number): string {
  if (name !== undefined) return name;
  const marks = [
    ...(colour === undefined ? [] : [colours[colour]]),
    ...(state === undefined ? [] : [state === 'open' ? 'offen' : 'geschlossen']),
  ];
  const noun = count === 1 ? kinds[kind].one : kinds[kind].many;
  return marks.length === 0 ? noun : `${noun} (${marks.join(', ')})`;
}

function since({ secondsAgo, moved }: Found): string {
  if (moved) return ', wo man es zuletzt sah; inzwischen ist es weiter';
  return secondsAgo < 2 ? '' : `, vor ${Math.round(secondsAgo)} Sekunden gesehen`;
}

function answerText(answer: Answer): string {
  switch (answer.answer) {
    case 'unseen': {
      const asked = Object.keys(answer.what).length > 1 && answer.others > 0;
      const { one, many } = kinds[answer.what.kind];
      const others = asked ? ` Bisher gesehen: ${answer.others} ${answer.others === 1 ? one : many}.` : '';
      return `Das hat hier noch niemand gesehen: ${wanted(answer.what, 1)}.${others}`;
    }
    case 'count':
      return `${answer.count} ${wanted(answer.what, answer.count)} bisher gesehen.`;
    case 'where': {
      const nearest = answer.of === 1 ? '' : ` (von ${answer.of} am nächsten)`;
      return `${named(answer.found)}${nearest}: ${metres(answer.metres)} ${towards(answer.side, answer.turn)}${since(answer.found)}.`;
    }
    case 'distance':
      return answer.from === undefined
        ? `${named(answer.found)}: ${metres(answer.metres)} entfernt${since(answer.found)}.`
        : `Zwischen ${named(answer.found)} und ${named(answer.from)}: ${metres(answer.metres)}.`;
    case 'direction':
      return `${named(answer.found)}: ${towards(answer.side, answer.turn)}${since(answer.found)}.`;
    case 'size':
      return `${named(answer.found)}: ${metres(answer.width)} breit, ${metres(answer.height)} hoch, ${metres(answer.depth)} tief.`;
    case 'place':
      return `Von Wand zu Wand sind es ${metres(answer.width)} quer und ${metres(answer.length)} längs der Blickrichtung.`;
    case 'nearer':
      return `Näher: ${named(answer.found)} mit ${metres(answer.metres)}; ${named(answer.other)} mit ${metres(answer.otherMetres)}.`;
    case 'order':
      return `Zuerst zu sehen: ${answer.order.map(named).join(', dann ')}.`;
    case 'route': {
      const doors = answer.doors === 0 ? '' : ` Geschlossene Türen auf dem Weg: ${answer.doors}.`;
      return `Weg zu ${named(answer.found)}: ${metres(answer.metres)}. Zuerst ${turning(answer.turn)} und ${metres(answer.firstMetres)} gehen.${doors}`;
    }
    case 'unknown':
      return answer.found === undefined
        ? 'Die Wände hier hat noch niemand gesehen.'
        : `Zu ${named(answer.found)} ist noch kein Weg bekannt.`;
    case 'not-understood':
      return `Fragen kann man: ${answer.kinds.map((kind) => examples[kind]).join(' ')}`;
  }
}

const ways = { ahead: 'voraus', left: 'links', right: 'rechts', behind: 'hinten' } as const;

/** What the pack says, in German where it is the shipped one. */
const packText = (said: string) => packs[said] ?? said;

function surroundingsText({ walls, ground, landmarks, words }: Surroundings): string {
  const around = walls.map(({ part, says }) => `${ways[part]} ${packText(says)}`);
  const stands = landmarks.map((mark) => `${packText(mark.says)} ${ways[mark.part]}, ${metres(mark.metres)}`);
  const asked = words.map(({ words: said, part }) => `${said}: ${part === null ? 'nein' : ways[part]}`);
  return [
    ...(around.length === 0 ? [] : [` Ringsum: ${list(around)}.`]),
    ...(ground === null ? [] : [` Boden: ${packText(ground)}.`]),
    ...(stands.length === 0 ? [] : [` Wahrzeichen: ${list(stands)}.`]),
    ...(asked.length === 0 ? [] : [` Gesucht: ${asked.join('; ')}.`]),
  ].join('');
}

function sceneText({ things, clear, marks, surroundings }: Scene): string {
  const shown = things.map((thing) => `${named(thing)} ${ways[thing.part]}, ${metres(thing.metres)}`);
  const seen = shown.length === 0 ? 'Nichts Bewegliches ist zu sehen.' : `Zu sehen: ${list(shown)}.`;
  const open = (['ahead', 'left', 'right', 'behind'] as const).map((way) => {
    const far = clear[way];
    return `${ways[way]} ${far === null ? 'unbekannt' : metres(far)}`;
  });
  const pointed = marks.map((mark) => `${mark.key}: ${metres(mark.metres)}, ${turning(mark.turn)}`);
  const surrounded = surroundings === undefined ? '' : surroundingsText(surroundings);
  return `${seen}${surrounded} Freier Boden: ${open.join(', ')}.${pointed.length === 0 ? '' : ` Angezeigt: ${pointed.join('; ')}.`}`;
}

const words: AnswerWords = { answer: answerText, scene: sceneText };

/** Questions to the room, and what it answers. */
export const answers = {
  name: 'Fragen',
  title: 'Den Raum fragen, wo etwas ist',
  label: 'Fragen an den Raum',
  placeholder: 'Wo ist die nächste Kugel?',
  send: 'Frage stellen',
  close: 'Schließen',
  notSent: 'Die Frage wurde nicht gestellt, weil die Seite nicht im Raum ist.',
  describe: 'Was zu sehen ist',
  describeTitle: 'Lässt die Sprachausgabe sagen, was zu sehen ist',
  ...words,
} as const;
