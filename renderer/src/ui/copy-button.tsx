import { Button, CopyButton as Copying } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'

export interface CopyButtonProps {
  readonly text: string
  readonly label: string
  readonly doneLabel: string
}

export function CopyButton({ text, label, doneLabel }: CopyButtonProps) {
  return (
    <Copying value={text}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          onClick={copy}
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        >
          {copied ? doneLabel : label}
        </Button>
      )}
    </Copying>
  )
}
