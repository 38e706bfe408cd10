/**
 * Who may have begun to wait while a newcomer was being written. Of two writes at once, neither
 * sees the other: the one that waits looks again after its commit, and so does the newcomer, when
 * anything began to wait in this process meanwhile. What another process wrote is settled by the
 * sweep (settle.ts).
 */
import type { Database } from '../database/database.ts'

interface Waits {
  begun: number
  inFlight: number
}

const ofDatabases = new WeakMap<Database, Map<string, Waits>>()
const connectionsMax = 10_000

function waitsOf(database: Database, connectionId: string): Waits {
  let ofConnections = ofDatabases.get(database)
  if (!ofConnections) ofDatabases.set(database, (ofConnections = new Map()))
  let waits = ofConnections.get(connectionId)
  if (!waits) {
    if (ofConnections.size >= connectionsMax) ofConnections.clear()
    ofConnections.set(connectionId, (waits = { begun: 0, inFlight: 0 }))
  }
  return waits
}

/** Notes that a write is under way that makes a reference wait; call the result when it has ended. */
export function beginWait(database: Database, connectionId: string): () => void {
  const waits = waitsOf(database, connectionId)
  waits.begun++
  waits.inFlight++
  let isUnderWay = true
  return () => {
    if (isUnderWay) waits.inFlight--
    isUnderWay = false
  }
}

/** Tells, when called after a write, whether anything began to wait since this was called. */
export function watchWaits(database: Database, connectionId: string): () => boolean {
  const waits = waitsOf(database, connectionId)
  const { begun, inFlight } = waits
  return () => inFlight > 0 || waits.begun !== begun
}
