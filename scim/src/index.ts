/** What `@rollbook/scim` offers: a SCIM 2.0 service provider over five functions of yours. */
export { createScim } from './handler.ts'
export type { ScimHandler, ScimOptions } from './handler.ts'
export type { AuthenticationScheme, ScimCall } from './exchange.ts'
export type {
  Call,
  CollectionDelta,
  Listed,
  ListQuery,
  Provider,
  Selection,
  Stored,
  Update,
} from './provider.ts'
export { ScimError } from './error.ts'
export { errorResponse } from './respond.ts'
export type { ScimType } from './error.ts'
export { limits } from './limits.ts'

export type { Attribute, AttributeType, Resource, ResourceType, Schema } from './schema.ts'
export { defineSchema } from './define.ts'
export type { AttributeSketch, AttributeSketches } from './define.ts'
export {
  commonAttributes,
  enterpriseUserSchema,
  groupSchema,
  groupType,
  learningUserSchema,
  resourceTypes,
  userSchema,
  userType,
} from './schemas/index.ts'

export type { AttributePath, CompareOperator, CompareValue, Filter } from './filter.ts'
export { parseFilter } from './filter-parser.ts'
export { printFilter, printName } from './filter-print.ts'
export { matches } from './evaluate.ts'
export { compareText, foldCase } from './fold.ts'
export { compareSortKeys, sortKeyOf } from './sort.ts'
export type { SortKey } from './sort.ts'
export { resolvePath } from './resolve.ts'
export { startReading } from './reading.ts'
export type { Reading } from './reading.ts'
export { invalidCursor } from './list.ts'
export { habits } from './compat.ts'
export type { Habit } from './habit.ts'
export { isSame } from './same.ts'
