/** The core Group schema. */
import { defineSchema } from '../define.ts'

/** @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-4.2 RFC 7643 §4.2} */
export const groupSchema = defineSchema({
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'A group of people.',
  attributes: {
    // The text of the RFC says required, its JSON says not; clients check for the text.
    displayName: { description: 'The name of the group.', required: true },
    members: {
      description: 'Who belongs to the group.',
      type: 'complex',
      multiValued: true,
      subAttributes: {
        value: {
          description: 'The id of the member.',
          caseExact: true,
          mutability: 'immutable',
        },
        $ref: {
          description: 'The URL of the member.',
          type: 'reference',
          referenceTypes: ['User', 'Group'],
          mutability: 'immutable',
        },
        type: {
          description: 'Whether the member is a person or a group.',
          canonicalValues: ['User', 'Group'],
          mutability: 'immutable',
        },
        display: { description: 'The name of the member.', mutability: 'readOnly' },
      },
    },
  },
})
