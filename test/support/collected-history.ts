import type { Service } from '../../shared/engine/objects.ts';
import type { Labels } from '../../shared/engine/specs.ts';
import { releasesToForget } from '../../shared/release/collection/releases-to-forget.ts';
import { type UnneededObjects, unneededObjects } from '../../shared/release/collection/unneeded-objects.ts';
import type { ReleaseEntry, ReleaseOutcome } from '../../shared/release/ledger/release-entry.ts';
import { DIGEST_LABEL } from '../../shared/release/secret-digest.ts';
import { releaseEntry } from './releases.ts';
import { service, serviceSpec } from './swarm-objects.ts';

export type Step =
  | {
      readonly kind: 'deploy';
      readonly config: number;
      readonly secret: number;
      readonly outcome: ReleaseOutcome;
    }
  | { readonly kind: 'write labels' }
  | { readonly kind: 'use elsewhere'; readonly config: number }
  | { readonly kind: 'make by hand'; readonly config: number; readonly labelled: boolean }
  | { readonly kind: 'collect'; readonly keep: number };

interface StoredObject {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly CreatedAt: string;
  readonly Spec: { readonly Name: string; readonly Labels: Labels };
}

/** A stack of one service, one config and one secret, through whatever may happen to it; the engine's part is only data. */
export class CollectedHistory {
  readonly configs = new Map<string, StoredObject>();
  readonly secrets = new Map<string, StoredObject>();
  /** Newest first. */
  releases: readonly ReleaseEntry[] = [];
  stack: Service | undefined;
  readonly elsewhere: Service[] = [];
  #numbers = 0;
  #ids = 0;

  deploy(config: string, secret: string, outcome: ReleaseOutcome): void {
    for (const [name, objects] of [
      [config, this.configs],
      [secret, this.secrets],
    ] as const) {
      const Labels = { 'com.docker.stack.namespace': 'demo', [DIGEST_LABEL]: 'x' };
      if (!objects.has(name)) objects.set(name, this.#stored(name, Labels));
    }
    this.#numbers += 1;
    const needs = { configs: [config], secrets: [secret] };
    const leftBehind = outcome === 'deployed' ? 'this' : outcome === 'rolled-back' ? 'before' : 'mixed';
    this.releases = [releaseEntry(this.#numbers, { outcome, leftBehind, needs }), ...this.releases];
    const before = this.stack?.Spec;
    this.#update(this.#using(config, secret));
    if (outcome === 'rolled-back' && before !== undefined) this.#update(before);
  }

  writeLabels(): void {
    if (this.stack !== undefined) this.#update(this.stack.Spec);
  }

  useElsewhere(config: string): void {
    const object = this.configs.get(config);
    if (object === undefined) return;
    const reference = { ConfigName: config, ConfigID: object.ID };
    this.elsewhere.push(service({ Spec: serviceSpec({ Name: 'other_web' }, { Configs: [reference] }) }));
  }

  makeByHand(config: string, labels: Labels): void {
    if (!this.configs.has(config)) this.configs.set(config, this.#stored(config, labels));
  }

  collect(keep: number): UnneededObjects {
    const forgotten = releasesToForget(this.releases, keep);
    this.releases = this.releases.filter((entry) => !forgotten.includes(entry));
    const unneeded = unneededObjects('demo', this.releases, {
      services: this.services(),
      configs: [...this.configs.values()],
      secrets: [...this.secrets.values()],
    });
    for (const { Spec } of unneeded.configs) this.configs.delete(Spec.Name);
    for (const { Spec } of unneeded.secrets) this.secrets.delete(Spec.Name);
    return unneeded;
  }

  services(): readonly Service[] {
    return [...(this.stack === undefined ? [] : [this.stack]), ...this.elsewhere];
  }

  #stored(Name: string, Labels: Labels): StoredObject {
    this.#ids += 1;
    return { ID: `id-${this.#ids}`, Version: { Index: 1 }, CreatedAt: '', Spec: { Name, Labels } };
  }

  #using(config: string, secret: string): Service['Spec'] {
    const ConfigID = this.configs.get(config)?.ID ?? '';
    const SecretID = this.secrets.get(secret)?.ID ?? '';
    const Configs = [{ ConfigName: config, ConfigID }];
    return serviceSpec({}, { Configs, Secrets: [{ SecretName: secret, SecretID }] });
  }

  #update(Spec: Service['Spec']): void {
    const before = this.stack?.Spec;
    this.stack = service({ Spec, ...(before === undefined ? {} : { PreviousSpec: before }) });
  }
}
