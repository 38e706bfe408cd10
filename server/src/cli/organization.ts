/** `rollbook organization …` */
import {
  createOrganization,
  listOrganizations,
  type Organization,
} from '../directory/organization.ts'
import { type OutputOptions, print, programName, readableTime, table } from './output.ts'
import { withDatabase } from './workplace.ts'

/** `organization create SLUG` */
export async function create(
  slug: string,
  options: OutputOptions & { name?: string; identifier: Organization['identifier'] },
): Promise<void> {
  const { name = slug, identifier } = options
  const organization = await withDatabase((database) =>
    createOrganization(database, { slug, name, identifier }),
  )
  print(options, organization, [
    `Organization ${organization.name} is made; its short name is ${slug}.`,
    `No two of its people share ${identifier === 'email' ? 'an e-mail address' : 'an employee ID'}.`,
    '',
    'Next, a connection for its identity provider:',
    `  ${programName()} connection create ${slug} --kind scim --name "Microsoft Entra ID"`,
  ])
}

/** `organization list` */
export async function list(options: OutputOptions): Promise<void> {
  const organizations = await withDatabase(listOrganizations)
  const rows = organizations.map(({ slug, name, identifier, created, id }) => [
    slug,
    name,
    identifier,
    readableTime(created),
    id,
  ])
  print(
    options,
    organizations,
    rows.length === 0
      ? [`There is none yet: ${programName()} organization create acme --name "Acme"`]
      : table(['SLUG', 'NAME', 'IDENTIFIER', 'MADE (UTC)', 'ID'], rows),
  )
}
