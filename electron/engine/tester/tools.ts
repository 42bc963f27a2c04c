import type { TesterSources, ToolSources } from './sources.ts'
import { createSubjects } from './subject.ts'
import type { Tools } from './tool.ts'
import { apiTool } from './tools/api.ts'
import { createFindTool, findSeveralTool } from './tools/finds.ts'
import { probeTool } from './tools/probes.ts'
import { reportTool } from './tools/report.ts'
import { registerScanTool, serialScanTool, sunSpecTool, unitScanTool } from './tools/scans.ts'
import { testTool } from './tools/test.ts'

/** Everything that the tester can do. */
export function createTools({ devices, profileRegisters, ...rest }: TesterSources): Tools {
  const sources: ToolSources = { ...rest, subjects: createSubjects({ devices, profileRegisters }) }
  return {
    test: testTool(sources),
    probe: probeTool,
    find: createFindTool(),
    'find-several': findSeveralTool,
    'scan-units': unitScanTool,
    'scan-registers': registerScanTool,
    'scan-serial': serialScanTool,
    sunspec: sunSpecTool,
    api: apiTool(sources),
    report: reportTool(sources),
  }
}
