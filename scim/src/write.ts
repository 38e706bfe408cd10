/** Writing: create, replace, patch, delete, with preconditions and lost races. RFC 7644 §3.3, §3.5, §3.6. */
import { ScimError } from './error.ts'
import type { Preconditions } from './etag.ts'
import { checkPreconditions, preconditionFailed } from './etag.ts'
import type { Exchange } from './exchange.ts'
import { applyPatch, needsCollection, parsePatch, touchesOnlyCollections } from './patch.ts'
import type { Projection } from './project.ts'
import { projectionOf } from './project.ts'
import type { Selection, Stored, Update } from './provider.ts'
import type { Query } from './query.ts'
import { withoutNeverReturned, withoutSecrets } from './redact.ts'
import { replaceResource } from './replace.ts'
import { attributesOf, hasAttribute } from './respond.ts'
import { noSuchResource } from './routes.ts'
import type { Resource, ResourceType } from './schema.ts'
import { isSame } from './same.ts'
import { parseResource } from './validate.ts'
import { writableOf } from './writable.ts'

/** A write as it arrived, alone or inside a bulk request. */
export type Write = {
  readonly type: ResourceType
  /** What of the result is to be shown. */
  readonly query: Query
  /** As `body`: called once, and what it throws is a refusal of this write. */
  readonly preconditions: () => Preconditions
  readonly body: () => Promise<unknown>
} & (
  | { readonly method: 'POST' }
  | { readonly method: 'PUT' | 'PATCH' | 'DELETE'; readonly id: string }
)

/** What came of it. */
export interface Written {
  readonly id: string
  /** Absent after a DELETE. Collections may be missing. */
  readonly stored?: Stored
  /** Whether a PATCH named collections alone. */
  readonly onlyCollections?: boolean
  /** Whether `stored` tells no more than id and version, as nothing but collections changed. */
  readonly isPartial?: boolean
}

/** How often a write is tried anew when another got in between. */
const attemptsMax = 3

const nothing: Selection = Object.freeze({ includes: () => false })

/**
 * Carries a write out, and tells the provider when it is refused.
 *
 * @throws ScimError whatever the protocol or the provider refuses it with
 */
export async function write<Context>(
  exchange: Exchange<Context>,
  what: Write,
): Promise<Written & { readonly projection: Projection }> {
  const { type } = what
  let body: unknown
  try {
    // Before anything is written: a refused projection must not leave a change behind.
    const projection = projectionOf(what.query, type, exchange.reading)
    const preconditions = what.preconditions()
    if (what.method !== 'DELETE') body = await what.body()
    if (what.method === 'POST')
      return { ...(await createResource(exchange, type, body)), projection }
    const target = { type, id: what.id, preconditions }
    const change = { DELETE: deleteResource, PUT: putResource, PATCH: patchResource }[what.method]
    return { ...(await change(exchange, target, body)), projection }
  } catch (error) {
    if (error instanceof ScimError) await tellRefusal(exchange, what, error, body)
    throw error
  }
}

async function tellRefusal<Context>(
  { setup, call }: Exchange<Context>,
  what: Write,
  error: ScimError,
  body: unknown,
): Promise<void> {
  const { type, method } = what
  await setup.provider.refused?.(
    {
      type,
      method,
      ...(what.method !== 'POST' && { id: what.id }),
      status: error.status,
      ...(error.scimType && { scimType: error.scimType }),
      detail: error.message,
      ...(body !== undefined && { body: withoutSecrets(type, body) }),
    },
    call,
  )
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.3 RFC 7644 §3.3} */
async function createResource<Context>(
  { setup, call, reading }: Exchange<Context>,
  type: ResourceType,
  body: unknown,
): Promise<Written> {
  const { resource, deltas } = parseResource(type, body, reading)
  const kept = withoutNeverReturned(type, resource)
  const stored = await setup.provider.create(type, kept, deltas, call)
  return { id: stored.id, stored }
}

/** What a PUT, PATCH or DELETE is aimed at. */
interface Target {
  readonly type: ResourceType
  readonly id: string
  readonly preconditions: Preconditions
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.5.1 RFC 7644 §3.5.1} */
async function putResource<Context>(
  exchange: Exchange<Context>,
  target: Target,
  body: unknown,
): Promise<Written> {
  const { type, id } = target
  const stored = await rewrite(exchange, target, nothing, (before) => {
    const { after, deltas } = replaceResource(
      type,
      attributesOf(before),
      body,
      exchange.reading,
      id,
    )
    return { method: 'PUT', replace: replacement(type, before, after), deltas }
  })
  return { id, stored }
}

/**
 * Operations on collections alone need nothing read: the provider changes rows, and any number of
 * such requests may run side by side without getting in each other's way.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2 RFC 7644 §3.5.2}
 */
