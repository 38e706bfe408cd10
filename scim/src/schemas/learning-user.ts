/** Our own extension of User: what a learning platform keeps and no RFC has a place for. */
import { defineSchema } from '../define.ts'

/** Mapped in an IdP when `region`, the hire date or fields of one's own are to arrive. */
export const learningUserSchema = defineSchema({
  id: 'urn:rollbook:params:scim:schemas:extension:learning:2.0:User',
  name: 'LearningUser',
  description: 'What a learning platform knows about a person beyond the standard schemas.',
  attributes: {
    region: { description: 'The name of the region; divisions and departments lie within it.' },
    hireDate: { description: 'When the person was hired.', type: 'dateTime' },
    customFields: {
      description: 'The fields the organization added to its profiles.',
      type: 'complex',
      multiValued: true,
      subAttributes: {
        name: { description: 'The name of the field.', required: true },
        value: { description: 'The text in the field.' },
      },
    },
  },
})
