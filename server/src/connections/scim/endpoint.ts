/** The SCIM service of a connection: the protocol engine over the directory. */
import { createScim, type Provider, type ResourceType } from '@rollbook/scim'
import type { Database } from '../../database/database.ts'
import { isId } from '../../database/ids.ts'
import { createCycles } from '../../directory/cycle.ts'
import { activityAlone } from '../../directory/log.ts'
import type { Organization } from '../../directory/organization.ts'
import type { Connection } from '../connection.ts'
import { type ScimContext, sourceOf } from './context.ts'
import { createCursors } from './cursor.ts'
import { Groups } from './groups.ts'
import { Lists } from './list-rows.ts'
import { PageStarts } from './page-starts.ts'
import { People } from './people.ts'

/** Who sends a request, as access found out. */
export interface ScimCaller {
  readonly organization: Organization
  readonly connection: Connection
  /** For the log, such as `token:<label>`. */
  readonly actor: string
  readonly requestId: string
  /** The path before `/Users`, such as `/scim/v2/<connection>`. */
  readonly prefix: string
}

export interface ScimEndpoint {
  handle(request: Request, caller: ScimCaller): Promise<Response>
}

export interface ScimEndpointOptions {
  readonly database: Database
  /** Where the world reaches this server, without a slash at the end. */
  readonly publicUrl: string
  /** Told of bugs and failures that are answered with 5xx. */
  readonly onError: (error: unknown, request?: Request) => void
  /** Seals cursors; the same in all instances. */
  readonly cursorKey?: Buffer
}

/** Serves SCIM for every connection. */
export function createScimEndpoint(options: ScimEndpointOptions): ScimEndpoint {
  const { database, onError } = options
  const scim = createScim<ScimContext>({
    provider: createProvider(options),
    onError,
  })
  const publicUrl = options.publicUrl.replace(/\/+$/, '')
  return {
    handle(request, caller) {
      const { organization, connection, prefix, actor, requestId } = caller
      const { strict, memberPatchStatus } = connection.settings
      const base = publicUrl + prefix
      return scim(request, {
        prefix,
        base,
        strict: strict === true,
        ...(memberPatchStatus && { memberPatchStatus }),
        context: {
          organization,
          connection,
          scope: { organizationId: organization.id, connectionId: connection.id },
          actor,
          requestId,
          base,
        },
      })
    },
  }

  function createProvider({ cursorKey }: ScimEndpointOptions): Provider<ScimContext> {
    const cycleOf = createCycles(database, onError)
    const lists = new Lists(database, new PageStarts(), createCursors(cursorKey))
    const people = new People(database, lists, cycleOf)
    const groups = new Groups(database, lists, cycleOf)
    return {
      get: (type, id, selection, { context }) =>
        isUser(type) ? people.get(id, context) : groups.get(id, selection, context),
      list: (type, query, selection, { context }) =>
        isUser(type)
          ? people.list(query, selection, context)
          : groups.list(query, selection, context),
      create: (type, resource, deltas, call) =>
        isUser(type) ? people.create(resource, call) : groups.create(resource, deltas, call),
      update: (type, id, update, call) =>
        isUser(type) ? people.update(update, call) : groups.update(id, update, call),
      delete: (type, id, ifVersion, call) =>
        isUser(type) ? people.delete(id, ifVersion, call) : groups.delete(id, ifVersion, call),
      async refused({ type, id, scimType, status, detail, method, body }, call) {
        const isConflict = scimType === 'uniqueness' || status === 409
        const source = sourceOf(call, await cycleOf(call.context.scope))
        const entry = activityAlone(
          source,
          isUser(type) ? 'person' : 'group',
          id !== undefined && isId(id) ? id : null,
          {
            verdict: isConflict ? 'conflict' : 'reject',
            ...(body !== undefined && { wanted: wantedOf(body) }),
            reason: `${method} was answered with ${status}${scimType ? ` ${scimType}` : ''}: ${detail}`,
          },
          new Date().toISOString(),
        )
        try {
          await database.write([entry])
        } catch (error) {
          // The refusal stands and is answered; that it could not be logged is a failure of ours.
          onError(error)
        }
      },
    }
  }
}

/** What of a refused request the log keeps, in characters of JSON. */
const wantedMax = 16_384

/** The names by which somebody is found, when all of a request is too long for the log. */
const identifying = ['userName', 'externalId', 'displayName', 'id']

function wantedOf(body: unknown): unknown {
  if (JSON.stringify(body).length <= wantedMax) return body
  if (typeof body !== 'object' || body === null) return undefined
  const named = Object.entries(body).filter(
    ([name, value]) =>
      identifying.some((each) => each.toLowerCase() === name.toLowerCase()) &&
      JSON.stringify(value).length < wantedMax / identifying.length,
  )
  return Object.fromEntries(named)
}

function isUser(type: ResourceType): boolean {
  return type.name === 'User'
}
