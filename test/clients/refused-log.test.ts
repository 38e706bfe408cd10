import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { core, createUser } from '../support/scim.ts'

onEachDatabase('The log of what was refused', ({ connect, database }) => {
  test('I23 tells who was meant and what was wanted, and no password', async () => {
    const scim = await connect()
    await createUser(scim, 'ada')
    const wanted = { schemas: [core], userName: 'ADA', externalId: 'x1', title: 'Dr' }
    const response = await scim.post('/Users', { ...wanted, password: 'open sesame' })
    expect(response.status).toBe(409)
    const entry = (await readLog(database(), scim.organization)).at(-1)
    expect(entry).toMatchObject({ verdict: 'conflict', outcome: 'rejected', plan: { wanted } })
    expect(JSON.stringify(entry)).not.toContain('open sesame')
  })
})
