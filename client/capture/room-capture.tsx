import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { RecordCommand, RecordingList, RecordingStatus } from '../../shared/recording.ts';
import type { RoomState } from '../../shared/state.ts';
import type { Panel } from '../hud/menu/pad-panels.ts';
import { noticeText } from '../notice-text.ts';
import { markName } from '../people/person-name.ts';
import { Sentence } from '../people/sentence.tsx';
import { texts } from '../texts.ts';
import { holding } from '../ui/holding.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';
import type { LookCompensation } from '../video/look-compensation.ts';
import { takePhoto } from '../video/photo.ts';
import type { VideoStage } from '../video/video-stage.ts';
import { OwnClips } from './own-clips.ts';
import { PhotoCard } from './photo-card.tsx';
import { isRunning, RecordingPanel } from './recording-panel.tsx';

export interface RoomCaptureOptions {
  stage: VideoStage;
  look(): LookCompensation | undefined;
  roomName(): string;
  /** The page's own session id. */
  ownId(): string | undefined;
  /** Asks the room to start or stop a recording. */
  record(command: RecordCommand): void;
  say(sentence: string, level?: 'info' | 'warning'): void;
}

/** Photos of the page, and recordings that the room makes. */
export class RoomCapture {
  /** The card of the last photo and the panel of recordings; the page lays them over the picture. */
  readonly root: HTMLElement;
  readonly #recorded = signal<Recorded>({ words: '', host: undefined });
  /** Names the players whose views are being recorded. */
  readonly badge = new Mounted(<Badge recorded={this.#recorded} />).root;
  readonly #options: RoomCaptureOptions;
  readonly clips: OwnClips;
  readonly #photos: PhotoCard;
  readonly #panel: RecordingPanel;
  #recordings: readonly RecordingStatus[] = [];
  #state: RoomState | undefined;
  #over = false;

  constructor(options: RoomCaptureOptions) {
    this.#options = options;
    this.clips = new OwnClips(options);
    this.#photos = new PhotoCard(options);
    this.#panel = new RecordingPanel({
      start: (view) => options.record({ command: 'start', view }),
      stop: (recording) => options.record({ command: 'stop', recording }),
    });
    const panels = [this.#photos.root, this.#panel.root];
    this.root = new Mounted(<div class="capture" ref={holding(...panels)} />).root;
  }

  /** The card and the panel, as a gamepad operates them. */
  get opened(): Panel[] {
    const photos = this.#photos;
    const recordings = this.#panel;
    return [
      { root: photos.root, isOpen: () => photos.open, close: () => photos.hide() },
      { root: recordings.root, isOpen: () => recordings.open, close: () => void this.toggleRecordings() },
    ];
  }

  takePhoto(): void {
    void this.#photos.save(takePhoto(this.#options.stage, this.#options.look()));
  }

  /** Shows or hides the recordings; returns whether they are shown now. */
  toggleRecordings(): boolean {
    this.#panel.open = !this.#panel.open;
    return this.#panel.open;
  }

  roomState(state: RoomState): void {
    this.#state = state;
    this.#over = false;
    this.#update();
  }

  recordings(list: RecordingList): void {
    const { capture } = texts;
    const { say } = this.#options;
    const { recordings } = list;
    this.clips.recordings(list);
    for (const { id, name, state, reason, cutShort, clip } of recordings) {
      const before = this.#recordings.find((other) => other.id === id)?.state;
      if (before === state) continue;
      const said = markName(name);
      const why = reason === undefined ? '' : noticeText(reason);
      // Clips that are done speak for themselves.
      if (clip && state !== 'failed') continue;
      if (state === 'recording') say(capture.began(said));
      else if (state === 'failed') say(capture.failed(said, why), 'warning');
      else if (cutShort) say(capture.savedCutShort(said, why), 'warning');
      else if (state === 'done') say(why ? capture.savedBecause(said, why) : capture.saved(said));
    }
    this.#recordings = recordings;
    this.#update();
  }

  /** The page has left its room for good. Finished files can still be downloaded. */
  left(): void {
    this.#over = true;
    if (this.#recordings.some(({ link }) => link)) this.#panel.open = true;
    this.#update();
  }

  close(): void {
    this.#photos.close();
  }

  #update(): void {
    const state = this.#state;
    const own = this.#options.ownId();
    const host = own !== undefined && state?.host === own;
    const players = [...(state?.players.entries() ?? [])].map(([id, { name }]) => ({
      id,
      name,
      own: id === own,
    }));
    const views = players.filter((view) => host || view.own);
    this.#panel.update({ views, recordings: this.#recordings, own, host, over: this.#over });
    const names = this.#over
      ? []
      : this.#recordings.filter((one) => isRunning(one) && !one.clip).map(({ name }) => markName(name));
    put(this.#recorded, {
      words: names.length === 0 ? '' : texts.capture.badge(names),
      host: state?.players.get(state.host)?.name,
    });
  }
}

interface Recorded {
  /** Names, which are marked (markName), of the players whose views are being recorded; empty if there are none. */
  readonly words: string;
  /** Name of the room's host. */
  readonly host: string | undefined;
}

function Badge({ recorded }: { recorded: ReadonlySignal<Recorded> }): JSX.Element {
  const { words, host } = recorded.value;
  return (
    <p class="badge recording-badge" role="status" data-testid="recording-badge" hidden={words === ''}>
      <Sentence text={words} host={host} />
    </p>
  );
}
