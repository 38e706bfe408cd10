/** A change that may not be made: who or what stands in the way, for the log and the client. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

/** A change that names somebody who is not there, from a source that wants that refused. */
export class UnknownMember extends Error {
  override readonly name = 'UnknownMember'
}
