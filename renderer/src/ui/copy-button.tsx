import { Button, CopyButton as Copying } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'

export interface CopyButtonProps {
  readonly text: string
  readonly label: string
  readonly doneLabel: string
  /** Beside other small buttons. */
  readonly isCompact?: boolean
}

export function CopyButton({ text, label, doneLabel, isCompact = false }: CopyButtonProps) {
  return (
    <Copying value={text}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          size={isCompact ? 'compact-xs' : 'xs'}
          onClick={copy}
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        >
          {copied ? doneLabel : label}
        </Button>
      )}
    </Copying>
  )
}
