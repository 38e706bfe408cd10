/** The path of an operation, and what is done about one that leads nowhere. */
import type { Tolerance } from './compat.ts'
import { ScimError } from './error.ts'
import { findPath } from './path.ts'
import type { Path } from './path.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import type { ResourceType } from './schema.ts'

/**
 * Reads the path of an operation. Where it is well formed but the resource type has no such
 * attribute it is ignored, with a warning, unless the reading is strict: Entra ID patches all that
 * is mapped at once, and one refusal stops the whole user.
 *
 * @returns undefined when the operation is to be ignored
 * @throws ScimError `invalidPath`
 */
export function readPath(type: ResourceType, text: string, reading: Reading): Path | undefined {
  const path = findPath(text, type, reading)
  if (path) return path
  const sentence = `The path ${quote(text)} names no attribute of ${type.name}`
  if (reading.strict || !isPlausible(type, text))
    throw new ScimError('invalidPath', `${sentence}; /Schemas lists those there are.`)
  reading.repaired('unknown-path' satisfies Tolerance)
  reading.warn(`${sentence}; the operation was ignored.`)
  return undefined
}

/**
 * Whether a path that names nothing could name an attribute of some other schema. It could not when
 * it breaks the grammar, or when it names what every object of JavaScript inherits: nobody who asks
 * for that maps attributes.
 */
function isPlausible(type: ResourceType, text: string): boolean {
  if (text.toLowerCase() === type.schema.id.toLowerCase()) return false
  const opening = text.indexOf('[')
  const head = opening < 0 ? text : text.slice(0, opening)
  const tail = opening < 0 ? '' : text.slice(text.lastIndexOf(']') + 1)
  const [attribute, ...subAttributes] = head.slice(head.lastIndexOf(':') + 1).split('.')
  if (tail !== '') subAttributes.push(tail.slice(1))
  return (
    subAttributes.length <= 1 &&
    (tail === '' || tail.startsWith('.')) &&
    [attribute ?? '', ...subAttributes].every(
      (name) => /^[A-Za-z$][\w$-]*$/.test(name) && !(name in Object.prototype),
    )
  )
}
