/** The enterprise extension of User. */
import { defineSchema } from '../define.ts'

/** @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-4.3 RFC 7643 §4.3} */
export const enterpriseUserSchema = defineSchema({
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'What an organization knows about a person who works for it.',
  attributes: {
    // The RFC's example ignores letter case; people are told apart by this number as it is written.
    employeeNumber: {
      description: 'The number or text by which the organization identifies them.',
      caseExact: true,
    },
    costCenter: { description: 'The name of the cost center.' },
    organization: { description: 'The name of the organization.' },
    division: { description: 'The name of the division.' },
    department: { description: 'The name of the department.' },
    manager: {
      description: 'The person they report to.',
      type: 'complex',
      subAttributes: {
        value: { description: 'The id of the manager.', caseExact: true },
        $ref: {
          description: 'The URL of the manager.',
          type: 'reference',
          referenceTypes: ['User'],
        },
        displayName: { description: 'The name of the manager.', mutability: 'readOnly' },
      },
    },
  },
})
