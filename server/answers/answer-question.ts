import type { Answer, Evidence } from '../../shared/answers/answer.ts';
import type { Question } from '../../shared/answers/question.ts';
import { sideOf, type Thing } from '../../shared/answers/thing.ts';
import { halfExtents } from '../../shared/entity.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { evidenceOf } from './evidence.ts';
import { freeExtent } from './free-extent.ts';
import { distance, fitting, foundOf, type Knowledge } from './knowledge.ts';
import { routeTo } from './known-route.ts';
import type { Sighted } from './sight-log.ts';

/** Most things whose evidence is given. */
const mostEvidence = 20;

/** An answer and what shows it. */
export interface Answered {
  readonly answer: Answer;
  readonly evidence: Evidence[];
}

/**
 * Answers a question from what was seen and nothing else. Where what is asked for was not seen, it says so; nothing is
 * guessed.
 */
export function answerQuestion(question: Question, knowledge: Knowledge): Answered {
  const shown = (answer: Answer, ...things: readonly Sighted[]): Answered => ({
    answer,
    evidence: things.slice(0, mostEvidence).map((thing) => evidenceOf(thing, knowledge)),
  });
  const unseen = (what: Thing): Answered => {
    const others = fitting(knowledge, { kind: what.kind });
    return shown({ answer: 'unseen', what, others: others.length }, ...others);
  };
  const found = (thing: Sighted) => foundOf(thing, knowledge);
  const { pose } = knowledge;
  if (question.ask === 'size' && question.what === undefined) {
    const extent = freeExtent(knowledge);
    return { answer: extent ? { answer: 'place', ...extent } : { answer: 'unknown' }, evidence: [] };
  }
  const wanted = wantedThings(question);
  const matching = wanted.map((what) => fitting(knowledge, what));
  const missing = matching.findIndex((things) => things.length === 0);
  if (missing >= 0) return unseen(wanted[missing]);
  // Several may be asked for by the same words: "the orb or the orb" has no answer, "two orbs" are the nearest two.
  const things = distinct(matching);
  if (things === undefined) return unseen(wanted[wanted.length - 1]);
  const [thing, second] = things;
  switch (question.ask) {
    case 'count':
      return shown({ answer: 'count', what: question.what, count: matching[0].length }, ...matching[0]);
    case 'where': {
      const of = matching[0].length;
      return shown(
        { answer: 'where', found: found(thing), of, ...offsetOf(knowledge, thing.last.entity) },
        thing,
      );
    }
    case 'direction':
      return shown(
        { answer: 'direction', found: found(thing), ...offsetOf(knowledge, thing.last.entity) },
        thing,
      );
    case 'distance': {
      const from = second?.last.entity ?? pose;
      const metres = distance(from, thing.last.entity);
      const answer = { answer: 'distance' as const, found: found(thing), metres };
      return second === undefined
        ? shown(answer, thing)
        : shown({ ...answer, from: found(second) }, thing, second);
    }
    case 'size': {
      const [right, up, forward] = halfExtents[thing.last.entity.kind];
      const size = { width: 2 * right, height: 2 * up, depth: 2 * forward };
      return shown({ answer: 'size', found: found(thing), ...size }, thing);
    }
    case 'nearer': {
      const [near, far] = [thing, second].sort(
        (a, b) => distance(pose, a.last.entity) - distance(pose, b.last.entity),
      );
      return shown(
        {
          answer: 'nearer',
          found: found(near),
          metres: distance(pose, near.last.entity),
          other: found(far),
          otherMetres: distance(pose, far.last.entity),
        },
        near,
        far,
      );
    }
    case 'order': {
      const order = [...things].sort((a, b) => a.firstTick - b.firstTick);
      return shown(
        { answer: 'order', order: order.map((one) => ({ ...found(one), firstTick: one.firstTick })) },
        ...order,
      );
    }
    case 'route': {
      const route = routeTo(thing, knowledge);
      if (route === undefined) return shown({ answer: 'unknown', found: found(thing) }, thing);
      const { way, metres, doors } = route;
      const { turn, side, metres: firstMetres } = offsetOf(knowledge, way[0]);
      const corners = way.slice(0, 200).map(({ x, z }) => ({ x, z }));
      return shown(
        { answer: 'route', found: found(thing), metres, way: corners, firstMetres, turn, side, doors },
        thing,
      );
    }
  }
}

/** What a question needs to have been seen, in its order. */
function wantedThings(question: Question): Thing[] {
  switch (question.ask) {
    case 'distance':
      return question.from === undefined ? [question.what] : [question.what, question.from];
    case 'nearer':
      return [question.what, question.than];
    case 'order':
      return question.things;
    case 'size':
      return question.what === undefined ? [] : [question.what];
    default:
      return [question.what];
  }
}

/** A different thing for each wish, nearest first; undefined where there are too few. */
function distinct(matching: readonly (readonly Sighted[])[]): Sighted[] | undefined {
  const chosen: Sighted[] = [];
  for (const things of matching) {
    const next = things.find((thing) => !chosen.includes(thing));
    if (next === undefined) return undefined;
    chosen.push(next);
  }
  return chosen;
}

function offsetOf({ pose }: Knowledge, to: GroundPoint) {
  const turn = wrapAngle(Math.atan2(to.x - pose.x, to.z - pose.z) - pose.yaw);
  return { metres: distance(pose, to), turn, side: sideOf(turn) };
}
