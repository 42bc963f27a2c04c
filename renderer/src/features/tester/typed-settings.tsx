import { Autocomplete, NativeSelect, SegmentedControl, Select, Text, TextInput } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useId } from 'react'
import { SerialPortInput } from '../../app/serial-port-input.tsx'
import { useProfiles } from '../../app/use-profiles.ts'
import { baudRates, type TargetForm } from './target.ts'
import { useTargetStore } from './target-store.ts'
import type { Subject } from './use-subject.ts'
import { useTesterWords } from './words.ts'

const protocols = ['TCP', 'RTU', 'RTU_OVER_TCP'] as const

/** Fields that may be wrong: the others are chosen from what there is. */
type FreelyTyped = 'host' | 'port' | 'serialPort' | 'baudRate' | 'unitId' | 'timeout'

/** Settings that stand nowhere yet, with the names that they have in config.ini. */
export function TypedSettings({
  subject,
  hasProfile,
}: {
  readonly subject: Subject
  readonly hasProfile: boolean
}) {
  const say = useTesterWords()
  const { form, wrong } = subject
  const type = useTargetStore((store) => store.type)
  const change = (part: Partial<TargetForm>): void => type({ ...form, ...part })
  const protocolId = useId()
  /** An empty field is not told off: it has not been come to yet. */
  const errorOf = (field: FreelyTyped): string | null =>
    wrong.has(field) && form[field] !== '' ? say(`wrong-${field}`) : null
  const text = (field: 'host' | 'port' | 'unitId' | 'timeout') => (
    <TextInput
      label={say(field)}
      className={`tester-field tester-${field}`}
      classNames={field === 'host' ? {} : { input: 'mono' }}
      value={form[field]}
      error={errorOf(field)}
      inputMode={field === 'host' ? 'text' : 'decimal'}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  )
  return (
    <>
      <div className="tester-field tester-protocol">
        <Text component="div" size="xs" fw={600} lh="18px" id={protocolId}>
          {say('protocol')}
        </Text>
        <SegmentedControl
          aria-labelledby={protocolId}
          value={form.protocol}
          data={protocols.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
          onChange={(value) => change({ protocol: protocols.find((known) => known === value) ?? 'TCP' })}
        />
      </div>
      {form.protocol === 'RTU' ? (
        <>
          <div className="tester-field tester-host">
            <SerialPortInput
              label={say('serialPort')}
              value={form.serialPort}
              disabled={false}
              error={errorOf('serialPort') !== null}
              onChange={(serialPort) => change({ serialPort })}
            />
          </div>
          <Autocomplete
            label={say('baudRate')}
            className="tester-field tester-baud"
            classNames={{ input: 'mono' }}
            value={form.baudRate}
            data={baudRates.map(String)}
            filter={({ options }) => options}
            error={errorOf('baudRate')}
            onChange={(baudRate) => change({ baudRate })}
          />
          <NativeSelect
            label={say('parity')}
            size="xs"
            className="tester-field"
            value={form.parity}
            data={['N', 'E', 'O']}
            onChange={({ currentTarget: { value } }) =>
              change({ parity: value === 'E' || value === 'O' ? value : 'N' })
            }
          />
          <NativeSelect
            label={say('stopBits')}
            size="xs"
            className="tester-field"
            value={form.stopBits}
            data={['1', '2']}
            onChange={({ currentTarget: { value } }) => change({ stopBits: value === '2' ? '2' : '1' })}
          />
        </>
      ) : (
        <>
          {text('host')}
          {text('port')}
        </>
      )}
      {text('unitId')}
      {text('timeout')}
      {hasProfile && <ProfileSelect />}
    </>
  )
}

function ProfileSelect() {
  const say = useTesterWords()
  const { form, profile, type } = useTargetStore()
  const { listed, list } = useProfiles()
  const profiles = listed.kind === 'listed' ? listed.profiles : []
  const chosen = profiles.find(({ id }) => id === profile)
  return (
    <div className="tester-field tester-profile">
      <Select
        label={say('profile')}
        placeholder={say('profileNone')}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': say('profileNone') }}
        value={chosen?.id ?? null}
        data={profiles.map(({ id, title }) => ({ value: id, label: title }))}
        onDropdownOpen={() => void list()}
        error={listed.kind === 'failed' ? say('profilesFailed', { message: listed.message }) : null}
        onChange={(id) => type(form, id)}
      />
      {chosen?.confidence === 'one source' && (
        <Text size="xs" className="warn">
          <IconAlertTriangle size={12} aria-hidden /> {say('profileOneSource')}
        </Text>
      )}
    </div>
  )
}
