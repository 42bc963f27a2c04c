import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'

/** Over the end of lines that are not followed at present. */
export function NewestButton({ text, onClick }: { readonly text: string; readonly onClick: () => void }) {
  return (
    <Button className="lines-newest" leftSection={<IconArrowDown size={14} aria-hidden />} onClick={onClick}>
      {text}
    </Button>
  )
}
