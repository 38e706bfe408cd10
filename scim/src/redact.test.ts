import { expect, test } from 'vitest'
import { withoutSecrets } from './redact.ts'
import { userType } from './schemas/index.ts'

const secret = 'hunter2'

test.each([
  [{ userName: 'ada', password: secret }],
  [{ PassWord: secret }],
  [{ 'urn:ietf:params:scim:schemas:core:2.0:User:password': secret }],
  [{ Operations: [{ op: 'replace', path: 'password', value: secret }] }],
  [{ Operations: [{ op: 'replace', value: { password: secret } }] }],
  [{ Operations: [{ Op: 'Add', Path: 'Password ', Value: [secret] }] }],
  [[{ password: { nested: secret } }]],
])('no password of %j is shown', (body) => {
  expect(JSON.stringify(withoutSecrets(userType, body))).not.toContain(secret)
})

test('all else is shown as it was', () => {
  const body = JSON.parse('{"userName":"ada","__proto__":{"a":1},"emails":[null,{"value":"b"}]}')
  expect(withoutSecrets(userType, body)).toEqual(body)
})
