/** Reads one HTTP/1.1 answer from the pieces in which it arrives. */

/** One answer, whole. */
export interface Answer {
  readonly status: number
  readonly body: Buffer
  /** Whether the connection ends with it. */
  readonly isLast: boolean
}

/** Bytes of a body; more than any answer has that is asked for here. */
const bodyBytesMax = 512 * 1024 * 1024
/** Bytes of the status line and all header fields. */
const headBytesMax = 64 * 1024

/** How the end of a body is known. */
type Ending = 'length' | 'chunks' | 'connection'

/** One for each answer. Only what a client needs that sends one request at a time. */
export class AnswerReader {
  #status = 0
  #isLast = false
  #ending: Ending | undefined
  /** What has arrived and is not understood yet. */
  #rest: Buffer = Buffer.alloc(0)
  #body: Buffer[] = []
  #bodyBytes = 0
  /** Bytes still to come: of the body, or of the chunk; undefined before a chunk's size. */
  #missing: number | undefined

  /** Whether any byte has arrived. */
  hasBegun = false

  /**
   * Takes what has arrived.
   *
   * @returns the answer, once it is whole
   * @throws {Error} when this is no HTTP/1.1 answer, or more than one
   */
  read(piece: Buffer): Answer | undefined {
    this.hasBegun = true
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    if (this.#ending === undefined && !this.#readHead()) return undefined
    return this.#ending === 'chunks' ? this.#readChunks() : this.#readPlain()
  }

  /** The connection has ended: the answer, if that is what ends it. */
  end(): Answer | undefined {
    return this.#ending === 'connection' ? this.#answer() : undefined
  }

  #readHead(): boolean {
    for (;;) {
      const end = this.#rest.indexOf('\r\n\r\n')
      if (end > headBytesMax || (end === -1 && this.#rest.length > headBytesMax))
        throw new Error('The head of the answer is too long.')
      if (end === -1) return false
      const head = this.#rest.toString('latin1', 0, end)
      const status = /^HTTP\/1\.([01]) (\d{3})/.exec(head)
      if (!status) throw new Error(`This is no HTTP/1.1 answer: ${head.slice(0, 80)}`)
      this.#rest = this.#rest.subarray(end + 4)
      this.#status = Number(status[2])
      // "100 Continue" and its like come before the answer itself.
      if (this.#status < 200) continue
      const connection = field(head, 'connection')
      this.#isLast = connection === 'close' || (status[1] === '0' && connection !== 'keep-alive')
      this.#chooseEnding(head)
      return true
    }
  }

  #chooseEnding(head: string): void {
    const length = field(head, 'content-length')
    if (this.#status === 204 || this.#status === 304) this.#expect(0)
    else if (field(head, 'transfer-encoding') === 'chunked') this.#ending = 'chunks'
    else if (length === undefined) this.#ending = 'connection'
    else if (/^\d{1,12}$/.test(length)) this.#expect(Number(length))
    else throw new Error(`The answer has the length "${length}".`)
  }

  #expect(bytes: number): void {
    this.#ending = 'length'
    this.#missing = bytes
    if (bytes > bodyBytesMax) throw new Error(`The answer has ${bytes} bytes.`)
  }

  #readPlain(): Answer | undefined {
    if (this.#ending === 'connection') {
      this.#take(this.#rest.length)
      return undefined
    }
    this.#missing! -= this.#take(Math.min(this.#missing!, this.#rest.length))
    return this.#missing === 0 ? this.#answer() : undefined
  }

  #readChunks(): Answer | undefined {
    for (;;) {
      if (this.#missing === undefined) {
        const end = this.#rest.indexOf('\r\n')
        if (end === -1) return undefined
        const line = this.#rest.toString('latin1', 0, end)
        const size = /^([0-9a-f]{1,8})(?:;|$)/i.exec(line)?.[1]
        if (size === undefined) throw new Error(`The answer has a chunk of size "${line}".`)
        this.#missing = parseInt(size, 16)
        this.#rest = this.#rest.subarray(end + 2)
        if (this.#missing === 0) this.#missing = -2
      }
      if (this.#missing > 0) this.#missing -= this.#take(Math.min(this.#missing, this.#rest.length))
      if (this.#missing > 0 || this.#rest.length < 2) return undefined
      // The line end after a chunk, or after the last one; nobody here sends trailers.
      if (this.#rest.toString('latin1', 0, 2) !== '\r\n') throw new Error('A chunk has no end.')
      this.#rest = this.#rest.subarray(2)
      if (this.#missing === -2) return this.#answer()
      this.#missing = undefined
    }
  }

  #take(bytes: number): number {
    this.#bodyBytes += bytes
    if (this.#bodyBytes > bodyBytesMax) throw new Error('The answer does not end.')
    if (bytes > 0) this.#body.push(this.#rest.subarray(0, bytes))
    this.#rest = this.#rest.subarray(bytes)
    return bytes
  }

  #answer(): Answer {
    if (this.#rest.length > 0) throw new Error('More came than one answer.')
    const body = this.#body.length === 1 ? this.#body[0]! : Buffer.concat(this.#body)
    return { status: this.#status, body, isLast: this.#isLast || this.#ending === 'connection' }
  }
}

function field(head: string, name: string): string | undefined {
  // A handful of field lines: cheaper to search than to take apart.
  const found = new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(head)
  return found?.[1]?.trimEnd().toLowerCase()
}
