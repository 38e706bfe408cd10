/** The core User schema. */
import { defineSchema } from '../define.ts'
import type { AttributeSketch } from '../define.ts'

const primary: AttributeSketch = {
  description: 'Whether it is the preferred one; true at most once.',
  type: 'boolean',
}

/** A multi-valued attribute with the sub-attributes RFC 7643 §2.4 gives all of them. */
function plural(
  description: string,
  own: { readonly value: AttributeSketch; readonly type: AttributeSketch },
): AttributeSketch {
  const { value, type } = own
  const display = { description: 'The name of the value for people to read.' }
  return {
    description,
    type: 'complex',
    multiValued: true,
    subAttributes: { value, display, type, primary },
  }
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-4.1 RFC 7643 §4.1} */
export const userSchema = defineSchema({
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'A person with an account.',
  attributes: {
    userName: {
      description: 'The name the person is known by to the service provider; unique.',
      required: true,
      uniqueness: 'server',
    },
    name: {
      description: 'The parts of the real name.',
      type: 'complex',
      subAttributes: {
        formatted: { description: 'The full name, as it is displayed.' },
        familyName: { description: 'The family name, or last name.' },
        givenName: { description: 'The given name, or first name.' },
        middleName: { description: 'The middle names.' },
        honorificPrefix: { description: 'The title before the name, such as Dr.' },
        honorificSuffix: { description: 'What stands after the name, such as III.' },
      },
    },
    displayName: { description: 'The name as it is shown to others.' },
    nickName: { description: 'The casual way to address the person.' },
    profileUrl: {
      description: 'The URL of a page about the person.',
      type: 'reference',
      referenceTypes: ['external'],
    },
    title: { description: 'The job title, such as Vice President.' },
    userType: { description: 'The relation to the organization, such as Employee or Contractor.' },
    preferredLanguage: { description: 'The preferred languages, as Accept-Language has them.' },
    locale: { description: 'The locale for numbers, dates and currency, such as en-US.' },
    timezone: { description: 'The time zone by its Olson name, such as America/Los_Angeles.' },
    active: { description: 'Whether the person may use the account.', type: 'boolean' },
    password: {
      description: 'Accepted for the sake of clients that send one, and never stored.',
      mutability: 'writeOnly',
      returned: 'never',
    },
    emails: plural('E-mail addresses.', {
      value: { description: 'The e-mail address.' },
      type: { description: 'What it is for.', canonicalValues: ['work', 'home', 'other'] },
    }),
    phoneNumbers: plural('Phone numbers.', {
      value: { description: 'The phone number.' },
      type: {
        description: 'What kind of number it is.',
        canonicalValues: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
      },
    }),
    ims: plural('Instant messaging addresses.', {
      value: { description: 'The address.' },
      type: {
        description: 'The messaging network.',
        canonicalValues: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
      },
    }),
    photos: plural('Pictures of the person.', {
      value: {
        description: 'The URL of the picture.',
        type: 'reference',
        referenceTypes: ['external'],
      },
      type: { description: 'The size of picture.', canonicalValues: ['photo', 'thumbnail'] },
    }),
    addresses: {
      description: 'Postal addresses.',
      type: 'complex',
      multiValued: true,
      subAttributes: {
        formatted: { description: 'The full address, as it is displayed or printed.' },
        streetAddress: { description: 'Street, house number, P.O. box; may hold line breaks.' },
        locality: { description: 'The city or locality.' },
        region: { description: 'The state or region.' },
        postalCode: { description: 'The postal code.' },
        country: { description: 'The country, by its two-letter code.' },
        type: { description: 'What it is for.', canonicalValues: ['work', 'home', 'other'] },
        primary,
      },
    },
    groups: {
      description: 'The groups the person belongs to; changed through the groups themselves.',
      type: 'complex',
      multiValued: true,
      mutability: 'readOnly',
      subAttributes: {
        value: { description: 'The id of the group.', caseExact: true },
        $ref: {
          description: 'The URL of the group.',
          type: 'reference',
          referenceTypes: ['Group'],
        },
        display: { description: 'The name of the group.' },
        type: {
          description: 'Whether the membership is direct.',
          canonicalValues: ['direct', 'indirect'],
        },
      },
    },
    entitlements: plural('What the person is entitled to; grants nothing here.', {
      value: { description: 'The entitlement.' },
      type: { description: 'What kind of entitlement it is.' },
    }),
    roles: plural('The roles of the person; they grant nothing here.', {
      value: { description: 'The role.' },
      type: { description: 'What kind of role it is.' },
    }),
    x509Certificates: plural('Certificates of the person.', {
      value: { description: 'The certificate, DER in base64.', type: 'binary' },
      type: { description: 'What the certificate is for.' },
    }),
  },
})
