/** Every limit of the HTTP server, in one place. */
import { limits as scimLimits } from '@rollbook/scim'

export const httpLimits = {
  /** Bytes of the request line and all header fields; more is answered with 431. */
  headerBytesMax: 16 * 1024,
  /** Header fields; more is answered with 431. */
  headerFieldsMax: 200,
  /** Until the last header field is there. */
  headersMs: 10_000,
  /** Bytes of a body. */
  bodyBytesMax: scimLimits.bodyBytesMax,
  /** Bytes that whoever has no valid token can make us receive. */
  strangerBytesMax: 16 * 1024,
  /** Until the last byte of a body is there. */
  bodyMs: 30_000,
  /** From then on a body must have come at `bodyBytesPerSecondMin` on average. */
  bodyGraceMs: 10_000,
  bodyBytesPerSecondMin: 1024,
  /** Bytes of all bodies that are held at the same time. */
  bodyBytesTogetherMax: 48 * 1024 * 1024,
  /** Requests being answered at the same time; more are answered with 503. */
  requestsTogetherMax: 1000,
  connectionsMax: 10_000,
  /** Longer than load balancers keep an idle connection (60 s): they close it, not we. */
  keepAliveMs: 75_000,
  /** For the client to take an answer. */
  answerMs: 60_000,
  /** What a client may still send after it was refused, before we hang up. */
  restMs: 1000,
  /** For requests under way when the server is told to stop. */
  stopMs: 10_000,
  /** For the client of an idle connection to hear that the server stops. */
  stopGraceMs: 500,
} as const
