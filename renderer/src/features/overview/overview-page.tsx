import { useEffect, useState } from 'react'
import type { Overview } from '../../../../shared/contract/commands.ts'
import { call } from '../../ipc/client.ts'

const refreshMs = 1_000

/** Asks the engine once a second; keeps the last answer on screen and says so when it stops answering. */
function useOverview(): { overview: Overview | null; failure: string | null } {
  const [overview, setOverview] = useState<Overview | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    let alive = true
    let timer: ReturnType<typeof setTimeout> | undefined
    async function refresh(): Promise<void> {
      try {
        const answer = await call('overview', {})
        if (!alive) return
        setOverview(answer)
        setFailure(null)
      } catch (error) {
        if (alive) setFailure(error instanceof Error ? error.message : String(error))
      }
      if (alive) timer = setTimeout(() => void refresh(), refreshMs)
    }
    void refresh()
    return () => {
      alive = false
      clearTimeout(timer)
    }
  }, [])
  return { overview, failure }
}

const stateWords: Readonly<Record<Overview['devices'][number]['state'], string>> = {
  good: '● good',
  degraded: '◐ degraded',
  backoff: '○ no answer',
  connecting: '… connecting',
  disabled: '– disabled',
}

export function OverviewPage() {
  const { overview, failure } = useOverview()
  if (overview === null) {
    return <main className="page">{failure === null ? 'Connecting to the collector…' : failure}</main>
  }
  return (
    <main className="page">
      <h1>Gateway EMS</h1>
      {failure !== null && (
        <p role="alert">The collector does not answer: {failure}. Last known values below.</p>
      )}
      {overview.devices.length === 0 ? (
        <p>No devices yet. Add a section to {overview.configPath}; it is applied when the file is saved.</p>
      ) : (
        <DeviceTable devices={overview.devices} />
      )}
      <footer>
        {overview.unsent} readings waiting · {overview.deadLetters} dead letters · API: {overview.upload}
      </footer>
    </main>
  )
}

function DeviceTable({ devices }: { readonly devices: Overview['devices'] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Device</th>
          <th scope="col">State</th>
          <th scope="col">Last values</th>
          <th scope="col" className="number">
            Latency
          </th>
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <tr key={device.id}>
            <th scope="row">{device.name}</th>
            <td title={device.reason}>{stateWords[device.state]}</td>
            <td className="values">{device.values.join('   ')}</td>
            <td className="number">
              {device.latencyMs === null ? '–' : `${device.latencyMs.toFixed(1)} ms`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
