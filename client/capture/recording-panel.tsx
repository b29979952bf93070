import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { RecordingStatus } from '../../shared/recording.ts';
import { download } from '../browser/download.ts';
import { noticeText } from '../notice-text.ts';
import { readPreferences } from '../preferences.ts';
import { siteUrl } from '../site.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';

/** A view that this page may record. */
export interface RecordableView {
  /** Session id of its player. */
  id: string;
  name: string;
  own: boolean;
}

export interface RecordingPanelState {
  views: readonly RecordableView[];
  recordings: readonly RecordingStatus[];
  /** Own session id of the page. */
  own: string | undefined;
  host: boolean;
  /** True after the page left the room, which ended its recordings. */
  over: boolean;
}

export interface RecordingPanelHandlers {
  start(view: string): void;
  stop(recording: string): void;
}

interface Shown extends RecordingPanelState {
  /** Whether the person hides links. */
  readonly hidesLinks: boolean;
}

/** Lists the views that can be recorded, running recordings, and finished files. */
export class RecordingPanel {
  readonly #open = signal(false);
  readonly #shown = signal<Shown>({
    ...{ views: [], recordings: [], own: undefined },
    ...{ host: false, over: false, hidesLinks: false },
  });
  readonly #view: Mounted;

  constructor(handlers: RecordingPanelHandlers) {
    this.#view = new Mounted(<Recordings open={this.#open} shown={this.#shown} handlers={handlers} />);
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get open(): boolean {
    return this.#open.value;
  }

  set open(open: boolean) {
    this.#open.value = open;
  }

  update(state: RecordingPanelState): void {
    put(this.#shown, { ...state, hidesLinks: readPreferences().hideLinks });
  }
}

interface RecordingsProps {
  open: ReadonlySignal<boolean>;
  shown: ReadonlySignal<Shown>;
  handlers: RecordingPanelHandlers;
}

function Recordings({ open, shown, handlers }: RecordingsProps): JSX.Element {
  const { capture } = texts;
  const { views, recordings, own, host, over, hidesLinks } = shown.value;
  const offered = over ? [] : views;
  const running = over ? [] : recordings.filter(isRunning);
  const files = recordings.filter((recording) => over || !isRunning(recording));
  return (
    <section
      class="panel recordings"
      aria-label={capture.recordings}
      hidden={!open.value}
      data-testid="recordings"
    >
      <h2>{capture.recordings}</h2>
      <p class="quiet-text" hidden={offered.length + files.length > 0}>
        {capture.nothing}
      </p>
      <ul aria-label={capture.views}>
        {offered.map((view) => {
          const recording = running.find((other) => other.view === view.id && !other.clip);
          const mayStop = host || recording?.by === own;
          return <View {...{ view, recording, mayStop, handlers }} key={view.id} />;
        })}
      </ul>
      <ul aria-label={capture.files}>
        {files.map((recording) => (
          <File recording={recording} over={over} hidesLinks={hidesLinks} key={recording.id} />
        ))}
      </ul>
    </section>
  );
}

interface ViewProps {
  view: RecordableView;
  /** The running recording of the view. */
  recording: RecordingStatus | undefined;
  mayStop: boolean;
  handlers: RecordingPanelHandlers;
}

/** A view, with one button that starts or stops its recording: so the focus stays on it. */
function View({ view, recording, mayStop, handlers }: ViewProps): JSX.Element {
  const { capture } = texts;
  const title = view.own ? capture.ownView : capture.viewOf(view.name);
  return (
    <li class={recording && 'running'} data-testid="recordable" data-session-id={view.id}>
      <span class="recording-name" dir="auto">
        {title}
      </span>
      {recording && <Progress recording={recording} over={false} />}
      {(recording === undefined || mayStop) && (
        <button
          type="button"
          class="quiet"
          aria-label={recording ? capture.stopOf(title) : capture.startOf(title)}
          data-testid={recording ? 'stop-recording' : 'start-recording'}
          disabled={recording?.state === 'finishing'}
          key="command"
          onClick={() => (recording ? handlers.stop(recording.id) : handlers.start(view.id))}
        >
          {recording ? capture.stop : capture.start}
        </button>
      )}
    </li>
  );
}

interface FileProps {
  recording: RecordingStatus;
  /** True after the page left the room. */
  over: boolean;
  hidesLinks: boolean;
}

function File({ recording, over, hidesLinks }: FileProps): JSX.Element {
  const { capture } = texts;
  const { state, name, reason, link, milliseconds, cutShort, clip } = recording;
  const why = reason === undefined ? '' : noticeText(reason);
  const title = clip ? capture.clipOf(name) : capture.viewOf(name);
  const label = capture.downloadOf(title, milliseconds);
  return (
    <li data-testid="recorded" data-state={state}>
      <span class="recording-name">{title}</span>
      {state === 'failed' ? (
        <span class="error">{why}</span>
      ) : (
        <>
          <Progress recording={recording} over={over} />
          {cutShort && <span class="error">{capture.cutShort(why)}</span>}
          {link && <DownloadLink address={siteUrl(link).href} label={label} hidden={hidesLinks} />}
        </>
      )}
    </li>
  );
}

interface DownloadLinkProps {
  address: string;
  label: string;
  /** A button instead, while links are hidden: browsers display the address of a link, and it contains a token. */
  hidden: boolean;
}

function DownloadLink({ address, label, hidden }: DownloadLinkProps): JSX.Element {
  const attributes = { class: 'button quiet', 'aria-label': label, 'data-testid': 'download-recording' };
  if (hidden) {
    return (
      <button type="button" {...attributes} onClick={() => download(address)}>
        {texts.capture.download}
      </button>
    );
  }
  return (
    <a {...attributes} href={address} download="">
      {texts.capture.download}
    </a>
  );
}

/** Length and size of a recording. */
function Progress({ recording, over }: { recording: RecordingStatus; over: boolean }): JSX.Element {
  const { capture } = texts;
  const words = capture.progress(recording.milliseconds, recording.bytes);
  return (
    <span class="recording-progress" data-testid="recording-progress">
      {recording.state === 'finishing' && !over ? `${words}, ${capture.finishing}` : words}
    </span>
  );
}

export function isRunning({ state }: RecordingStatus): boolean {
  return state === 'recording' || state === 'finishing';
}
