import { ActionIcon, Autocomplete, Group, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import type { Result } from '../../../shared/contract/commands.ts'
import { gateway } from '../ipc/gateway.ts'
import { usePortWords } from './port-words.ts'

type Port = Result<'serialPorts'>['ports'][number]

type Listed =
  | { readonly kind: 'loading' }
  | { readonly kind: 'listed'; readonly ports: readonly Port[] }
  | { readonly kind: 'failed'; readonly message: string }

async function listPorts(): Promise<Listed> {
  try {
    return { kind: 'listed', ports: (await gateway.call('serialPorts', {})).ports }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}

/** Chosen from the machine's ports, told apart by manufacturer and serial number, or typed. */
export function SerialPortInput(props: {
  readonly 'aria-label'?: string
  readonly label?: string
  readonly value: string
  readonly placeholder?: string
  readonly disabled: boolean
  readonly error: boolean
  readonly attributes?: { readonly input: Readonly<Record<string, string>> }
  readonly onChange: (path: string) => void
}) {
  const say = usePortWords()
  const [listed, setListed] = useState<Listed>({ kind: 'loading' })
  const look = useCallback(async () => setListed(await listPorts()), [])
  useEffect(() => {
    let isWanted = true
    async function first(): Promise<void> {
      const found = await listPorts()
      if (isWanted) setListed(found)
    }
    void first()
    return () => {
      isWanted = false
    }
  }, [])
  const ports = new Map(listed.kind === 'listed' ? listed.ports.map((port) => [port.path, port]) : [])
  const chosen = ports.get(props.value)
  return (
    <>
      <Autocomplete
        {...props}
        data={[...ports.keys()]}
        filter={({ options }) => options}
        rightSectionPointerEvents="all"
        rightSection={
          <ActionIcon
            size="sm"
            color="gray"
            aria-label={say('refreshPorts')}
            title={say('refreshPorts')}
            disabled={props.disabled}
            onClick={() => void look()}
          >
            <IconRefresh size={14} aria-hidden />
          </ActionIcon>
        }
        renderOption={({ option }) => {
          const port = ports.get(option.value)
          return (
            <div>
              <span className="mono">{option.value}</span>
              <Group gap={6}>{port !== undefined && <PortFacts port={port} />}</Group>
            </div>
          )
        }}
      />
      {chosen !== undefined && (
        <div className="port-facts">
          <PortFacts port={chosen} />
        </div>
      )}
      {listed.kind === 'failed' && (
        <Text size="xs" className="bad">
          {say('portsFailed', { message: listed.message })}
        </Text>
      )}
      {listed.kind === 'listed' && ports.size === 0 && (
        <div className="port-facts quiet">{say('noPorts')}</div>
      )}
    </>
  )
}

function PortFacts({ port }: { readonly port: Port }) {
  const say = usePortWords()
  const facts = [port.manufacturer, port.serialNumber].filter((fact) => fact !== null && fact !== '')
  return (
    <>
      {facts.length > 0 && <span className="quiet">{facts.join(' · ')}</span>}
      {port.usedBy !== null && <span className="warn"> {say('usedBy', { section: port.usedBy })}</span>}
    </>
  )
}
