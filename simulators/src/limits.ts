/** Every limit of the simulators, in one place. */
export const limits = {
  /** Tries of one request that the server throttles, as Okta makes them. */
  triesMax: 10,
  /** Tries of one request that finds no server. */
  connectTriesMax: 3,
  /** The longest wait asked for by `Retry-After` that is kept; more is the server's mistake. */
  retryAfterMsMax: 300_000,
  /** A 503 is waited for that long; asking for more means: not now. */
  unavailableMsMax: 5_000,
  /** After which an answer counts as missing, as with Okta. */
  timeoutMs: 60_000,
  /** Deviations and differences told of in full; beyond that they are counted. */
  findingsMax: 1_000,
  /** Characters of an answer quoted in a finding. */
  quoteLengthMax: 300,
  /** Nesting of an answer looked into. */
  answerDepthMax: 64,
} as const
