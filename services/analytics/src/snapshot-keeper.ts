// Keeps the current snapshot and opens others as they are asked for: a few at once, none closed while a question is being answered.
import type { Pool } from '@clew/database';
import {
  type CreatedSnapshot,
  createSnapshot,
  listSnapshots,
  openSnapshot,
  type Snapshot,
  SnapshotError,
  type SnapshotManifest,
} from '@clew/measures';

export interface KeeperOptions {
  readonly pool: Pool;
  readonly directory: string;
  /** The last day of a new snapshot where nobody names one. */
  readonly today: () => string;
  /** The most snapshots that are kept open (default 4). */
  readonly maximumOpen?: number;
}

interface Opened {
  readonly opening: Promise<Snapshot>;
  users: number;
}

export class SnapshotKeeper {
  readonly #options: KeeperOptions;
  readonly #opened = new Map<string, Opened>();
  /** Makings in progress by date: two who ask at once get the same one. */
  readonly #making = new Map<string, Promise<CreatedSnapshot>>();
  #current: SnapshotManifest | undefined;
  #closed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** The snapshot that answers where none is named. */
  current(): SnapshotManifest | undefined {
    return this.#current;
  }

  list(): Promise<readonly SnapshotManifest[]> {
    return listSnapshots(this.#options.directory);
  }

  /** Takes the newest snapshot of an earlier run, if there is one, until a new one is made. */
  async adopt(): Promise<void> {
    this.#current ??= (await this.list())[0];
  }

  /** Makes a snapshot of the ledger as it stands. It becomes the current one, unless a date is given and nothing is said. */
  async make(options: { readonly asOf?: string; readonly current?: boolean } = {}): Promise<CreatedSnapshot> {
    const { asOf, current = asOf === undefined } = options;
    const day = asOf ?? this.#options.today();
    const making = this.#making.get(day) ?? this.#start(day);
    const created = await making;
    if (current) this.#current = created.manifest;
    return created;
  }

  #start(asOf: string): Promise<CreatedSnapshot> {
    const { pool, directory } = this.#options;
    const making = createSnapshot({ pool, directory, asOf, createdBy: 'analytics' }).finally(() =>
      this.#making.delete(asOf),
    );
    this.#making.set(asOf, making);
    return making;
  }

  /**
   * Gives the work an open snapshot: that of the id, else the current one.
   * Throws SnapshotError: `snapshot-missing`, `snapshot-unknown`, `snapshot-damaged`, `snapshot-format`.
   */
  async use<Result>(id: string | undefined, work: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
    const wanted = id ?? this.#current?.id;
    if (wanted === undefined) throw new SnapshotError('snapshot-missing', 'There is no snapshot yet.');
    if (this.#closed) throw new Error('the keeper of snapshots is closed');
    const opened = this.#opened.get(wanted) ?? this.#open(wanted);
    opened.users += 1;
    try {
      return await work(await opened.opening);
    } finally {
      opened.users -= 1;
      this.#evict();
    }
  }

  #open(id: string): Opened {
    const opening = openSnapshot({ directory: this.#options.directory, id });
    const opened: Opened = { opening, users: 0 };
    this.#opened.set(id, opened);
    opening.catch(() => this.#opened.delete(id));
    return opened;
  }

  /** Closes the longest open ones that nobody uses. */
  #evict(): void {
    for (const [id, { opening, users }] of this.#opened) {
      if (this.#opened.size <= (this.#options.maximumOpen ?? 4)) return;
      if (users > 0 || id === this.#current?.id) continue;
      this.#opened.delete(id);
      void opening.then((snapshot) => snapshot.close());
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#making.values());
    for (const { opening } of this.#opened.values()) {
      await opening.then(
        (snapshot) => snapshot.close(),
        () => undefined,
      );
    }
    this.#opened.clear();
  }
}
