/** The resource types this service serves and the schemas behind them. */
import type { ResourceType } from '../schema.ts'
import { enterpriseUserSchema } from './enterprise-user.ts'
import { groupSchema } from './group.ts'
import { learningUserSchema } from './learning-user.ts'
import { userSchema } from './user.ts'

export { commonAttributes } from './common.ts'
export { enterpriseUserSchema, groupSchema, learningUserSchema, userSchema }

/** @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-4.1 RFC 7643 §4.1} */
export const userType: ResourceType = Object.freeze({
  name: 'User',
  endpoint: '/Users',
  description: 'People.',
  schema: userSchema,
  extensions: Object.freeze([
    Object.freeze({ schema: enterpriseUserSchema, required: false }),
    Object.freeze({ schema: learningUserSchema, required: false }),
  ]),
  collections: Object.freeze([]),
})

/** @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-4.2 RFC 7643 §4.2} */
export const groupType: ResourceType = Object.freeze({
  name: 'Group',
  endpoint: '/Groups',
  description: 'Groups of people.',
  schema: groupSchema,
  extensions: Object.freeze([]),
  collections: Object.freeze(['members']),
})

/** All of them, in the order in which they are listed. */
export const resourceTypes: readonly ResourceType[] = Object.freeze([userType, groupType])
