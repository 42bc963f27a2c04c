import {
  ActionIcon,
  Autocomplete,
  Input,
  NativeSelect,
  SegmentedControl,
  TextInput,
  Tooltip,
  VisuallyHidden,
} from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useId } from 'react'
import type { KeyView } from '../../../../shared/contract/config.ts'
import type { Finding } from '../../../../shared/model/index.ts'
import { SerialPortInput } from '../../app/serial-port-input.tsx'
import { whatIsWrong } from './findings.ts'
import { useFormWords } from './form-words.ts'
import { choicesOf, proposalsOf } from './key-groups.ts'
import { useKeyWords } from './key-words.ts'

export interface KeyFieldProps {
  readonly view: KeyView
  /** What the section's own line is to say; null: there is none, what is inherited holds. */
  readonly own: string | null
  readonly findings: readonly Finding[]
  /** Nothing stands here yet, and something has to. */
  readonly isNeeded: boolean
  readonly isLocked: boolean
  /** A path of this computer rather than a TCP port. */
  readonly isSerialPort: boolean
  readonly onChange: (value: string | null) => void
}

/** One key of a section: its own value, or in grey the one that it inherits and from where. */
export function KeyField(props: KeyFieldProps) {
  const { view, own, findings, isNeeded, isLocked, isSerialPort, onChange } = props
  const say = useFormWords()
  const { name, help } = useKeyWords()(view)
  const { unit, source, env } = view
  const helpId = useId()
  const from = isNeeded
    ? say('neededHere')
    : own !== null || view.effective === null
      ? null
      : say(view.key === 'interval' && source === 'default' ? 'source-gateway' : `source-${source}`, {
          env: env ?? '',
        })
  const errors = findings.filter(({ severity }) => severity === 'error')
  const isWide = wideKeys.has(view.key) || isSerialPort
  return (
    <Input.Wrapper
      label={
        <span className="key-label">
          <Tooltip label={`${help} (${view.allowed})`} multiline maw={420}>
            <span>
              {name}
              {unit !== null && unit.length <= longestUnit && <span className="quiet"> ({unit})</span>}
            </span>
          </Tooltip>
          {own !== null && !isLocked && (
            <Tooltip label={say('reset', { name })}>
              <ActionIcon
                size={20}
                color="gray"
                aria-label={say('reset', { name })}
                onClick={() => onChange(null)}
              >
                <IconArrowBackUp size={13} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </span>
      }
      className={isWide ? 'key-wide' : undefined}
      data-key={view.key}
      size="xs"
      labelElement="div"
      labelProps={{ style: { width: '100%' } }}
      error={errors.length > 0 ? errors.map(whatIsWrong).join(' ') : null}
    >
      <Control {...props} name={name} isWrong={errors.length > 0} helpId={helpId} />
      <VisuallyHidden id={helpId}>
        {help} {say('allowed', { allowed: view.allowed })} {errors.map(whatIsWrong).join(' ')}
      </VisuallyHidden>
      {from !== null && <div className="key-source quiet">{from}</div>}
      {findings
        .filter(({ severity }) => severity === 'warning')
        .map((finding) => (
          <div key={finding.message} className="key-source warn">
            {whatIsWrong(finding)}
          </div>
        ))}
    </Input.Wrapper>
  )
}

/** Characters beside the name; a longer one stands among what is allowed. */
const longestUnit = 4

/** Their choices or texts need the room of two. */
const wideKeys: ReadonlySet<string> = new Set(['protocol', 'host', 'name', 'type'])

interface ControlProps extends KeyFieldProps {
  readonly name: string
  readonly isWrong: boolean
  /** Of the element that says what the key is for. */
  readonly helpId: string
}

function Control(props: ControlProps) {
  const { view, own, isLocked, onChange, name, isWrong, helpId, isSerialPort } = props
  const say = useFormWords()
  const inherited = view.effective ?? ''
  const common = {
    'aria-label': name,
    // A Mantine input takes `aria-describedby` from its own wrapper alone.
    attributes: { input: { 'aria-describedby': helpId } },
    value: own ?? '',
    placeholder: inherited,
    disabled: isLocked,
    error: isWrong,
  }
  if (view.key === 'enabled') {
    const isOff = /^(false|no|off|0)$/i.test(own ?? inherited)
    return (
      <Segments
        {...props}
        value={isOff ? 'false' : 'true'}
        data={[
          { value: 'true', label: say('on') },
          { value: 'false', label: say('off') },
        ]}
      />
    )
  }
  const choices = choicesOf(view.key)
  const present = (own ?? inherited).trim()
  const chosen = choices?.find((choice) => choice.toLowerCase() === present.toLowerCase())
  if (choices !== null && (chosen !== undefined || present === '')) {
    const data = choices.map((value) => ({ value, label: value.replaceAll('_', ' ') }))
    if (data.length > mostSegments) {
      return (
        <NativeSelect
          aria-label={name}
          attributes={common.attributes}
          size="xs"
          value={chosen ?? ''}
          data={data}
          disabled={isLocked}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    }
    return <Segments {...props} value={chosen ?? ''} data={data} />
  }
  if (isSerialPort) return <SerialPortInput {...common} onChange={onChange} />
  const proposals = proposalsOf(view)
  if (proposals.length > 0) {
    return (
      <Autocomplete {...common} data={[...proposals]} onChange={onChange} filter={({ options }) => options} />
    )
  }
  return <TextInput {...common} onChange={(event) => onChange(event.currentTarget.value)} />
}

const mostSegments = 3

function Segments(
  props: ControlProps & { readonly value: string; readonly data: { value: string; label: string }[] },
) {
  const { value, data, own, isLocked, onChange, name, helpId } = props
  return (
    <SegmentedControl
      fullWidth
      aria-label={name}
      aria-describedby={helpId}
      value={value}
      data={data}
      disabled={isLocked}
      // What is inherited is not chosen here: it looks lighter.
      styles={own === null ? { indicator: { opacity: 0.55 } } : undefined}
      onChange={onChange}
    />
  )
}
