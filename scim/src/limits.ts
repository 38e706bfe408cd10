/** Every limit of the engine, in one place. What exceeds one is refused with a clear error. */
export const limits = {
  /** Bytes of a request body, Bulk included. */
  bodyBytesMax: 8 * 1024 * 1024,
  /** Nesting of arrays and objects in a body; checked before anything recurses. */
  jsonDepthMax: 32,
  /** Names in one object of a body. */
  jsonNamesMax: 2000,
  /** Characters of one string value. */
  stringLengthMax: 4096,
  /** Characters of a filter or path. */
  filterLengthMax: 8192,
  /** Nesting of parentheses, `not` and value paths in a filter. */
  filterDepthMax: 32,
  /** Comparisons in one filter. */
  filterComparisonsMax: 256,
  /** Operations in one PATCH. */
  patchOperationsMax: 1000,
  /** Attributes that the operations of one PATCH name, all of them together. */
  patchTargetsMax: 10_000,
  /** Values that the value paths of one PATCH are compared with, all of them together. */
  patchMatchesMax: 200_000,
  /** Values of one multi-valued attribute, `members` and its like aside. */
  valuesMax: 500,
  /** Operations in one Bulk request. */
  bulkOperationsMax: 1000,
  /** Resources on a page when `count` is not given. */
  pageDefault: 100,
  /** Resources on a page at most; asking for more returns this many. */
  pageMax: 1000,
  /** Characters of a cursor. */
  cursorLengthMax: 1024,
  /** Members of one group. */
  membersMax: 100_000,
} as const
