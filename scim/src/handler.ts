/** The one way in: a request comes, a response goes. */
import { readBody } from './body.ts'
import { carryOutBulk } from './bulk.ts'
import { bearerToken, configurationText, resourceTypesText, schemasText } from './discovery.ts'
import { ScimError } from './error.ts'
import { entityTag, noPreconditions, parsePreconditions } from './etag.ts'
import type { AuthenticationScheme, Exchange, ScimCall, Setup } from './exchange.ts'
import { startExchange } from './exchange.ts'
import type { Provider } from './provider.ts'
import type { Query } from './query.ts'
import { parseQuery, parseSearchRequest } from './query.ts'
import { listAllResources } from './read-all.ts'
import { listResources, readResource } from './read.ts'
import {
  emptyResponse,
  errorResponse,
  jsonResponse,
  resourceResponse,
  unexpectedError,
} from './respond.ts'
import type { Route } from './routes.ts'
import { allowHeader, checkMethod, findRoute, parseTarget } from './routes.ts'
import type { ResourceType } from './schema.ts'
import { resourceTypes } from './schemas/index.ts'
import { Turns } from './turns.ts'
import type { Write } from './write.ts'
import { completed, write } from './write.ts'

export interface ScimOptions<Context> {
  /** The application's side of the seam. */
  readonly provider: Provider<Context>
  /** What is served; default User with its extensions, and Group. */
  readonly types?: readonly ResourceType[]
  /** Whether the provider can sort; default true. Without, `sortBy` is ignored. */
  readonly sort?: boolean
  /** Whether the provider gives out cursors (RFC 9865); default true. */
  readonly cursor?: boolean
  /** Where an administrator can read about this service. */
  readonly documentationUri?: string
  /** What clients are told about authentication; default one bearer token. */
  readonly authenticationSchemes?: readonly AuthenticationScheme[]
  /** Told of what is neither success nor a refusal: a bug, or a provider that failed. Must not throw. */
  readonly onError?: (error: unknown, request: Request) => void
}

export type ScimHandler<Context> = (request: Request, call: ScimCall<Context>) => Promise<Response>

/**
 * Makes a SCIM service provider of an application. Authentication is the application's business
 * and comes before the handler; who was let in goes into `call.context`.
 *
 * @returns a function that does not reject: what goes wrong is answered in SCIM form
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644 RFC 7644}
 */
export function createScim<Context>(options: ScimOptions<Context>): ScimHandler<Context> {
  const setup = prepare(options)
  return async (request, call) => {
    const report = (error: unknown) => options.onError?.(error, request)
    let response: Response
    try {
      response = await answer(startExchange(setup, call, report), request)
    } catch (error) {
      if (!(error instanceof ScimError)) report(error)
      response = errorResponse(error instanceof ScimError ? error : unexpectedError())
    }
    if (request.method !== 'HEAD') return response
    return new Response(null, { status: response.status, headers: response.headers })
  }
}

function prepare<Context>(options: ScimOptions<Context>): Setup<Context> {
  const types = options.types ?? resourceTypes
  return {
    provider: options.provider,
    types,
    turns: new Turns(),
    typesByEndpoint: new Map(types.map((type) => [type.endpoint.slice(1), type])),
    sort: options.sort ?? true,
    cursor: options.cursor ?? true,
    documentationUri: options.documentationUri,
    authenticationSchemes: options.authenticationSchemes ?? [bearerToken],
  }
}

async function answer<Context>(exchange: Exchange<Context>, request: Request): Promise<Response> {
  const target = parseTarget(request.url, exchange.scim.prefix)
  const route = findRoute(exchange.setup.typesByEndpoint, target.path)
  if (route.kind === 'me')
    throw new ScimError(501, 'This service has no /Me; use /Users with the id of the user.')
  checkMethod(route, request.method)
  if (request.method === 'OPTIONS') return emptyResponse(204, { allow: allowHeader(route) })
  const query = parseQuery(target.query)
  switch (route.kind) {
    case 'resource':
      return answerResource(exchange, request, route, query)
    case 'type':
      if (request.method !== 'POST') return listResources(exchange, route.type, query)
      return answerWrite(exchange, {
        method: 'POST',
        type: route.type,
        query,
        preconditions: () => noPreconditions,
        body: () => readBody(request, exchange.reading),
      })
    case 'search':
      return answerSearch(exchange, request, route.type)
    case 'root':
      return listAllResources(exchange, query)
    case 'bulk':
      return jsonResponse(await carryOutBulk(exchange, await readBody(request, exchange.reading)))
    case 'configuration':
    case 'schemas':
    case 'resourceTypes':
      return jsonResponse(discoveryText(exchange, route, query))
  }
}

async function answerResource<Context>(
  exchange: Exchange<Context>,
  request: Request,
  { type, id }: Route & { kind: 'resource' },
  query: Query,
): Promise<Response> {
  const { method } = request
  const preconditions = () => parsePreconditions(request.headers)
  if (method === 'PUT' || method === 'PATCH' || method === 'DELETE')
    return answerWrite(exchange, {
      method,
      type,
      id,
      query,
      preconditions,
      body: () => readBody(request, exchange.reading),
    })
  return readResource(exchange, type, id, query, preconditions())
}

async function answerWrite<Context>(exchange: Exchange<Context>, what: Write): Promise<Response> {
  const written = await write(exchange, what)
  const { stored, onlyCollections, isPartial = false, projection } = written
  if (!stored) return emptyResponse(204, {})
  if (onlyCollections && !isAskedFor(exchange, what.query))
    return emptyResponse(204, { etag: entityTag(stored.version) })
  const whole = await completed(exchange, what.type, stored, projection, isPartial)
  const status = what.method === 'POST' ? 201 : 200
  return resourceResponse(exchange, status, what.type, whole, projection)
}

/** RFC 7644 §3.5.2: with a projection in the query the answer has a body in any case. */
function isAskedFor<Context>({ scim }: Exchange<Context>, query: Query): boolean {
  return Boolean(scim.memberPatchStatus === 200 || query.attributes || query.excludedAttributes)
}

async function answerSearch<Context>(
  exchange: Exchange<Context>,
  request: Request,
  type: ResourceType | undefined,
): Promise<Response> {
  const { reading } = exchange
  const query = parseSearchRequest(await readBody(request, reading), reading.strict)
  return type ? listResources(exchange, type, query) : listAllResources(exchange, query)
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-4 RFC 7644 §4} */
function discoveryText<Context>(exchange: Exchange<Context>, route: Route, query: Query): string {
  if (query.filter !== undefined)
    throw new ScimError(403, 'What the service says about itself cannot be filtered.')
  if (route.kind === 'schemas') return schemasText(exchange, route.id)
  if (route.kind === 'resourceTypes') return resourceTypesText(exchange, route.id)
  return configurationText(exchange)
}
