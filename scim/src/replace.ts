/** PUT: a resource in the place of another. RFC 7644 §3.5.1. */
import type { Tolerance } from './compat.ts'
import { ScimError } from './error.ts'
import type { AttributePath } from './filter.ts'
import { isNeverUnassigned } from './names.ts'
import { putAt, valueAt } from './own.ts'
import type { CollectionDelta } from './provider.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import { isSameValue } from './same.ts'
import type { Resource, ResourceType } from './schema.ts'
import { readBody } from './validate.ts'
import { isComputed } from './value.ts'
import { describe } from './value-faults.ts'
import { writableOf } from './writable.ts'

/**
 * Puts the body in the place of a resource. What it leaves out is cleared, except:
 *
 * - `active` and its like, which absence must not turn into true or false;
 * - what a client cannot read and therefore cannot send back: `password`;
 * - what is immutable or readOnly;
 * - attributes of an extension the body does not name, neither in `schemas` nor as a key;
 * - collections: §3.5.1 lets a service provider assume that what is left out is to stay, and a
 *   group that loses its members because a client did not send them is the worst mistake of all.
 *   An empty list empties them; null, which clients write for what they have not loaded, does not.
 *
 * @param before the stored resource; it is not changed
 * @param id the id in the URL
 * @returns `after` in the form of `writableOf`
 * @throws ScimError as `parseResource` does; `mutability` when an immutable value would change or,
 *   in a strict reading, the body has another id
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.5.1 RFC 7644 §3.5.1}
 */
export function replaceResource(
  type: ResourceType,
  before: Resource,
  body: unknown,
  reading: Reading,
  id: string,
): { after: Resource; deltas: ReadonlyMap<string, CollectionDelta> } {
  const sent = readBody(type, body, reading, 'PUT')
  if (sent.id !== undefined && sent.id !== null && sent.id !== id) refuseId(sent.id, id, reading)
  const after = sent.resource
  const kept = writableOf(type, before)
  for (const attribute of type.schema.attributes) keep(after, kept, { attribute }, false)
  for (const { schema } of type.extensions)
    for (const attribute of schema.attributes)
      keep(after, kept, { extension: schema, attribute }, !sent.extensions.has(schema))
  return { after, deltas: sent.deltas }
}

function refuseId(sent: unknown, id: string, reading: Reading): void {
  if (reading.strict)
    throw new ScimError(
      'mutability',
      `The id in the body is ${describe(sent)}, that in the URL is ${quote(id)}; ` +
        'an id can never be changed.',
    )
  reading.repaired('other-id-in-body' satisfies Tolerance)
}

/** @param isUnnamed whether the body does not speak of the extension at all */
function keep(after: Resource, before: Resource, path: AttributePath, isUnnamed: boolean): void {
  const { attribute } = path
  if (isComputed(attribute)) return
  const old = valueAt(before, path)
  if (old === undefined) return
  const sent = valueAt(after, path)
  if (sent === undefined) {
    const isReadable = attribute.returned === 'always' || attribute.returned === 'default'
    const isImmutable = attribute.mutability === 'immutable'
    if (isUnnamed || isImmutable || isNeverUnassigned(path) || !isReadable) putAt(after, path, old)
  } else if (attribute.mutability === 'immutable' && !isSameValue(old, sent))
    throw new ScimError(
      'mutability',
      `"${attribute.name}" can be set once and never changed after that.`,
    )
}
