import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useRef } from "react";

/** What changed, as the server hints it: whoever shows it asks again. */
export interface Change {
  topic: string;
  channel_id?: number;
  friend_id?: number;
  id?: number;
  by?: string;
  by_id?: number;
}

type Listener = (change: Change) => void;

/** One stream of changes for the whole app. Query keys begin with the topic that makes them stale. */
export class LiveStream {
  private readonly listeners = new Set<Listener>();
  private source: EventSource | null = null;
  private stale = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | null = null;
  private hasGreeted = false;
  /** Null until the first connection was made or failed. */
  isConnected: boolean | null = null;
  onState: (isConnected: boolean) => void = () => undefined;

  constructor(
    private readonly client: QueryClient,
    private readonly open: (url: string) => EventSource = (url) => new EventSource(url),
  ) {}

  connect(organisationId: number) {
    this.close();
    const source = this.open(`/api/v1/live?organisation=${organisationId}`);
    this.source = source;
    source.addEventListener("hello", () => {
      this.setConnected(true);
      // Whatever happened between two connections was not told.
      if (this.hasGreeted) void this.client.invalidateQueries();
      this.hasGreeted = true;
    });
    source.addEventListener("change", (event) =>
      this.take(JSON.parse((event as MessageEvent<string>).data) as Change),
    );
    source.onerror = () => {
      this.setConnected(false);
      // A browser gives up for good after an answer that is no stream (503 while the server restarts).
      if (source.readyState === EventSource.CLOSED) {
        this.retryTimer = setTimeout(() => this.connect(organisationId), 3_000);
      }
    };
  }

  close() {
    this.source?.close();
    this.source = null;
    if (this.retryTimer) clearTimeout(this.retryTimer);
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private take(change: Change) {
    for (const listener of this.listeners) listener(change);
    this.stale.add(change.topic);
    if (this.timer !== null) return;
    this.timer = setTimeout(() => {
      const topics = this.stale;
      this.stale = new Set();
      this.timer = null;
      void this.client.invalidateQueries({ predicate: (query) => topics.has(String(query.queryKey[0])) });
    }, 150);
  }

  private setConnected(isConnected: boolean) {
    if (this.isConnected === isConnected) return;
    this.isConnected = isConnected;
    this.onState(isConnected);
  }
}

export const LiveContext = createContext<LiveStream | null>(null);

/** Calls `listener` for each change of one topic while the component is shown. */
export function useLive(topic: string, listener: Listener) {
  const stream = useContext(LiveContext);
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(
    () =>
      stream?.listen((change) => {
        if (change.topic === topic) latest.current(change);
      }),
    [stream, topic],
  );
}

/** The app's stream for one organisation, opened while the component is shown. */
export function useLiveStream(
  organisationId: number | undefined,
  onState: (isConnected: boolean) => void,
): LiveStream {
  const client = useQueryClient();
  const stream = useRef<LiveStream>(null);
  stream.current ??= new LiveStream(client);
  stream.current.onState = onState;
  useEffect(() => {
    if (organisationId === undefined) return;
    const opened = stream.current;
    opened?.connect(organisationId);
    return () => opened?.close();
  }, [organisationId]);
  return stream.current;
}
