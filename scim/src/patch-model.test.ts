import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ent, patchUser } from './patch.test-support.ts'
import type { Resource } from './schema.ts'

/** One wish of a client: what it says on the wire, and what it means to a plain model of a person. */
interface Step {
  readonly operation: Resource
  apply(model: Model): void
}

interface Email {
  type: string
  value?: string | undefined
  primary?: boolean
}

interface Model {
  readonly plain: Map<string, string>
  emails: Email[]
}

const plainPaths = ['title', 'nickName', 'name.givenName', 'name.familyName', `${ent}:department`]
const type = fc.constantFrom('work', 'home', 'other')
const text = fc.constantFrom('a', 'b', 'c')
const setting = fc.constantFrom('add', 'replace', 'Add', 'Replace')

function mark(model: Model, marked: Email): void {
  for (const email of model.emails) if (email.primary && email !== marked) email.primary = false
  marked.primary = true
}

const setPlain = fc
  .tuple(setting, fc.constantFrom(...plainPaths), fc.constantFrom('a', 'b', '', null))
  .map(([op, path, value]): Step => ({
    operation: { op, path, value },
    apply: ({ plain }) => void (value ? plain.set(path, value) : plain.delete(path)),
  }))

const removePlain = fc.constantFrom(...plainPaths).map((path): Step => ({
  operation: { op: 'remove', path },
  apply: ({ plain }) => void plain.delete(path),
}))

const setValue = fc
  .tuple(setting, type, fc.constantFrom('a', 'b', ''))
  .map(([op, of, value]): Step => ({
    operation: { op, path: `emails[type eq "${of}"].value`, value },
    apply(model) {
      const matched = model.emails.filter((email) => email.type === of)
      for (const email of matched) email.value = value || undefined
      if (matched.length === 0 && value) model.emails.push({ type: of, value })
    },
  }))

const setMark = fc.tuple(setting, type).map(([op, of]): Step => ({
  operation: { op, path: `emails[type eq "${of}"].primary`, value: true },
  apply(model) {
    let email = model.emails.find((other) => other.type === of)
    if (!email) model.emails.push((email = { type: of }))
    mark(model, email)
  },
}))

const removeOfType = type.map((of): Step => ({
  operation: { op: 'remove', path: `emails[type eq "${of}"]` },
  apply(model) {
    model.emails = model.emails.filter((email) => email.type !== of)
  },
}))

const removePicked = fc.tuple(type, text).map(([of, value]): Step => ({
  operation: { op: 'remove', path: 'emails', value: [{ type: of, value }] },
  apply(model) {
    model.emails = model.emails.filter((email) => email.type !== of || email.value !== value)
  },
}))

const replaceAll = fc
  .uniqueArray(fc.record({ type, value: text }), { selector: (email) => email.type })
  .map((emails): Step => ({
    operation: { op: 'replace', value: { emails } },
    apply(model) {
      model.emails = emails.map((email) => ({ ...email }))
    },
  }))

/** Only where there is none of the type, so that a type names one e-mail at most. */
const addNew = fc.tuple(type, text, fc.boolean()).map(([of, value, primary]): Step => ({
  operation: {
    op: 'add',
    path: `emails[type eq "${of}"]`,
    value: { value, ...(primary && { primary }) },
  },
  apply(model) {
    let email = model.emails.find((other) => other.type === of)
    if (!email) model.emails.push((email = { type: of }))
    email.value = value
    if (primary) mark(model, email)
  },
}))

const history = fc.array(
  fc.array(
    fc.oneof(
      setPlain,
      removePlain,
      setValue,
      setMark,
      removeOfType,
      removePicked,
      replaceAll,
      addNew,
    ),
    { minLength: 1, maxLength: 5 },
  ),
  { maxLength: 6 },
)

test('§3.5.2 any history of requests leaves what it leaves of a plain model', () => {
  fc.assert(
    fc.property(history, (requests) => {
      const model: Model = { plain: new Map(), emails: [] }
      let person: Resource = { userName: 'ada' }
      for (const steps of requests) {
        person = patchUser(
          person,
          steps.map(({ operation }) => operation),
        ).after
        for (const step of steps) step.apply(model)
        model.emails = model.emails.filter(({ value }) => value !== undefined)
        expect(person).toEqual(resourceOf(model))
      }
    }),
    { numRuns: 500 },
  )
})

/** The model as a resource. */
function resourceOf({ plain, emails }: Model): Resource {
  const [given, family] = [plain.get('name.givenName'), plain.get('name.familyName')]
  const department = plain.get(`${ent}:department`)
  return JSON.parse(
    JSON.stringify({
      userName: 'ada',
      title: plain.get('title'),
      nickName: plain.get('nickName'),
      ...((given ?? family) && { name: { givenName: given, familyName: family } }),
      ...(emails.length > 0 && { emails }),
      ...(department && { [ent]: { department } }),
    }),
  ) as Resource
}
