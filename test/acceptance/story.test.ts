/** From an empty machine to two identity providers, by the commands that people type. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Kind, type Report, simulate } from '@rollbook/simulators'
import type { Serving } from '../support/command.ts'
import {
  type Access,
  install,
  type Installation,
  kinds,
  makeAccess,
  tenantUrlAt,
} from '../support/installation.ts'

/** Of the company at Entra and Okta, and of the smaller one that speaks the flag's dialect. */
const acme = { people: 120, groups: 8 }
const flag = { people: 40, groups: 4 }

describe.each(kinds)('on %s', (kind) => {
  let installation: Installation
  let server: Serving
  let entra: Access
  let flagged: Access
  let okta: Access
  /** Of the first import. */
  let first: Report

  beforeAll(async () => {
    installation = await install(kind)
    server = await installation.serve()
  })
  afterAll(() => installation.remove())

  const optionsOf = (access: Access) => ({
    url: tenantUrlAt(server, access),
    token: access.secret,
    ...(access === flagged ? flag : acme),
  })

  /** `rollbook simulate entra` */
  async function simulateByCommand(access: Access): Promise<Report> {
    const words = Object.entries(optionsOf(access)).flatMap(([name, value]) => [`--${name}`, value])
    return installation.rollbook('simulate', 'entra', ...words.map(String))
  }

  /** The same without a process of its own, which saves time. */
  const play = (player: Kind, access: Access, dialect = { flag: access === flagged }) =>
    simulate(player, { ...optionsOf(access), ...dialect })

  /** All activities, oldest first. */
  const readLog = () =>
    installation.look(async (database) => {
      const { build } = database
      const query = build.selectFrom('activity').select(['activity_id', 'verdict'])
      return database.run(query.orderBy('activity_id'))
    })

  /** Sees that as many activities of this verdict are new, and no others. */
  async function expectLogged(before: Awaited<ReturnType<typeof readLog>>, verdicts: object) {
    const log = await readLog()
    expect(log.slice(0, before.length)).toEqual(before)
    const counts: Record<string, number> = {}
    for (const { verdict } of log.slice(before.length)) counts[verdict] = (counts[verdict] ?? 0) + 1
    expect(counts).toEqual(verdicts)
  }

  const countPeople = (slug: string) =>
    installation.look(async (database) => {
      const rows = await database.run(
        database.build
          .selectFrom('person as p')
          .innerJoin('organization as o', 'o.organization_id', 'p.organization_id')
          .select('p.person_id')
          .where('o.slug', '=', slug),
      )
      return rows.length
    })

  /** Sees that everything is there and nothing else, and that nothing was found wanting. */
  function expectWhole({ company, deviations, refused, verified }: Report) {
    const { people, groups } = company
    expect({ deviations, refused }).toEqual({ deviations: [], refused: [] })
    const { expected, ...found } = verified!
    const beside = { managersAsText: 0, others: 0, differences: [], differenceCount: 0 }
    expect(found).toEqual({ ...expected, ...beside })
    expect(expected).toMatchObject({ people, groups, managers: people - 1 })
    expect(expected.memberships).toBeGreaterThan(people)
  }

  /** Sees that a run found everything as it should be. */
  function expectUnchanged(report: Report) {
    expectWhole(report)
    const { people, groups } = report.company
    expect(report).toMatchObject({ writes: 0, created: 0, unchanged: people + groups })
  }

  test('Entra brings all people, managers and memberships', async () => {
    await installation.rollbook('organization', 'create', 'acme')
    entra = await makeAccess(installation, 'acme', 'Microsoft Entra ID')
    first = await simulateByCommand(entra)
    expectWhole(first)
    expect(first).toMatchObject({ created: acme.people + acme.groups, adopted: 0 })
    expect(await countPeople('acme')).toBe(acme.people)
  })

  test('so it does in the dialect of its flag', async () => {
    await installation.rollbook('organization', 'create', 'flag')
    flagged = await makeAccess(installation, 'flag', 'Microsoft Entra ID')
    const report = await play('entra', flagged)
    expectWhole(report)
    expect(report).toMatchObject({ created: flag.people + flag.groups, adopted: 0 })
    expect(await countPeople('flag')).toBe(flag.people)
  })

  test('what it sends again changes nothing and is not logged', async () => {
    const before = await readLog()
    expectUnchanged(await simulateByCommand(entra))
    expectUnchanged(await play('entra', flagged))
    expect(await readLog()).toEqual(before)
  })

  test('nor after a restart of the server, in whatever dialect', async () => {
    const before = await readLog()
    expect((await server.end()).exitCode).toBe(0)
    server = await installation.serve()
    expectUnchanged(await play('entra', entra))
    expectUnchanged(await play('entra', flagged))
    expectUnchanged(await play('entra', entra, { flag: true }))
    expect(await readLog()).toEqual(before)
  })

  test('whom Entra holds Okta cannot have, and is told who holds them', async () => {
    okta = await makeAccess(installation, 'acme', 'Okta')
    const before = await readLog()
    const { refused, deviations, ids } = await play('okta', okta)
    expect({ deviations, people: ids.people }).toEqual({ deviations: [], people: {} })
    expect(refused).toHaveLength(acme.people)
    for (const { status, detail } of refused) {
      expect(status).toBe(409)
      expect(detail).toContain('managed by the connection "Microsoft Entra ID"')
    }
    await expectLogged(before, { conflict: acme.people, create: acme.groups })
    expect(await countPeople('acme')).toBe(acme.people)
  })

  test('when Entra is switched off Okta gets everybody, ids unchanged', async () => {
    const words = ['connection', 'set', 'acme', 'Microsoft Entra ID', '--state', 'off']
    await installation.rollbook(...words)
    const before = await readLog()
    const report = await play('okta', okta)
    expectWhole(report)
    expect(report).toMatchObject({ adopted: acme.people, created: 0 })
    expect(Object.keys(report.ids.people)).toHaveLength(acme.people)
    expect(report.ids.people).toEqual(first.ids.people)
    // Updates are the members, and managers who were adopted after those they lead.
    await expectLogged(before, { adopt: acme.people, update: expect.any(Number) })
    expect(await countPeople('acme')).toBe(acme.people)
  })
})
