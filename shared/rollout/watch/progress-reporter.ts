import type { RolloutLog } from '../rollout-log.ts';
import { causeText } from './cause.ts';
import type { Clock } from './clock.ts';
import type { ServiceOutcome, Verdict } from './judge-service.ts';
import type { TimedVerdict } from './service-result.ts';
import type { WatchedService } from './watched-service.ts';

const LONGEST_SILENCE_MS = 14_000;
/** Words in place of outcomes. */
export type OutcomeWords = Partial<Readonly<Record<ServiceOutcome, string>>>;

const ROLLING_BACK = 'the engine rolls it back, ';

/** A line whenever something changed, and never a longer silence than the runner's user can bear. */
export class ProgressReporter {
  readonly #log: RolloutLog;
  readonly #clock: Clock;
  readonly #words: OutcomeWords;
  readonly #said = new Map<string, string>();
  #lastLineAt = Number.NEGATIVE_INFINITY;

  /** `words` say how a service ended where its outcome would mislead. */
  constructor(log: RolloutLog, clock: Clock, words: OutcomeWords = {}) {
    this.#log = log;
    this.#clock = clock;
    this.#words = words;
  }

  report(services: readonly WatchedService[], verdicts: ReadonlyMap<string, TimedVerdict>): boolean {
    const changed = services.filter((service) => this.#isNews(service, verdicts.get(service.id)));
    const silentFor = this.#clock.now() - this.#lastLineAt;
    const open = services.filter((service) => verdicts.get(service.id)?.outcome === undefined);
    for (const service of changed.length === 0 && silentFor >= LONGEST_SILENCE_MS ? open : changed) {
      this.#say(service, verdicts.get(service.id));
    }
    return changed.length > 0;
  }

  #isNews(service: WatchedService, verdict: TimedVerdict | undefined): boolean {
    return verdict !== undefined && this.#said.get(service.id) !== this.#lineOf(service, verdict);
  }

  #say(service: WatchedService, verdict: TimedVerdict | undefined): void {
    if (verdict === undefined) return;
    const note = verdict.outcome === undefined && verdict.note !== undefined ? `, ${verdict.note}` : '';
    const cause = this.#causeOf(service, verdict);
    this.#said.set(service.id, this.#lineOf(service, verdict));
    this.#log.info(
      `${verdict.seconds.toFixed(1).padStart(6)} s  ${this.#lineOf(service, verdict)}${note}${cause}`,
    );
    this.#lastLineAt = this.#clock.now();
  }

  /** Told when it is found out and with the verdict, not with each line in between. */
  #causeOf(service: WatchedService, verdict: TimedVerdict): string {
    if (verdict.cause === undefined) return '';
    const known = this.#said.get(service.id)?.includes(ROLLING_BACK) && verdict.outcome === undefined;
    return known ? '' : `: ${causeText(verdict.cause)}`;
  }

  #lineOf(service: WatchedService, { outcome, progress, rollingBack }: Verdict): string {
    const ended = outcome && (this.#words[outcome] ?? outcome);
    return `${service.key}: ${rollingBack ? ROLLING_BACK : ''}${ended ?? progress}`;
  }
}
