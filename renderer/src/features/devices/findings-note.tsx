import { Alert, Anchor, List } from '@mantine/core'
import { IconAlertTriangle, IconX } from '@tabler/icons-react'
import type { Finding } from '../../../../shared/model/index.ts'
import { useWords } from './words.ts'

/** What the check says, line by line; nothing where it says nothing. */
export function FindingsNote(props: {
  readonly findings: readonly Finding[]
  readonly title?: string
  /** Lines are links where they can be gone to. */
  readonly onLine?: (line: number) => void
}) {
  const { findings, title, onLine } = props
  const say = useWords()
  if (findings.length === 0) return null
  const isBad = findings.some(({ severity }) => severity === 'error')
  return (
    <Alert
      role={isBad ? 'alert' : 'status'}
      color={isBad ? 'red' : 'yellow'}
      variant="light"
      p="xs"
      icon={isBad ? <IconX size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
      title={title}
      styles={{ message: { color: 'var(--mantine-color-text)', overflowWrap: 'anywhere' } }}
    >
      <List size="sm" listStyleType="none" mah={160} style={{ overflow: 'auto' }}>
        {findings.map(({ line, message, severity }) => (
          <List.Item key={`${line}:${message}`} className={severity === 'error' ? undefined : 'quiet'}>
            {line !== null &&
              (onLine === undefined ? (
                <span className="mono quiet">{say('line', { line })}: </span>
              ) : (
                <>
                  <Anchor component="button" type="button" fz="sm" onClick={() => onLine(line)}>
                    {say('line', { line })}
                  </Anchor>
                  {': '}
                </>
              ))}
            {severity === 'warning' && isBad && `${say('hint')}: `}
            {message}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
