import type { BenchResult } from '../row.ts'

export interface Bench {
  readonly name: string
  /** One paragraph for the report: what was measured and how. */
  readonly about: string
  /** Loaded in a process of its own, so that no bench warms up or burdens another. */
  readonly load: () => Promise<{ readonly run: () => Promise<readonly BenchResult[]> }>
}

/** In the order in which they run. */
export const benches: readonly Bench[] = [
  {
    name: 'plan',
    about:
      'Requests and wire time of one cycle at 9600 baud, against one request per register and against the optimum, ' +
      'found by trying every division of 200 small maps.',
    load: () => import('../plan.ts'),
  },
  {
    name: 'rtu',
    about:
      'Transactions on a socat pair with a meter that takes exactly as long as the wire would. The limit is request, ' +
      'gap, answer, gap (MODBUS over Serial Line V1.02, 2.5.1.1).',
    load: () => import('../rtu.ts'),
  },
  {
    name: 'unit-scan',
    about:
      'A scan of all 247 unit ids on a socat pair with five meters that take as long as the wire would. The ratio is that of ' +
      'the time taken to the time announced before the start; a scan that finds anything but the five fails.',
    load: () => import('../unit-scan.ts'),
  },
  {
    name: 'client',
    about:
      'One connection on loopback, one request of 50 registers in flight, the server in a process of its own. CPU time ' +
      'is that of the client process. Ratios above 1 are better for reads per second, below 1 for CPU time.',
    load: () => import('../client.ts'),
  },
  {
    name: 'journal',
    about:
      'Readings of 50 values (3 kB of JSON) into the journal, with fsync at every commit (WAL, synchronous=FULL). The bare ' +
      'peer is node:sqlite with the same pragmas and one table, given the finished text.',
    load: () => import('../journal.ts'),
  },
  {
    name: 'history',
    about:
      'What opening a chart costs: 20 series at 1 s from the journal, readings of 20 values, reduced to buckets. ' +
      'The delay of the event loop is how long the collector may have to wait meanwhile.',
    load: () => import('../history.ts'),
  },
  {
    name: 'drain',
    about:
      'A backlog of 20,000 readings of 50 values that is delivered after an outage: batches of 500, compressed, one in ' +
      'flight, to an API that takes everything, in a process of its own.',
    load: () => import('../drain.ts'),
  },
  {
    name: 'start',
    about:
      'Ten devices: from the start of the process until the first reading is committed, and from the signal to stop ' +
      'until everything is flushed and closed.',
    load: () => import('../start.ts'),
  },
  {
    name: 'pipeline',
    about:
      'Readings of 50 values through poll, process, journal and upload: 200 devices every 100 ms, which is as much as 2,000 ' +
      'devices at 1 s. Readings per second of CPU time say where the limit of one core lies.',
    load: () => import('../pipeline.ts'),
  },
  {
    name: 'interface',
    about:
      '500 devices with ten values at 1 s, by turns with nobody looking on and with two overviews open over the ' +
      'WebSocket, each in a process of its own: 10 s each, three times, medians.',
    load: () => import('../interface.ts'),
  },
  {
    name: 'page',
    about:
      'The built interface in Chromium, headless, 1280 x 800, on the machine of the gateway, while 500 devices with ten ' +
      'values at 1 s stream. Loads: medians of 5; interactions: medians of 9, from the input to the frame that shows ' +
      'its effect, the check of the whole file by the gateway included where the editor is opened; streaming: 10 s of ' +
      'the overview. The bounds are budgets of the project.',
    load: () => import('../page.ts'),
  },
  {
    name: 'load',
    about:
      'The whole gateway (poll, process, journal with fsync, compressed upload) alone in a process; 1,000 Modbus TCP ' +
      'meters on 1,000 ports and an API that takes everything are two other processes. A reading has 50 scaled values. ' +
      'Measured for 30 s after 10 s of warm-up.',
    load: () => import('../load.ts'),
  },
  {
    name: 'load-10k',
    about:
      'The same with 10,000 meters once a minute, for a minute after all of them were connected. Their slots lie within the first ten seconds of a minute.',
    load: () => import('../load-10k.ts'),
  },
]

/** @throws Error naming the benches there are */
export function benchNamed(name: string): Bench {
  const bench = benches.find((candidate) => candidate.name === name)
  if (bench !== undefined) return bench
  throw new Error(`no bench is called "${name}"; there are: ${benches.map((each) => each.name).join(', ')}`)
}
