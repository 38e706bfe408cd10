/** What a SCIM request is called in logs and metrics: from a short list, never its own words. */

export interface Operation {
  /** As `create user`, in one word: `create_user`. */
  readonly name: string
  /** The path with names in place of values. */
  readonly route: string
}

const root = '/scim/v2/{connection}'

const onType = new Map([
  ['GET', 'list'],
  ['HEAD', 'list'],
  ['POST', 'create'],
])
const onResource = new Map([
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'replace'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
])
const nouns = new Map([
  ['Users', 'user'],
  ['Groups', 'group'],
])
const single = new Map([
  ['Bulk', 'bulk'],
  ['Me', 'me'],
  ['.search', 'search'],
  ['ServiceProviderConfig', 'discovery'],
])
const discovery = new Set(['Schemas', 'ResourceTypes'])

const named = new Map<string, Operation>()

/**
 * Names a request.
 *
 * @param path below the Tenant URL, without query
 */
export function operationOf(method: string, path: string): Operation {
  const [, first = '', second = '', ...rest] = path.split('/')
  // What an id is does not matter here, but for the one that is none.
  const shape = second === '' || second === '.search' ? second : '{id}'
  if (rest.length > 0 && rest.join('') !== '') return other
  const key = `${method} ${first}/${shape}`
  const known = named.get(key)
  if (known) return known
  const operation = nameOperation(method, first, shape)
  // Only what has a name is kept: there are a few dozen.
  if (operation !== other) named.set(key, operation)
  return operation
}

const other: Operation = { name: 'other', route: `${root}/…` }

function nameOperation(method: string, first: string, shape: string): Operation {
  const noun = nouns.get(first)
  const route = `${root}/${first}${shape === '' ? '' : `/${shape}`}`
  if (noun !== undefined) {
    if (shape === '.search') return method === 'POST' ? { name: `search_${noun}`, route } : other
    const verb = (shape === '' ? onType : onResource).get(method)
    return verb === undefined ? other : { name: `${verb}_${noun}`, route }
  }
  if (discovery.has(first) && onResource.get(method) === 'get') return { name: 'discovery', route }
  const name = shape === '' ? single.get(first) : undefined
  return name === undefined || method === 'OPTIONS' || !isUsual(method) ? other : { name, route }
}

const isUsual = (method: string) => method === 'POST' || onResource.has(method)
