import type { Engine } from '../../engine/engine.ts';
import { isNotFound, isOutOfSequence } from '../../engine/engine-errors.ts';
import { findTaker } from './find-taker.ts';
import { LeaseLostError } from './lease-errors.ts';
import { type LeaseOwner, renewedSpec } from './lease-holder.ts';
import {
  type HolderTiming,
  holderTiming,
  type LeaseClock,
  type LeaseLog,
  TIME_TO_LIVE_MS,
} from './lease-timing.ts';
import { removeLease } from './stored-lease.ts';

const MOST_RELEASE_MS = 10_000;

export interface LeaseOptions {
  readonly owner: LeaseOwner;
  /** Instead of 45 s. */
  readonly timeToLiveMs?: number;
  readonly clock: LeaseClock;
  readonly log: LeaseLog;
}

/** The right to write one stack, renewed until it is released or lost. */
export interface Lease {
  /** Aborts with LeaseLostError, up to a second after `confirm` began to refuse: it names who took the lease. */
  readonly signal: AbortSignal;
  /** Resolves while this run may write; rejects once it may not. Only after a sleep of the machine it costs calls. */
  confirm(): Promise<void>;
  /**
   * Gives the lease back if it is still this run's; true when it is this run's no more. Never rejects: a lease that
   * cannot be given back ends by itself.
   */
  release(): Promise<boolean>;
}

/** When something was sent, by both clocks: the one that never jumps stands still while the machine sleeps. */
export interface Moment {
  readonly now: number;
  readonly wallTime: number;
}

export interface CreatedLease {
  readonly id: string;
  readonly stack: string;
  readonly sentAt: Moment;
}

/** Renews a lease just created and notices its loss: by the engine's event, by a renewal, or because none succeeded. */
export class LeaseKeeper implements Lease {
  readonly #engine: Engine;
  readonly #created: CreatedLease;
  readonly #options: LeaseOptions;
  readonly #timing: HolderTiming;
  readonly #ended = new AbortController();
  readonly #lost = new AbortController();
  /** When the last renewal that succeeded was sent. */
  #renewedAt: Moment;
  #renewal: Promise<void> | undefined;
  #renewalError: unknown;
  #loss: Promise<LeaseLostError> | undefined;

  constructor(engine: Engine, created: CreatedLease, options: LeaseOptions) {
    this.#engine = engine;
    this.#created = created;
    this.#options = options;
    this.#timing = holderTiming(options.timeToLiveMs ?? TIME_TO_LIVE_MS);
    this.#renewedAt = created.sentAt;
    void this.#keepRenewing();
    void this.#watchValidity();
    void this.#watchRemoval();
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  async confirm(): Promise<void> {
    if (this.#loss === undefined && this.#isOverdue('wallTime')) await this.#renew();
    if (this.#isOverdue('now')) this.#lose(this.#overdueText(), this.#renewalError);
    if (this.#loss !== undefined) throw await this.#loss;
    if (this.#ended.signal.aborted) throw new Error('The lease was released before this write.');
  }

  async release(): Promise<boolean> {
    this.#ended.abort();
    const { stack, id } = this.#created;
    const { clock, log, timeToLiveMs = TIME_TO_LIVE_MS } = this.#options;
    const done = new AbortController();
    try {
      const removal = removeLease(this.#engine, { ID: id });
      await Promise.race([
        removal,
        clock.sleep(MOST_RELEASE_MS, done.signal).then(() => tooSlow(done.signal)),
      ]);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warning(
        `The lease on stack ${stack} was not given back; it ends by itself within ${timeToLiveMs / 1000} s. ${reason}`,
      );
      return false;
    } finally {
      done.abort();
    }
  }

  #isOverdue(clock: keyof Moment): boolean {
    return this.#options.clock[clock]() - this.#renewedAt[clock] >= this.#timing.validForMs;
  }

  #overdueText(): string {
    const error = this.#renewalError;
    const why = error instanceof Error ? ` (${error.message})` : '';
    return `it could not be renewed for ${this.#timing.validForMs / 1000} s${why}`;
  }

  async #keepRenewing(): Promise<void> {
    let pauseMs = this.#timing.renewEveryMs;
    while (await this.#isStillOursAfter(pauseMs)) {
      pauseMs = this.#timing.renewEveryMs;
      await this.#renew().catch((error: unknown) => {
        this.#renewalError = error;
        pauseMs = this.#timing.retryAfterMs;
      });
    }
  }

  async #watchValidity(): Promise<void> {
    const leftMs = () => this.#timing.validForMs - (this.#options.clock.now() - this.#renewedAt.now);
    while (await this.#isStillOursAfter(Math.max(leftMs(), 1))) {
      if (this.#isOverdue('now')) this.#lose(this.#overdueText(), this.#renewalError);
    }
  }

  async #watchRemoval(): Promise<void> {
    do {
      try {
        for await (const { Type, Action, Actor } of this.#engine.events.stream(this.#ended.signal)) {
          if (Type === 'config' && Action === 'remove' && Actor.ID === this.#created.id)
            return this.#removed();
        }
      } catch {
        // What happened while the engine could not be heard, the next renewal finds out.
      }
    } while (await this.#isStillOursAfter(this.#timing.retryAfterMs));
  }

  async #isStillOursAfter(pauseMs: number): Promise<boolean> {
    const { signal } = this.#ended;
    await this.#options.clock.sleep(pauseMs, signal);
    return !signal.aborted;
  }

  /** One at a time: each would spoil the version that another one read. */
  #renew(): Promise<void> {
    this.#renewal ??= this.#sendRenewal().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #sendRenewal(): Promise<void> {
    const { id } = this.#created;
    const [config] = await this.#engine.configs.list({ id: [id] });
    if (config === undefined) return this.#removed();
    const sentAt = { now: this.#options.clock.now(), wallTime: this.#options.clock.wallTime() };
    try {
      await this.#engine.configs.update(id, config.Version.Index, renewedSpec(config, sentAt.wallTime));
    } catch (error) {
      if (isNotFound(error)) return this.#removed();
      // Only an earlier renewal whose answer got lost can have come in between.
      if (isOutOfSequence(error)) return this.#sendRenewal();
      throw error;
    }
    this.#renewedAt = sentAt;
    this.#renewalError = undefined;
  }

  #removed(): void {
    this.#lose('its config was removed');
  }

  #lose(reason: string, cause?: unknown): void {
    if (this.#loss !== undefined || this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#loss = findTaker(this.#engine, this.#created, this.#options.clock).then((taker) => {
      const error = new LeaseLostError(this.#created.stack, reason, taker, cause);
      this.#lost.abort(error);
      return error;
    });
  }
}

function tooSlow(done: AbortSignal): void {
  if (!done.aborted) throw new Error('The engine does not answer.');
}
