/** Where a rollout says what it does; a structural part of the runner's log. */
export interface RolloutLog {
  info(line: string): void;
  warning(line: string): void;
}
