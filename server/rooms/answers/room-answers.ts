import type { AnswerMessage } from '../../../shared/answers/answer.ts';
import { parseQuestion } from '../../../shared/answers/parse-question.ts';
import { type AskRequest, questionKinds } from '../../../shared/answers/question.ts';
import type { DescribeRequest, Scene } from '../../../shared/answers/scene.ts';
import { answerQuestion } from '../../answers/answer-question.ts';
import { describeView, type PointedOut } from '../../answers/describe-view.ts';
import type { Knowledge } from '../../answers/knowledge.ts';
import { SightLog } from '../../answers/sight-log.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { World } from '../../world/world.ts';
import type { RoomContext } from '../room-context.ts';
import { ViewWords } from './view-words.ts';

/** Answers what players and agents ask about the space around them, and says what their views show. */
export class RoomAnswers {
  readonly #world: World;
  readonly #memory: RoomContext['memory'];
  readonly #sights: SightLog;
  readonly #words: ViewWords;
  /** The newest view of each player. */
  readonly #newest = new Map<string, GeneratedView>();
  #tick = 0;

  constructor(context: Pick<RoomContext, 'world' | 'memory' | 'events' | 'services' | 'log'>) {
    const { world, memory, events } = context;
    this.#words = new ViewWords(context.services, context.log, (camera) => memory.retrieve(camera));
    this.#world = world;
    this.#memory = memory;
    this.#sights = new SightLog({
      ground: world.ground,
      intrinsics: world.manifest.view,
      memory,
    });
    events.on('advanced', () => this.#advanced());
    events.on('viewsDrawn', (views) => {
      for (const view of views) {
        // Cameras that nobody has a body at see for nobody.
        if (!world.state.players.has(view.view) || view.tick > world.state.tick) continue;
        this.#sights.drawn(view);
        this.#newest.set(view.view, view);
      }
    });
    events.on('left', ({ id }) => {
      this.#sights.left(id);
      this.#newest.delete(id);
    });
  }

  /** Answers a question, in words or not; undefined where who asks has no body. */
  ask(asker: string, { id, question, words = '' }: AskRequest): AnswerMessage | undefined {
    const names = [...this.#world.state.players.values()].map(({ name }) => name);
    const understood = question ?? parseQuestion(words, names);
    if (understood === undefined) {
      const answer = { answer: 'not-understood' as const, kinds: [...questionKinds] };
      return { id, answer, evidence: [] };
    }
    const sights = understood.seenBy === 'me' ? this.#sights.by(asker) : this.#sights.room;
    const knowledge = this.#knowledge(asker, sights);
    return knowledge && { id, question: understood, ...answerQuestion(understood, knowledge) };
  }

  /** What the newest view of a player shows; undefined where it has no body. */
  async describe(asker: string, { words }: Pick<DescribeRequest, 'words'> = {}): Promise<Scene | undefined> {
    const knowledge = this.#knowledge(asker, this.#sights.by(asker));
    if (knowledge === undefined) return undefined;
    const view = this.#newest.get(asker);
    const scene = describeView(knowledge, view?.tick ?? 0, this.#marks());
    const surroundings = view && (await this.#words.describe(view, words));
    return surroundings === undefined ? scene : { ...scene, surroundings };
  }

  #knowledge(asker: string, sights: Knowledge['sights']): Knowledge | undefined {
    const { ground, state, manifest } = this.#world;
    const pose = this.#world.poseOf(asker);
    if (pose === undefined || !state.players.has(asker)) return undefined;
    const { view } = manifest;
    return {
      ...{ sights, ground, pose, asker, tick: state.tick, rate: view.rate, intrinsics: view },
      retrieve: (camera) => this.#memory.retrieve(camera),
    };
  }

  #advanced(): void {
    const { state } = this.#world;
    // The room was taken back to an earlier moment.
    if (state.tick < this.#tick) {
      this.#sights.returned(state.tick);
      this.#newest.clear();
    }
    this.#tick = state.tick;
    this.#sights.advanced(state);
  }

  /** Everybody is told of these, wherever they look. */
  #marks(): PointedOut[] {
    const { match, state } = this.#world;
    return match.marks.flatMap(({ key, x, z, follows }) => {
      if (follows === '') return [{ key, x, z }];
      const body = state.players.get(follows)?.body;
      return body === undefined ? [] : [{ key, x: body.x, z: body.z }];
    });
  }
}
