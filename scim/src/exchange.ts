/** What is known while one request is being answered. */
import type { ListFeatures } from './list.ts'
import type { Call, Provider } from './provider.ts'
import type { Reading } from './reading.ts'
import { startReading } from './reading.ts'
import type { ResourceType } from './schema.ts'
import type { Turns } from './turns.ts'

/** What the application handed over once, made ready to be looked things up in. */
export interface Setup<Context> extends ListFeatures {
  readonly provider: Provider<Context>
  readonly types: readonly ResourceType[]
  /** Of writes that lost a race for a resource. */
  readonly turns: Turns
  /** By endpoint without the slash: `Users`. */
  readonly typesByEndpoint: ReadonlyMap<string, ResourceType>
  /** The discovery documents, without what depends on where the request came in. */
  readonly documentationUri: string | undefined
  readonly authenticationSchemes: readonly AuthenticationScheme[]
}

/** How clients prove who they are; told to them, never checked here. RFC 7643 §5. */
export interface AuthenticationScheme {
  readonly type: 'oauth' | 'oauth2' | 'oauthbearertoken' | 'httpbasic' | 'httpdigest'
  readonly name: string
  readonly description: string
  readonly specUri?: string
  readonly documentationUri?: string
  readonly primary?: boolean
}

/** What the application says about one request. */
export interface ScimCall<Context> {
  /** The path to strip from the URL of the request, such as `/scim/v2`. */
  readonly prefix: string
  /** The absolute public URL of the SCIM root; `meta.location`, `Location` and `$ref` start so. */
  readonly base: string
  /** Handed on to the provider untouched: tenant, connection, … */
  readonly context: Context
  /** Whether nothing is repaired and all is refused that the RFC refuses; default false. */
  readonly strict?: boolean
  /** The answer to a PATCH that changes nothing but collections; default 204. */
  readonly memberPatchStatus?: 200 | 204
}

/** One request, or one operation of a bulk request, on its way. */
export interface Exchange<Context> {
  readonly setup: Setup<Context>
  readonly scim: ScimCall<Context>
  /** The public URL of the SCIM root, without a slash at the end. */
  readonly root: string
  readonly reading: Reading
  /** What the provider is told. */
  readonly call: Call<Context>
  /** Hands what is a bug to the application. */
  report(error: unknown): void
}

/** Begins an exchange with a reading of its own. */
export function startExchange<Context>(
  setup: Setup<Context>,
  scim: ScimCall<Context>,
  report: (error: unknown) => void,
): Exchange<Context> {
  const reading = startReading(scim.strict === true)
  const root = scim.base.endsWith('/') ? scim.base.slice(0, -1) : scim.base
  return {
    setup,
    scim,
    root,
    reading,
    report,
    call: {
      context: scim.context,
      repairs: reading.repairs,
      warnings: reading.warnings,
      location(name, id) {
        const type = setup.types.find((known) => known.name === name)
        if (!type) throw new TypeError(`there is no resource type ${name}`)
        return locate(root, type, id)
      },
    },
  }
}

/** The absolute URL of a resource. */
export function locate(root: string, type: ResourceType, id: string): string {
  return `${root}${type.endpoint}/${encodeURIComponent(id)}`
}
