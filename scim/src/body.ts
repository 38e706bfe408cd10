/** The body of a request: its kind, its size, its JSON. */
import type { Tolerance } from './compat.ts'
import { ScimError } from './error.ts'
import { parseJson } from './json.ts'
import { limits } from './limits.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'

const mediaTypes: ReadonlySet<string> = new Set(['application/scim+json', 'application/json'])

/**
 * Reads the JSON of a request.
 *
 * @throws ScimError 415 for another media type, charset or content coding, 413 for more than
 * `limits.bodyBytesMax` bytes, `invalidSyntax` for what is no JSON
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.1 RFC 7644 §3.1}
 */
export async function readBody(request: Request, reading: Reading): Promise<unknown> {
  const { headers } = request
  checkMediaType(headers.get('content-type'), reading)
  const coding = headers.get('content-encoding')
  if (coding !== null && coding.trim().toLowerCase() !== 'identity')
    throw new ScimError(415, `Send the body as it is, not with Content-Encoding ${quote(coding)}.`)
  const length = headers.get('content-length')
  if (length !== null && Number(length) > limits.bodyBytesMax) throw tooLarge()
  return parseJson(await readBytes(request, length))
}

function checkMediaType(contentType: string | null, reading: Reading): void {
  if (!contentType) {
    if (reading.strict)
      throw new ScimError(415, 'Name the kind of the body: Content-Type: application/scim+json.')
    reading.repaired('missing-content-type' satisfies Tolerance)
    return
  }
  const [mediaType = '', ...parameters] = contentType.toLowerCase().split(';')
  if (!mediaTypes.has(mediaType.trim()))
    throw new ScimError(
      415,
      `The body must be application/scim+json or application/json, not ${quote(contentType)}.`,
    )
  const charset = parameters.find((parameter) => parameter.trim().startsWith('charset='))
  if (charset && !/^\s*charset="?utf-?8"?\s*$/.test(charset))
    throw new ScimError(415, `The body must be in UTF-8; ${quote(contentType)} is another charset.`)
}

/** Where a server has checked the length already the body is taken whole; else it is counted. */
async function readBytes(request: Request, length: string | null): Promise<Uint8Array> {
  if (request.bodyUsed) throw new TypeError('the body was read before the request came here')
  try {
    return await collectBytes(request, length)
  } catch (cause) {
    if (cause instanceof ScimError) throw cause
    throw new ScimError(400, 'The body did not arrive whole; send the request again.', { cause })
  }
}

async function collectBytes(request: Request, length: string | null): Promise<Uint8Array> {
  if (length !== null || !request.body) {
    const bytes = new Uint8Array(await request.arrayBuffer())
    if (bytes.length > limits.bodyBytesMax) throw tooLarge()
    return bytes
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.length
    // Leaving the loop cancels the stream.
    if (size > limits.bodyBytesMax) throw tooLarge()
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

function tooLarge(): ScimError {
  return new ScimError(
    413,
    `The body is larger than ${limits.bodyBytesMax} bytes; send it in smaller parts.`,
  )
}
