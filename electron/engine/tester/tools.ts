import type { ApiConfig, DeviceConfig } from '../../../shared/model/index.ts'
import { knownDevice, type SubjectSources } from './subject.ts'
import type { Tools } from './tool.ts'
import { createFindTool, probeTool } from './tools/probes.ts'
import { apiTool } from './tools/api.ts'
import { reportTool } from './tools/report.ts'
import { registerScanTool, serialScanTool, sunSpecTool, unitScanTool } from './tools/scans.ts'
import { testTool } from './tools/test.ts'

/** Who tests, for what leaves the gateway. */
export interface GatewayFacts {
  readonly id: string
  /** Of the program. */
  readonly version: string
  readonly hostName: string
}

export interface TesterSources extends Pick<SubjectSources, 'profileRegisters'> {
  /** Of the running configuration. */
  readonly devices: () => readonly DeviceConfig[]
  readonly maxRetries: () => number
  /** null: no api_url. */
  readonly api: () => ApiConfig | null
  readonly gateway: GatewayFacts
  /** Paths of the serial ports of this computer. */
  readonly listSerialPorts: () => Promise<readonly string[]>
}

export interface ToolDependencies extends Omit<TesterSources, 'devices' | 'profileRegisters'> {
  /** @throws RunRefusedError */
  readonly device: (id: string) => DeviceConfig
  readonly subjects: () => SubjectSources
}

/** Everything that the tester can do. */
export function createTools({ devices, profileRegisters, ...rest }: TesterSources): Tools {
  const dependencies: ToolDependencies = {
    ...rest,
    device: (id) => knownDevice(id, devices()),
    subjects: () => ({ devices: devices(), profileRegisters }),
  }
  return {
    test: testTool(dependencies),
    probe: probeTool,
    find: createFindTool(),
    'scan-units': unitScanTool,
    'scan-registers': registerScanTool,
    'scan-serial': serialScanTool,
    sunspec: sunSpecTool,
    api: apiTool(dependencies),
    report: reportTool(dependencies),
  }
}
