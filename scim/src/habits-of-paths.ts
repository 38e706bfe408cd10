/** The habits of clients that are repaired where names, paths and filters are read. */

/** Who has which habit, for the log and for the documents. */
export const pathHabits = [
  {
    name: 'urn-dot',
    who: 'Microsoft Entra ID',
    what: 'writes a dot instead of a colon after the URN of a schema',
  },
  {
    name: 'missing-urn',
    who: 'Microsoft Entra ID',
    what: 'names an attribute of an extension, such as manager, without its URN',
  },
  {
    name: 'email-alias',
    who: 'clients with a filter template',
    what: 'write email for emails',
  },
  {
    name: 'unquoted-value',
    who: 'authentik and older clients',
    what: 'leave out the quotation marks around a value in a filter',
  },
  {
    name: 'boolean-text-in-filter',
    who: 'Microsoft Entra ID',
    what: 'compares a boolean attribute with the text "True" or "False" in a filter',
  },
] as const satisfies readonly {
  readonly name: string
  readonly who: string
  readonly what: string
}[]

export type PathHabit = (typeof pathHabits)[number]['name']
