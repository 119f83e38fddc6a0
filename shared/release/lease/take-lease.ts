import type { Engine } from '../../engine/engine.ts';
import { isNameConflict, isUncertainWrite } from '../../engine/engine-errors.ts';
import type { Config } from '../../engine/objects.ts';
import { formatDuration } from '../../units/duration.ts';
import { type Lease, LeaseKeeper, type LeaseOptions } from './lease.ts';
import { LeaseHeldError } from './lease-errors.ts';
import { holderOf, holderText, type LeaseHolder, leaseSpec } from './lease-holder.ts';
import { holderTiming, TIME_TO_LIVE_MS } from './lease-timing.ts';
import { readLease, removeLease } from './stored-lease.ts';
import { type HolderSeen, takeOverReason } from './take-over.ts';

const LOOK_EVERY_MS = 1_000;
const LONGEST_SILENCE_MS = 14_000;
const MOST_UNCERTAIN_CREATES = 3;

export interface TakeLeaseOptions extends LeaseOptions {
  /** How long to wait for a run that has the lease; 0 fails at once. */
  readonly lockTimeoutMs: number;
  /** Takes the lease from whoever has it. */
  readonly force?: boolean;
  /** Ends the wait with its reason as the error. */
  readonly signal: AbortSignal;
}

export interface TakenLease {
  readonly lease: Lease;
  /** Somebody else had the lease when it was first asked for: what was read before that may be out of date. */
  readonly waited: boolean;
  /** Whose lease was taken over; what that run left half done is this one's to finish or to undo. */
  readonly previous?: LeaseHolder;
}

/**
 * Makes this run the only one that writes a stack, or throws LeaseHeldError. Creating a config is atomic, so of any
 * number of runs exactly one gets it.
 */
export async function takeLease(
  engine: Engine,
  stack: string,
  options: TakeLeaseOptions,
): Promise<TakenLease> {
  const queue = new LeaseQueue(engine, stack, options);
  for (let waited = false; ; waited = true) {
    const lease = await queue.create();
    if (lease !== undefined) {
      const { previous } = queue;
      return { lease, waited, ...(previous === undefined ? {} : { previous }) };
    }
    await queue.untilFree();
  }
}

/** The lease as it stood when this version of it was first seen. */
interface Sighting {
  readonly config: Config;
  /** When the answer came, by the own clock. */
  readonly at: number;
}

class LeaseQueue {
  readonly #engine: Engine;
  readonly #stack: string;
  readonly #options: TakeLeaseOptions;
  readonly #startedAt: number;
  #uncertainCreates = 0;
  #lastLineAt = Number.NEGATIVE_INFINITY;
  previous: LeaseHolder | undefined;

  constructor(engine: Engine, stack: string, options: TakeLeaseOptions) {
    this.#engine = engine;
    this.#stack = stack;
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  /** Undefined when somebody has it, be it this run by a create whose answer got lost: that one is made anew. */
  async create(): Promise<Lease | undefined> {
    const { owner, clock, signal, timeToLiveMs = TIME_TO_LIVE_MS } = this.#options;
    signal.throwIfAborted();
    const sentAt = { now: clock.now(), wallTime: clock.wallTime() };
    try {
      const spec = leaseSpec(this.#stack, owner, timeToLiveMs, sentAt.wallTime);
      const { ID } = await this.#engine.configs.create(spec);
      return new LeaseKeeper(this.#engine, { id: ID, stack: this.#stack, sentAt }, this.#options);
    } catch (error) {
      if (isUncertainWrite(error)) this.#uncertainCreates += 1;
      else if (!isNameConflict(error)) throw error;
      if (this.#uncertainCreates >= MOST_UNCERTAIN_CREATES) throw error;
      return undefined;
    }
  }

  /** Returns when there is no lease any more, by whatever means. */
  async untilFree(): Promise<void> {
    const { clock, signal, lockTimeoutMs } = this.#options;
    let seen: Sighting | undefined;
    for (;;) {
      const askedAt = clock.now();
      const config = await readLease(this.#engine, this.#stack);
      if (config === undefined) return;
      if (seen === undefined || !isSame(seen.config, config)) seen = { config, at: clock.now() };
      const unchangedForMs = Math.max(0, askedAt - seen.at);
      if (await this.#takesOver({ config, unchangedForMs })) return;
      const waitedMs = clock.now() - this.#startedAt;
      if (waitedMs >= lockTimeoutMs) throw new LeaseHeldError(this.#stack, holderOf(config), waitedMs);
      this.#tell(holderOf(config), unchangedForMs, waitedMs);
      await clock.sleep(Math.min(LOOK_EVERY_MS, lockTimeoutMs - waitedMs), signal);
      signal.throwIfAborted();
    }
  }

  async #takesOver(seen: HolderSeen): Promise<boolean> {
    const { owner, force = false, log } = this.#options;
    const holder = holderOf(seen.config);
    const own = holder.id === owner.id;
    const reason = own ? 'its answer got lost' : takeOverReason(seen, owner, force);
    if (reason === undefined) return false;
    if ((await removeLease(this.#engine, seen.config)) && !own) {
      this.previous = holder;
      log.warning(`Took stack ${this.#stack} over from ${holderText(holder)}: ${reason}.`);
    }
    return true;
  }

  #tell(holder: LeaseHolder, unchangedForMs: number, waitedMs: number): void {
    const { clock, log, lockTimeoutMs } = this.#options;
    if (clock.now() - this.#lastLineAt < LONGEST_SILENCE_MS) return;
    const first = this.#lastLineAt === Number.NEGATIVE_INFINITY;
    this.#lastLineAt = clock.now();
    const silent =
      unchangedForMs > holderTiming(holder.timeToLiveMs).renewEveryMs * 2
        ? `; it has not renewed its lease for ${seconds(unchangedForMs)}, and counts as dead after ${seconds(holder.timeToLiveMs)}`
        : '';
    log.info(
      first
        ? `Stack ${this.#stack} is being changed by ${holderText(holder)}; waiting up to ${seconds(lockTimeoutMs)} for it to end.`
        : `Still waiting for ${holderText(holder)}, ${seconds(waitedMs)} so far${silent}.`,
    );
  }
}

function isSame(a: Config, b: Config): boolean {
  return a.ID === b.ID && a.Version.Index === b.Version.Index;
}

function seconds(milliseconds: number): string {
  return formatDuration(Math.round(milliseconds / 1000) * 1e9);
}