async function patchResource<Context>(
  exchange: Exchange<Context>,
  target: Target,
  body: unknown,
): Promise<Written> {
  const { type, id, preconditions } = target
  const { reading } = exchange
  const operations = parsePatch(body, type, reading)
  // Nothing at all is no change to a collection where there are none.
  const onlyCollections = type.collections.length > 0 && touchesOnlyCollections(type, operations)
  const needed = needsCollection(type, operations)
  if (onlyCollections && !needed && !preconditions.ifNoneMatch) {
    const { deltas } = applyPatch(type, undefined, operations, reading, id)
    const stored = await updateUnread(exchange, target, { method: 'PATCH', deltas })
    return { id, stored, onlyCollections, isPartial: true }
  }
  let isPartial = false
  const selection = needed ? collectionsOf(type) : nothing
  const stored = await rewrite(exchange, target, selection, (before) => {
    const attributes = attributesOf(before)
    const { after, deltas } = applyPatch(type, attributes, operations, reading, id)
    // Okta sends the name with every change of members (O-54): that must not make such requests,
    // which get along side by side, race for a version.
    const isRestated =
      deltas.size > 0 && after !== undefined && isSame(writableOf(type, attributes), after)
    isPartial = onlyCollections || isRestated
    if (isPartial) return { method: 'PATCH', deltas }
    return { method: 'PATCH', replace: replacement(type, before, after), deltas }
  })
  return { id, stored, onlyCollections, isPartial }
}

function replacement(type: ResourceType, before: Stored, after: Resource) {
  return { before, after: withoutNeverReturned(type, after) }
}

function collectionsOf(type: ResourceType): Selection {
  return { includes: (name) => type.collections.includes(name) }
}

/** Reads, lets `change` make the update of what was read, writes; anew when a race was lost. */
async function rewrite<Context>(
  { setup, call }: Exchange<Context>,
  { type, id, preconditions }: Target,
  selection: Selection,
  change: (before: Stored) => Update,
): Promise<Stored> {
  const attempt = async () => {
    const before = await setup.provider.get(type, id, selection, call)
    if (!before) throw noSuchResource(type, id)
    checkPreconditions(preconditions, before.version)
    const update = change(before)
    const ifVersion = update.replace ? [before.version] : versionsOf(preconditions)
    const conditional = { ...update, ...(ifVersion && { ifVersion }) }
    return setup.provider.update(type, id, conditional, call)
  }
  for (let attempts = 1; attempts <= attemptsMax; attempts++) {
    // Who has lost a race takes turns with the other losers, so that of many who change one
    // resource at once not most are refused.
    const stored =
      attempts === 1 ? await attempt() : await setup.turns.take(`${type.name}/${id}`, attempt)
    if (stored) return stored
  }
  throw new ScimError(
    409,
    `Other requests keep changing this ${type.name}; repeat this one in a moment.`,
  )
}

async function updateUnread<Context>(
  { setup, call }: Exchange<Context>,
  { type, id, preconditions }: Target,
  update: Update,
): Promise<Stored> {
  const ifVersion = versionsOf(preconditions)
  const conditional = { ...update, ...(ifVersion && { ifVersion }) }
  const stored = await setup.provider.update(type, id, conditional, call)
  if (stored) return stored
  const now = ifVersion && (await setup.provider.get(type, id, nothing, call))
  throw now ? preconditionFailed(now.version) : noSuchResource(type, id)
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.6 RFC 7644 §3.6} */
async function deleteResource<Context>(
  { setup, call }: Exchange<Context>,
  { type, id, preconditions }: Target,
): Promise<Written> {
  const { provider } = setup
  let ifVersion = versionsOf(preconditions)
  if (preconditions.ifNoneMatch) {
    const before = await provider.get(type, id, nothing, call)
    if (!before) throw noSuchResource(type, id)
    checkPreconditions(preconditions, before.version)
    ifVersion = [before.version]
  }
  if (await provider.delete(type, id, ifVersion, call)) return { id }
  const now = ifVersion && (await provider.get(type, id, nothing, call))
  throw now ? preconditionFailed(now.version) : noSuchResource(type, id)
}

function versionsOf({ ifMatch }: Preconditions): readonly string[] | undefined {
  return ifMatch === '*' ? undefined : ifMatch
}

/** The written resource with all the answer will show: writing need not have loaded collections. */
export async function completed<Context>(
  { setup, call }: Exchange<Context>,
  type: ResourceType,
  stored: Stored,
  projection: Projection,
  isPartial: boolean,
): Promise<Stored> {
  const isComplete =
    !isPartial &&
    type.collections.every((name) => !projection.includes(name) || hasAttribute(stored, name))
  if (isComplete) return stored
  // Gone again meanwhile: the write was done all the same, and is answered with what it left.
  return (await setup.provider.get(type, stored.id, projection, call)) ?? stored
}
