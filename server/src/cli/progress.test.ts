import { describe, expect, test } from 'vitest'
import { createProgressBar } from './progress.ts'

function play(stream: { isTTY?: boolean; columns?: number }, environment = {}) {
  let text = ''
  let now = 0
  const terminal = { ...stream, write: (more: string) => (text += more) }
  const bar = createProgressBar(terminal, environment, () => now)
  return {
    show(atMs: number, done: number, total: number, label = 'People') {
      now = atMs
      bar.show({ label, done, total })
    },
    end: () => bar.end(),
    text: () => text,
  }
}

describe('on a terminal', () => {
  test('one line shows percent, count, rate and time left, and is written over', () => {
    const bar = play({ isTTY: true, columns: 100 }, { NO_COLOR: '1' })
    bar.show(0, 0, 1000)
    bar.show(2000, 250, 1000)
    const [, first, second] = bar.text().split('\r\u001B[K')
    expect(first).toBe('People ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   0 %  0 of 1,000')
    expect(second).toBe(
      'People ████████░░░░░░░░░░░░░░░░░░░░░░  25 %  250 of 1,000  125/s  6 s left',
    )
  })

  test('it is drawn ten times a second at most, and at the end in any case', () => {
    const bar = play({ isTTY: true })
    for (let done = 0; done <= 1000; done++) bar.show(done, done, 1000)
    expect(bar.text().split('\r')).toHaveLength(12)
    expect(bar.text()).toMatch(/100 %  1,000 of 1,000  1,000\/s\n$/)
  })

  test('a narrow one shows the numbers without the bar', () => {
    const bar = play({ isTTY: true, columns: 28 })
    bar.show(0, 0, 10)
    expect(bar.text()).not.toMatch(/[█░]/)
  })

  test('NO_COLOR is respected', () => {
    for (const [environment, colored] of [
      [{}, true],
      [{ NO_COLOR: '1' }, false],
      [{ TERM: 'dumb' }, false],
    ] as const) {
      const bar = play({ isTTY: true }, environment)
      bar.show(0, 0, 10)
      bar.end()
      expect(bar.text().includes('\u001B[36m')).toBe(colored)
    }
  })
})

describe('elsewhere', () => {
  test('a plain line is written every five seconds, and at the end of each step', () => {
    const bar = play({})
    for (let done = 0; done <= 12; done++) bar.show(done * 1000, done, 12)
    bar.show(12_000, 0, 3, 'Groups')
    bar.show(13_000, 3, 3, 'Groups')
    bar.end()
    expect(bar.text().split('\n')).toEqual([
      'People:  41 %  5 of 12  1/s  7 s left',
      'People:  83 %  10 of 12  1/s  2 s left',
      'People: 100 %  12 of 12  1/s',
      'Groups: 100 %  3 of 3  3/s',
      '',
    ])
  })

  test('a step that is broken off leaves its last state', () => {
    const bar = play({})
    bar.show(0, 0, 100)
    bar.show(100, 7, 100)
    bar.end()
    bar.end()
    expect(bar.text()).toBe('People:   7 %  7 of 100  70/s  2 s left\n')
  })

  test('long waits are told in minutes', () => {
    const bar = play({})
    bar.show(0, 0, 1000)
    bar.show(6000, 10, 1000)
    expect(bar.text()).toContain('9 min 54 s left')
  })
})
