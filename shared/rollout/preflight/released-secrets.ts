import type { Secret } from '../../engine/objects.ts';
import type { ReleasedSecret } from '../../release/ledger/release-record.ts';
import { DIGEST_LABEL } from '../../release/secret-digest.ts';
import type { Finding } from './finding.ts';

/**
 * Secrets that a release used and that hold something else now: somebody removed one and made another of its name. Those
 * that are gone altogether are among the external objects.
 */
export function releasedSecrets(
  secrets: readonly ReleasedSecret[],
  release: number,
  stored: readonly Secret[],
): readonly Finding[] {
  return secrets.flatMap(({ name, digest }) => {
    const found = stored.find(({ Spec }) => Spec.Name === name);
    const now = found?.Spec.Labels?.[DIGEST_LABEL];
    if (found === undefined || digest === undefined || now === digest) return [];
    return [
      {
        level: 'warning' as const,
        message: `The secret "${name}" is not the one that release ${release} used: it was made again since.`,
        fix: 'Its services get what it holds now; a secret cannot be read back, so no release can restore it.',
      },
    ];
  });
}
