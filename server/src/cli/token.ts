/** `rollbook token …` */
import { readExpiry } from '../access/expiry.ts'
import { deriveKey, loadSecret } from '../access/secret.ts'
import { createToken, listTokens, revokeToken, type Token } from '../access/token.ts'
import { findConnection, listConnections } from '../connections/connection.ts'
import { findOrganization } from '../directory/organization.ts'
import { tenantUrlOf } from './connection.ts'
import { readOption } from './failure.ts'
import { type OutputOptions, print, programName, readableTime, table } from './output.ts'
import { withDatabase } from './workplace.ts'

/** `token create ORGANIZATION CONNECTION` */
export async function create(
  organizationName: string,
  connectionName: string,
  options: OutputOptions & { label?: string; expires: string },
): Promise<void> {
  const expires = readOption(() => readExpiry(options.expires))
  await withDatabase(async (database, config) => {
    const organization = await findOrganization(database, organizationName)
    const connection = await findConnection(database, organization, connectionName)
    const key = deriveKey(loadSecret(config), 'token digest')
    const { label } = options
    const { token, text } = await createToken(database, key, connection, { label, expires })
    const tenantUrl = tenantUrlOf(config.publicUrl, connection)
    print(options, { ...token, secret: text, tenantUrl }, [
      `Token "${token.label}" for "${connection.name}" of ${organization.name} is made.`,
      `It is shown this once, and expires on ${expires.slice(0, 10)}.`,
      '',
      `Tenant URL    ${tenantUrl}`,
      `Secret token  ${text}`,
      '',
      'Enter both at the identity provider: in Microsoft Entra ID under Provisioning › Admin',
      'Credentials, in Okta under Provisioning › Integration. Or try it out with made-up people:',
      `  ${programName()} simulate entra --url ${tenantUrl} --token ${text}`,
    ])
  })
}

/** `token list ORGANIZATION [CONNECTION]` */
export async function list(
  organizationName: string,
  connectionName: string | undefined,
  options: OutputOptions,
): Promise<void> {
  await withDatabase(async (database) => {
    const organization = await findOrganization(database, organizationName)
    const connection =
      connectionName === undefined
        ? undefined
        : await findConnection(database, organization, connectionName)
    const tokens = await listTokens(database, organization.id, connection?.id)
    const connections = await listConnections(database, organization.id)
    const names = new Map(connections.map(({ id, name }) => [id, name]))
    const rows = tokens.map((token) => [
      token.id,
      names.get(token.connectionId) ?? token.connectionId,
      token.label,
      stateOf(token),
      readableTime(token.expires),
      readableTime(token.lastUsed),
    ])
    print(
      options,
      tokens.map((token) => ({ ...token, state: stateOf(token) })),
      rows.length === 0
        ? [
            `There is none yet: ${programName()} token create ${organization.slug} ` +
              (connectionName ?? 'CONNECTION'),
          ]
        : table(['ID', 'CONNECTION', 'LABEL', 'STATE', 'EXPIRES (UTC)', 'LAST USED (UTC)'], rows),
    )
  })
}

/** `token revoke ORGANIZATION TOKEN` */
export async function revoke(
  organizationName: string,
  name: string,
  options: OutputOptions,
): Promise<void> {
  await withDatabase(async (database) => {
    const organization = await findOrganization(database, organizationName)
    const token = await revokeToken(database, organization.id, name)
    print(options, { ...token, state: stateOf(token) }, [
      `Token "${token.label}" (${token.id}) is revoked; it is refused from now on.`,
    ])
  })
}

/** What a token is good for at this moment. */
export function stateOf(token: Token, now = new Date()): 'live' | 'expired' | 'revoked' {
  if (token.revoked !== null) return 'revoked'
  return token.expires !== null && token.expires <= now.toISOString() ? 'expired' : 'live'
}
