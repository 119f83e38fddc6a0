/** Under which the main step tells the post step of the lease it is about to take. */
export const KEPT_LEASE = 'lease';
