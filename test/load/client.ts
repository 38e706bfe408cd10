/**
 * An HTTP/1.1 client on bare sockets, kept alive, one request at a time on each: several times
 * cheaper than `fetch`, so that on a small machine the load is not what is measured.
 */
import { connect, type Socket } from 'node:net'
import { type Answer, AnswerReader } from './answer-reader.ts'

export interface Client {
  /**
   * @param path below the Tenant URL
   * @param body sent as JSON
   * @throws {Error} when no answer came: refused, cut off, or too late
   */
  request(method: string, path: string, body?: object): Promise<Answer>
  close(): void
}

const answerMs = 60_000

/** @param tenantUrl of a server on this machine, `http://…` */
export function createClient(tenantUrl: string, token: string): Client {
  const { hostname, port, host, pathname } = new URL(tenantUrl)
  const head =
    ` HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n` +
    'Accept: application/scim+json\r\nUser-Agent: rollbook-bench\r\n'
  const idle: Line[] = []

  return {
    async request(method, path, body) {
      const start = `${method} ${pathname}${path}${head}`
      const text = body === undefined ? `${start}\r\n` : start + withLength(JSON.stringify(body))
      for (;;) {
        const used = idle.pop()
        if (used?.isClosed) continue
        const line =
          used ?? new Line(connect({ port: Number(port), host: hostname, noDelay: true }))
        try {
          const answer = await line.send(text)
          if (!line.isClosed) idle.push(line)
          return answer
        } catch (error) {
          // A server may end an idle connection at any time: then it has not seen the request.
          if (!used || !line.isClosedByServer || line.hasAnswered) throw error
        }
      }
    },
    close() {
      for (const line of idle) line.close()
    },
  }
}

function withLength(body: string): string {
  const length = Buffer.byteLength(body)
  return `Content-Type: application/scim+json\r\nContent-Length: ${length}\r\n\r\n${body}`
}

/** One connection. */
class Line {
  readonly #socket: Socket
  #reader = new AnswerReader()
  #settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined
  #timer: NodeJS.Timeout | undefined
  isClosed = false
  isClosedByServer = false

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (piece: Buffer) => this.#read(piece))
    socket.on('end', () => {
      const answer = this.#reader.end()
      if (answer) this.#finish(answer)
      else this.#hangUp()
    })
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' || error.code === 'ECONNRESET' ? this.#hangUp() : this.#fail(error),
    )
    socket.on('close', () => this.#hangUp())
  }

  /** Whether any byte of an answer to the last request has come. */
  get hasAnswered(): boolean {
    return this.#reader.hasBegun
  }

  send(text: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#reader = new AnswerReader()
      this.#settle = { resolve, reject }
      this.#timer = setTimeout(
        () => this.#fail(new Error(`no answer within ${answerMs / 1000} s`)),
        answerMs,
      )
      this.#socket.write(text)
    })
  }

  close(): void {
    this.isClosed = true
    this.#socket.destroy()
  }

  #read(piece: Buffer): void {
    if (!this.#settle) return this.#fail(new Error('An answer came that nobody asked for.'))
    try {
      const answer = this.#reader.read(piece)
      if (answer) this.#finish(answer)
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  #finish(answer: Answer): void {
    if (answer.isLast) this.close()
    this.#end()?.resolve(answer)
  }

  #hangUp(): void {
    if (!this.isClosed) this.isClosedByServer = true
    this.#fail(new Error('The server ended the connection without an answer.'))
  }

  #fail(error: Error): void {
    this.close()
    this.#end()?.reject(error)
  }

  #end() {
    clearTimeout(this.#timer)
    const settle = this.#settle
    this.#settle = undefined
    return settle
  }
}
