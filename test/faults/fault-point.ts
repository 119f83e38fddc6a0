export const FAULTS = ['kill', 'cut', 'blip'] as const;
export const MOMENTS = ['before', 'after'] as const;
export const AMONG = ['writes', 'calls'] as const;

/** Where and how one run is disturbed. */
export interface FaultPoint {
  /**
   * `kill`: the process gets SIGKILL. `cut`: its connections end and no new one holds. `blip`: its connections end,
   * and new ones hold.
   */
  readonly fault: (typeof FAULTS)[number];
  /** Before the engine gets the call, or after it has answered and before the answer arrives. */
  readonly moment: (typeof MOMENTS)[number];
  /** What is counted. */
  readonly among: (typeof AMONG)[number];
  /** 1 for the first. */
  readonly number: number;
}

/** As in `kill after call 7 (POST /services/{id}/update)`. */
export function pointText({ fault, moment, among, number }: FaultPoint, call?: string): string {
  const what = among === 'calls' ? 'call' : 'write';
  return `${fault} ${moment} ${what} ${number}${call === undefined ? '' : ` (${call})`}`;
}
