/** Entity tags and what a request makes depend on them. RFC 7644 §3.14, RFC 9110 §13.1. */
import { ScimError } from './error.ts'
import { quote } from './quote.ts'

/** The opaque texts of the tags that were named, or `*`. */
export type EntityTags = readonly string[] | '*'

/** What must hold of the version of a resource for the request to be met. */
export interface Preconditions {
  readonly ifMatch?: EntityTags
  readonly ifNoneMatch?: EntityTags
}

export const noPreconditions: Preconditions = Object.freeze({})

/** The weak entity tag of a version: `W/"…"`. */
export function entityTag(version: string): string {
  return `W/"${version}"`
}

/** One entity tag and what separates it from the next; sticky, so that it runs in linear time. */
const tagPattern = /[ \t]*(?:W\/)?"([\x21\x23-\x7e\x80-\uffff]*)"[ \t]*(?:,|$)/y

/**
 * Reads `If-Match`, `If-None-Match` or the `version` of a bulk operation. Tags are compared
 * weakly: RFC 7644 has clients send the weak tags it gives out in `If-Match`.
 *
 * @param name what is read, for the error
 * @throws ScimError 400 when the text is no list of entity tags
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.14 RFC 7644 §3.14}
 */
export function parseEntityTags(text: string, name: string): EntityTags {
  if (text.trim() === '*') return '*'
  const tags: string[] = []
  tagPattern.lastIndex = 0
  while (tagPattern.lastIndex < text.length || tags.length === 0) {
    const found = tagPattern.exec(text)
    if (!found || found[1] === undefined || tags.length === 100)
      throw new ScimError(
        'invalidSyntax',
        `${name} must be a list of entity tags such as W/"3", or "*"; it is ${quote(text)}.`,
      )
    tags.push(found[1])
  }
  return tags
}

/** Reads the conditional header fields of a request. */
export function parsePreconditions(headers: Headers): Preconditions {
  const ifMatch = headers.get('if-match')
  const ifNoneMatch = headers.get('if-none-match')
  if (ifMatch === null && ifNoneMatch === null) return noPreconditions
  return {
    ...(ifMatch !== null && { ifMatch: parseEntityTags(ifMatch, 'If-Match') }),
    ...(ifNoneMatch !== null && { ifNoneMatch: parseEntityTags(ifNoneMatch, 'If-None-Match') }),
  }
}

/** Whether the tags cover a resource that is there with this version. */
export function matchesTags(tags: EntityTags, version: string): boolean {
  return tags === '*' || tags.includes(version)
}

/**
 * Holds a resource that is there against the preconditions of a write.
 *
 * @throws ScimError 412 when one does not hold
 */
export function checkPreconditions(conditions: Preconditions, version: string): void {
  const { ifMatch, ifNoneMatch } = conditions
  if (ifMatch && !matchesTags(ifMatch, version)) throw preconditionFailed(version)
  if (ifNoneMatch && matchesTags(ifNoneMatch, version))
    throw new ScimError(
      412,
      `If-None-Match excludes the version the resource has, ${entityTag(version)}.`,
    )
}

/** The resource is no longer as the client last saw it. */
export function preconditionFailed(version: string): ScimError {
  return new ScimError(
    412,
    `The resource has changed: its version is ${entityTag(version)} now. ` +
      'Read it again and repeat the request with the new version.',
  )
}
