/** What the door refuses, each told in a sentence for the log and the client. */

/** A change that may not be made: who or what stands in the way. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

/** A value that cannot be taken as it is. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue'
}
