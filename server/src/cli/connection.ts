/** `rollbook connection …` */
import {
  type Connection,
  createConnection,
  findConnection,
  listConnections,
  setConnectionState,
} from '../connections/connection.ts'
import { findOrganization } from '../directory/organization.ts'
import { Refusal } from '../directory/refusal.ts'
import { type OutputOptions, print, programName, shellWord, table } from './output.ts'
import { withDatabase } from './workplace.ts'

/** `connection create ORGANIZATION` */
export async function create(
  organizationName: string,
  options: OutputOptions & { kind: 'scim' | 'entra'; name: string; observe?: boolean },
): Promise<void> {
  if (options.kind === 'entra')
    throw new Refusal('This version of Rollbook has no Entra connector yet: use --kind scim.')
  if (options.observe === true) throw noObserve()
  await withDatabase(async (database, config) => {
    const organization = await findOrganization(database, organizationName)
    const connection = await createConnection(database, organization, options)
    const tenantUrl = tenantUrlOf(config.publicUrl, connection)
    const connectionWord = shellWord(connection.name)
    print(options, { ...connection, tenantUrl }, [
      `Connection "${connection.name}" of ${organization.name} is made and switched on.`,
      '',
      `Tenant URL    ${tenantUrl}`,
      '',
      'Next, its secret token:',
      `  ${programName()} token create ${organization.slug} ${connectionWord}`,
    ])
  })
}

/** `connection list ORGANIZATION` */
export async function list(organizationName: string, options: OutputOptions): Promise<void> {
  await withDatabase(async (database, config) => {
    const organization = await findOrganization(database, organizationName)
    const connections = await listConnections(database, organization.id)
    const shown = connections.map((connection) => ({
      ...connection,
      tenantUrl: tenantUrlOf(config.publicUrl, connection),
    }))
    const rows = shown.map(({ name, kind, state, tenantUrl }) => [name, kind, state, tenantUrl])
    const next = `connection create ${organization.slug} --kind scim --name "Microsoft Entra ID"`
    print(
      options,
      shown,
      rows.length === 0
        ? [`${organization.name} has none yet: ${programName()} ${next}`]
        : table(['NAME', 'KIND', 'STATE', 'TENANT URL'], rows),
    )
  })
}

/** `connection set ORGANIZATION CONNECTION` */
export async function set(
  organizationName: string,
  connectionName: string,
  options: OutputOptions & { state: Connection['state'] },
): Promise<void> {
  const { state } = options
  if (state === 'observe') throw noObserve()
  await withDatabase(async (database) => {
    const organization = await findOrganization(database, organizationName)
    const found = await findConnection(database, organization, connectionName)
    const connection = await setConnectionState(database, found, state)
    print(options, connection, [
      state === 'live'
        ? `Connection "${connection.name}" of ${organization.name} is switched on.`
        : `Connection "${connection.name}" of ${organization.name} is switched off: its requests ` +
          'are answered with 403 from now on.',
    ])
  })
}

/** What the identity provider asks for under that name. */
export const tenantUrlOf = (publicUrl: string, { id }: Pick<Connection, 'id'>) =>
  `${publicUrl}/scim/v2/${id}`

const noObserve = () =>
  new Refusal(
    'This version of Rollbook cannot observe yet: it has connections that are live or off.',
  )
