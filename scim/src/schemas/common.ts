/** The attributes every resource has, whatever its type. They belong to no schema. */
import { defineAttributes } from '../define.ts'
import type { Attribute } from '../schema.ts'

/** @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-3.1 RFC 7643 §3.1} */
export const commonAttributes: readonly Attribute[] = defineAttributes({
  schemas: {
    description: 'The URNs of the schemas the resource uses.',
    type: 'reference',
    referenceTypes: ['uri'],
    multiValued: true,
    required: true,
    returned: 'always',
  },
  id: {
    description: 'The identifier the service provider gave the resource; it never changes.',
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  },
  externalId: {
    description: 'The identifier the provisioning client gave the resource.',
    caseExact: true,
  },
  meta: {
    description: 'What the service provider knows about the resource.',
    type: 'complex',
    mutability: 'readOnly',
    subAttributes: {
      resourceType: { description: 'The name of the resource type.', caseExact: true },
      created: { description: 'When the resource was created.', type: 'dateTime' },
      lastModified: { description: 'When the resource last changed.', type: 'dateTime' },
      location: {
        description: 'The URL of the resource.',
        type: 'reference',
        referenceTypes: ['uri'],
      },
      version: { description: 'The entity tag of the resource.', caseExact: true },
    },
  },
})
