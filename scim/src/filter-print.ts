/** From the tree of a filter back to text. */
import type { AttributePath, Filter } from './filter.ts'

/**
 * Writes a filter so that `parseFilter` reads the same tree from it: names as the schema spells
 * them, those of extensions with their URN, and no brackets but where they are needed.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2 RFC 7644 §3.4.2.2}
 */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'or':
      return filter.filters.map(printFilter).join(' or ')
    case 'and':
      return filter.filters
        .map((part) => (part.kind === 'or' ? `(${printFilter(part)})` : printFilter(part)))
        .join(' and ')
    case 'not':
      // Shorter, and without brackets, which count against the depth.
      return filter.filter.kind === 'present'
        ? `${printName(filter.filter.path)} eq null`
        : `not (${printFilter(filter.filter)})`
    case 'present':
      return `${printName(filter.path)} pr`
    case 'compare':
      return `${printName(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`
    case 'valuePath':
      return `${printName(filter.path)}[${printFilter(filter.filter)}]`
  }
}

/** The full name of an attribute, as `resolvePath` reads it in strict mode. */
export function printName({ extension, attribute, subAttribute }: AttributePath): string {
  const urn = extension ? `${extension.id}:` : ''
  return `${urn}${attribute.name}${subAttribute ? `.${subAttribute.name}` : ''}`
}
