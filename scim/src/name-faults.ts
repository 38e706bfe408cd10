/** Names in a body that the schema does not have, or that are there twice. */
import type { Tolerance } from './compat.ts'
import { ScimError } from './error.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import type { Attribute, Resource, ResourceType, Schema } from './schema.ts'

/**
 * Refuses an unknown name when the reading is strict; else it is ignored, with a warning.
 *
 * @param owner what does not have it
 * @throws ScimError `invalidSyntax`
 */
export function refuseUnknown(
  owner: Attribute | Schema | ResourceType,
  name: string,
  reading: Reading,
): void {
  const sentence = `${quote(name)} is no attribute of "${owner.name}"`
  if (reading.strict)
    throw new ScimError('invalidSyntax', `${sentence}; remove it from the mapping.`)
  reading.repaired('unknown-attribute' satisfies Tolerance)
  reading.warn(`${sentence}; it was ignored.`)
}

/**
 * Refuses an object that gives one attribute twice, in different letter case. Asked only for names
 * that are not spelled as the schema has them: without one of those there can be no two spellings.
 *
 * @throws ScimError `invalidSyntax`
 */
export function refuseSecondSpelling(object: Resource, name: string): void {
  const key = name.toLowerCase()
  for (const other of Object.keys(object))
    if (other !== name && other.toLowerCase() === key)
      throw new ScimError(
        'invalidSyntax',
        `${quote(name)} and ${quote(other)} are the same attribute; send it once.`,
      )
}
