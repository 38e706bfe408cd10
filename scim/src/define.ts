/** From a schema as people write it to one with every characteristic spelled out. */
import type { Attribute, AttributeType, Schema } from './schema.ts'

/** An attribute with only what differs from the defaults of RFC 7643 §2.2; a string by default. */
export interface AttributeSketch {
  readonly description: string
  readonly type?: AttributeType
  readonly multiValued?: boolean
  readonly required?: boolean
  readonly caseExact?: boolean
  readonly mutability?: Attribute['mutability']
  readonly returned?: Attribute['returned']
  readonly uniqueness?: Attribute['uniqueness']
  readonly canonicalValues?: readonly string[]
  readonly referenceTypes?: readonly string[]
  readonly subAttributes?: AttributeSketches
}

/** Attributes by name. Written by us, never by a client. */
export interface AttributeSketches {
  readonly [name: string]: AttributeSketch
}

/**
 * Fills in what the sketch leaves out, and freezes the result.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-7 RFC 7643 §7}
 * @throws TypeError when the sketch contradicts itself, so that a wrong schema never starts
 */
export function defineSchema(sketch: {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: AttributeSketches
}): Schema {
  return Object.freeze({ ...sketch, attributes: defineAttributes(sketch.attributes) })
}

/**
 * The same for attributes alone.
 *
 * @param parent the complex attribute they belong to; they inherit its mutability
 * @throws TypeError as `defineSchema` does
 */
export function defineAttributes(
  sketches: AttributeSketches,
  parent?: AttributeSketch,
): readonly Attribute[] {
  return Object.freeze(
    Object.entries(sketches).map(([name, sketch]) => defineAttribute(name, sketch, parent)),
  )
}

function defineAttribute(
  name: string,
  sketch: AttributeSketch,
  parent: AttributeSketch | undefined,
): Attribute {
  const { type = 'string', subAttributes, canonicalValues, referenceTypes } = sketch
  if (!/^[A-Za-z$][\w$-]*$/.test(name)) throw new TypeError(`"${name}" is no attribute name`)
  if ((type === 'complex') !== (subAttributes !== undefined))
    throw new TypeError(`"${name}": exactly complex attributes have sub-attributes`)
  if (type === 'complex' && parent)
    throw new TypeError(`"${name}": a complex attribute has no complex sub-attributes`)
  return Object.freeze({
    name,
    type,
    multiValued: sketch.multiValued ?? false,
    description: sketch.description,
    required: sketch.required ?? false,
    caseExact: sketch.caseExact ?? isAlwaysCaseExact(type),
    mutability: sketch.mutability ?? parent?.mutability ?? 'readWrite',
    returned: sketch.returned ?? 'default',
    uniqueness: sketch.uniqueness ?? 'none',
    ...(canonicalValues && { canonicalValues: Object.freeze([...canonicalValues]) }),
    ...(referenceTypes && { referenceTypes: Object.freeze([...referenceTypes]) }),
    ...(subAttributes && { subAttributes: defineAttributes(subAttributes, sketch) }),
  })
}

/** RFC 7643 §2.3.6 and §2.3.7: binary values and references are. */
function isAlwaysCaseExact(type: AttributeType): boolean {
  return type === 'binary' || type === 'reference'
}
