/** What the doctor looks at in each connection: does it work, and will it go on working. */
import { listTokens, type Token } from '../access/token.ts'
import { type Connection, listConnections } from '../connections/connection.ts'
import type { Database } from '../database/database.ts'
import { listOrganizations, type Organization } from '../directory/organization.ts'
import { type Finding, on } from './finding.ts'
import { programName, readableTime, shellWord } from './output.ts'
import { stateOf } from './token.ts'

const dayMs = 24 * 60 * 60 * 1000
const expiresSoonDays = 30
/** Entra comes every 40 minutes, others daily at least. */
const silentDays = 2

/** Looks at every connection of every organization. */
export async function checkConnections(
  database: Database,
  now: Date = new Date(),
): Promise<Finding[]> {
  const organizations = await listOrganizations(database)
  if (organizations.length === 0)
    return [
      on('organizations').note(
        'There is none yet.',
        `${programName()} organization create acme --name "Acme"`,
      ),
    ]
  const findings: Finding[] = []
  for (const organization of organizations) {
    const connections = await listConnections(database, organization.id)
    const tokens = await listTokens(database, organization.id)
    const requests = await lastRequests(database, organization.id)
    if (connections.length === 0)
      findings.push(
        on(organization.slug).note(
          'It has no connection yet.',
          `${programName()} connection create ${organization.slug} --kind scim --name …`,
        ),
      )
    for (const connection of connections) {
      const own = tokens.filter(({ connectionId }) => connectionId === connection.id)
      findings.push(
        ...checkConnection(organization, connection, own, requests.get(connection.id), now),
      )
    }
  }
  return findings
}

function checkConnection(
  organization: Organization,
  connection: Connection,
  tokens: readonly Token[],
  lastChange: string | undefined,
  now: Date,
): Finding[] {
  const { ok, note, warning } = on(`${organization.slug} › ${connection.name}`)
  const words = `${organization.slug} ${shellWord(connection.name)}`
  const renew = `${programName()} token create ${words}`
  if (connection.state === 'off')
    return [note('It is switched off.', `${programName()} connection set ${words} --state live`)]
  const live = tokens.filter((token) => stateOf(token, now) === 'live')
  if (live.length === 0) return [warning('It has no valid token.', renew)]
  const uses = [lastChange, ...tokens.map(({ lastUsed }) => lastUsed)]
  const last = uses
    .filter((time) => typeof time === 'string')
    .toSorted()
    .at(-1)
  const findings: Finding[] = []
  if (last === undefined)
    findings.push(
      note(
        'No request has come yet.',
        'Enter its Tenant URL and secret token at the identity provider.',
      ),
    )
  else if (now.getTime() - Date.parse(last) > silentDays * dayMs)
    findings.push(
      warning(
        `No request has come since ${readableTime(last)} (UTC).`,
        'See the provisioning log of the identity provider: it may be in quarantine.',
      ),
    )
  else findings.push(ok(`The last request came ${readableTime(last)} (UTC).`))
  const lasting = live.some(({ expires }) => expires === null || isFar(expires, now))
  if (!lasting) {
    const end =
      live
        .map(({ expires }) => expires ?? '')
        .toSorted()
        .at(-1) ?? ''
    findings.push(
      warning(
        `Its last token expires on ${end.slice(0, 10)}.`,
        `Make another and enter it at the identity provider: ${renew}`,
      ),
    )
  }
  return findings
}

const isFar = (expires: string, now: Date) =>
  Date.parse(expires) - now.getTime() > expiresSoonDays * dayMs

/** By connection: when its latest cycle was last heard of. */
async function lastRequests(
  database: Database,
  organizationId: string,
): Promise<Map<string, string>> {
  const { build } = database
  const rows = await database.run(
    build
      .selectFrom('cycle')
      .select(['connection_id', ({ fn }) => fn.max('last_request').as('last')])
      .where('organization_id', '=', organizationId)
      .groupBy('connection_id'),
  )
  return new Map(rows.map((row) => [row.connection_id, row.last]))
}
