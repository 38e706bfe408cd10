/** What the filters that clients send find, over the real service. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../../../../test/support/each-database.ts'
import { find, makePerson } from '../../../../test/support/find.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

onEachDatabase('filters of values', (place) => {
  test('E-08 E-09 userName ignores letter case, externalId does not', async () => {
    const client = await place.connect()
    await makePerson(client, 'Ada@Contoso.com', { externalId: 'AbC1' })
    expect(await find(client, 'userName eq "ada@contoso.COM"')).toEqual(['Ada@Contoso.com'])
    expect(await find(client, 'externalId eq "abc1"')).toEqual([])
    expect(await find(client, 'externalId eq "AbC1"')).toEqual(['Ada@Contoso.com'])
    expect(await find(client, 'externalId sw "Ab"')).toEqual(['Ada@Contoso.com'])
    expect(await find(client, 'externalId sw "ab"')).toEqual([])
  })

  test('a userName is found by any spelling of its key', async () => {
    const client = await place.connect()
    await makePerson(client, 'Kelvin')
    await makePerson(client, 'straße')
    await makePerson(client, 'ﬁona')
    await makePerson(client, 'José')
    for (const [spelling, userName] of [
      ['\u212aELVIN', 'Kelvin'],
      ['STRASSE', 'straße'],
      ['FIONA', 'ﬁona'],
      ['jose\u0301', 'José'],
    ] as const) {
      expect(await find(client, `userName eq "${spelling}"`)).toEqual([userName])
      expect(await find(client, `userName sw "${spelling}"`)).toEqual([userName])
      expect(await find(client, `userName co "${spelling}"`)).toEqual([userName])
      expect(await find(client, `userName ew "${spelling}"`)).toEqual([userName])
    }
    expect(await find(client, 'userName eq "Jose"')).toEqual([])
    expect(await find(client, 'userName co "SS"')).toEqual(['straße'])
  })

  test('E-11 all who share a work e-mail are found, and those who have it at home are not', async () => {
    const client = await place.connect(undefined, 'employeeId')
    const email = (type: string) => ({ emails: [{ value: 'Post@School.example', type }] })
    await makePerson(client, 'ada', email('work'))
    await makePerson(client, 'bo', email('Work'))
    await makePerson(client, 'cy', {
      emails: [
        { value: 'cy@school.example', type: 'work' },
        { value: 'post@school.example', type: 'home' },
      ],
    })
    await makePerson(client, 'di', { emails: [{ value: 'di@school.example', type: 'other' }] })
    const work = 'emails[type eq "work"].value eq "POST@school.example"'
    expect(await find(client, work)).toEqual(['ada', 'bo'])
    expect(await find(client, 'emails.value eq "post@school.example"')).toEqual(['ada', 'bo', 'cy'])
    // Each half by another value, which brackets do not allow.
    expect(
      await find(client, 'emails.type eq "work" and emails.value eq "post@school.example"'),
    ).toEqual(['ada', 'bo', 'cy'])
    expect(await find(client, `not (${work})`)).toEqual(['cy', 'di'])
    expect(await find(client, 'emails[value eq "post@school.example" or value sw "cy"]')).toEqual([
      'ada',
      'bo',
      'cy',
    ])
    expect(await find(client, 'emails[not (value eq "post@school.example")]')).toEqual(['cy', 'di'])
    expect(
      await find(client, 'emails[value eq "nobody@school.example" or type eq "home"]'),
    ).toEqual(['cy'])
    expect(await find(client, 'emails.value ne "post@school.example"')).toEqual(['di'])
  })

  test('wildcards and syntax of databases are letters like others', async () => {
    const client = await place.connect()
    const names = ['100%', 'a_b', 'a\\b', "o'neil", 'say "hi"', 'axb', 'a*b', 'a?b', 'a$1b']
    for (const name of names) await makePerson(client, name)
    for (const [filter, found] of [
      ['userName co "%"', ['100%']],
      ['userName co "_"', ['a_b']],
      ['userName co "a_b"', ['a_b']],
      ['userName sw "a_"', ['a_b']],
      ['userName ew "\\\\b"', ['a\\b']],
      ['userName co "\\\\"', ['a\\b']],
      [`userName eq "o'neil"`, ["o'neil"]],
      ['userName co "y \\"hi"', ['say "hi"']],
      ['userName co "a*b"', ['a*b']],
      ['userName co "a?b"', ['a?b']],
      ['userName co "$1b"', ['a$1b']],
      [`userName eq "x' or '1'='1"`, []],
      ['userName co "\\" OR user_name_key : *"', []],
    ] as const)
      expect(await find(client, filter), filter).toEqual(found)
  })

  test('a part of a name of any length is found, blanks and all', async () => {
    const client = await place.connect()
    await makePerson(client, 'ada lovelace')
    await makePerson(client, 'adalovelace')
    expect(await find(client, 'userName co " "')).toEqual(['ada lovelace'])
    expect(await find(client, 'userName co "a l"')).toEqual(['ada lovelace'])
    expect(await find(client, 'userName co "A"')).toEqual(['ada lovelace', 'adalovelace'])
    expect(await find(client, 'userName co "DALO"')).toEqual(['adalovelace'])
    expect(await find(client, 'userName ew "lovel"')).toEqual([])
    expect(await find(client, 'userName ew "LACE"')).toEqual(['ada lovelace', 'adalovelace'])
    expect(await find(client, 'userName sw "ada "')).toEqual(['ada lovelace'])
    expect(await find(client, 'userName ew "e"')).toEqual(['ada lovelace', 'adalovelace'])
    expect(await find(client, `userName co "${'x'.repeat(4000)}"`)).toEqual([])
    expect(await find(client, 'userName eq " Ada Lovelace "')).toEqual(['ada lovelace'])
  })

  test('order is that of code points, beyond U+FFFF last', async () => {
    const client = await place.connect()
    for (const userName of ['b', 'É', '\uffeex', '\u{1f600}'])
      await makePerson(client, userName, { title: userName })
    for (const name of ['userName', 'title']) {
      expect(await find(client, `${name} gt "é"`)).toEqual(['\u{1f600}', '\uffeex'])
      expect(await find(client, `${name} ge "é"`)).toHaveLength(3)
      expect(await find(client, `${name} gt "\uffeex"`)).toEqual(['\u{1f600}'])
      expect(await find(client, `${name} lt "C"`)).toEqual(['b'])
    }
  })

  test('letters are counted, not their halves', async () => {
    const client = await place.connect()
    await makePerson(client, 'ada', { title: '\u{1f600}\u{1f601}a\u{1f602}' })
    for (const filter of [
      'title sw "\u{1f600}\u{1f601}A"',
      'title ew "\u{1f601}A\u{1f602}"',
      'title co "\u{1f601}A"',
    ])
      expect(await find(client, filter), filter).toEqual(['ada'])
  })

  test('an id is found as it is written, and what is no id is nobody', async () => {
    const client = await place.connect()
    const id = await makePerson(client, 'ada')
    expect(await find(client, `id eq "${id}"`)).toEqual(['ada'])
    for (const other of [id.toUpperCase(), `{${id}}`, id.replaceAll('-', ''), 'x', '1', '\u00e9'])
      expect(await find(client, `id eq "${other}"`), other).toEqual([])
    expect(await find(client, `id sw "${id.slice(0, 20)}"`)).toEqual(['ada'])
    expect(await find(client, `id ne "${id}"`)).toEqual([])
  })

  test('E-12 inactive people are found', async () => {
    const client = await place.connect()
    await makePerson(client, 'ada', { active: true })
    await makePerson(client, 'bo', { active: false })
    expect(await find(client, 'userName eq "bo"')).toEqual(['bo'])
    expect(await find(client, 'active eq false')).toEqual(['bo'])
    expect(await find(client, 'active ne false')).toEqual(['ada'])
    expect(await find(client, 'active pr')).toEqual(['ada', 'bo'])
  })

  test('instants compare as such, in whatever zone they are written', async () => {
    const learning = 'urn:rollbook:params:scim:schemas:extension:learning:2.0:User'
    const client = await place.connect()
    await makePerson(client, 'ada', { [learning]: { hireDate: '2026-01-31T23:00:00-02:00' } })
    expect(await find(client, `${learning}:hireDate eq "2026-02-01T01:00:00Z"`)).toEqual(['ada'])
    expect(await find(client, `${learning}:hireDate lt "2026-02-01T03:00:01+02:00"`)).toEqual([
      'ada',
    ])
    expect(await find(client, 'meta.created gt "2020-01-01T00:00:00+01:00"')).toEqual(['ada'])
    expect(await find(client, 'meta.lastModified lt "2020-01-01T00:00:00Z"')).toEqual([])
    expect(await find(client, 'meta.resourceType eq "User"')).toEqual(['ada'])
    expect(await find(client, 'meta.resourceType eq "user"')).toEqual([])
  })

  test('schemas are those a resource has something of', async () => {
    const client = await place.connect()
    await makePerson(client, 'ada', { [enterprise]: { department: 'Maths' } })
    await makePerson(client, 'bo')
    expect(await find(client, `schemas eq "${enterprise}"`)).toEqual(['ada'])
    expect(await find(client, `schemas ne "${enterprise}"`)).toEqual(['bo'])
    expect(await find(client, 'schemas sw "urn:ietf:params:scim:schemas:core"')).toEqual([
      'ada',
      'bo',
    ])
  })

  test('the longest and the deepest filter that may be sent is answered', async () => {
    const client = await place.connect()
    await makePerson(client, 'ada')
    const many = Array.from({ length: 256 }, (_, at) => `title eq "${at}"`).join(' or ')
    expect(await find(client, `not (${many})`)).toEqual(['ada'])
    const searches = Array.from({ length: 256 }, () => 'userName co "ada"').join(' and ')
    expect(await find(client, searches)).toEqual(['ada'])
    const deep = `${'not ('.repeat(32)}emails.value eq "x"${')'.repeat(32)}`
    expect(await find(client, deep)).toEqual([])
  })
})
