import { append, fields, type MergeRule } from './merge-rule.ts';

/** What several files ask of a delivery is done all, in the order of the files; `!override` replaces. */
export const DELIVERY_RULE: MergeRule = fields({
  hooks: fields({ pre: append, post: append }),
  verify: append,
});
