/** The error vocabulary of the protocol: what a request that cannot be met is answered with. */

/** The keywords of RFC 7644 §3.12 table 9 with the status each travels under. */
const scimTypes = {
  invalidFilter: 400,
  tooMany: 400,
  uniqueness: 409,
  mutability: 400,
  invalidSyntax: 400,
  invalidPath: 400,
  noTarget: 400,
  invalidValue: 400,
  invalidVers: 400,
  sensitive: 403,
  /** RFC 9865 §2.1 */
  invalidCursor: 400,
  expiredCursor: 400,
  invalidCount: 400,
} as const

export type ScimType = keyof typeof scimTypes

/** Whether a text is one of the keywords. */
export function isScimType(text: unknown): text is ScimType {
  return typeof text === 'string' && Object.hasOwn(scimTypes, text)
}

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'

/**
 * A request that cannot be met, told so that its sender can act on it. Whatever else is thrown is
 * a bug and is answered with 500.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.12 RFC 7644 §3.12}
 */
export class ScimError extends Error {
  override readonly name = 'ScimError'
  readonly status: number
  readonly scimType: ScimType | undefined
  /** Header fields that belong to the answer, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>

  /**
   * @param reason the keyword of RFC 7644 table 9, or a plain status where the RFC names no keyword
   * @param detail one sentence for the administrator of the IdP: which attribute, which value, what to do
   * @param options `headers` go into the answer; `status` overrides the keyword's own (412, 413 …)
   */
  constructor(
    reason: ScimType | number,
    detail: string,
    options?: ErrorOptions & { headers?: Record<string, string>; status?: number },
  ) {
    super(detail, options)
    this.status = options?.status ?? (typeof reason === 'number' ? reason : scimTypes[reason])
    this.scimType = typeof reason === 'number' ? undefined : reason
    this.headers = options?.headers ?? {}
  }

  /** The body of the answer. `status` is a string, as the RFC has it. */
  toJSON(): { schemas: string[]; status: string; scimType?: ScimType; detail: string } {
    return {
      schemas: [errorSchema],
      status: String(this.status),
      ...(this.scimType && { scimType: this.scimType }),
      detail: this.message,
    }
  }
}
