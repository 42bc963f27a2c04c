import { Button } from '@mantine/core'
import { IconStethoscope } from '@tabler/icons-react'
import { useCommonWords } from '../../app/common-words.ts'
import { testAddress } from '../../app/navigation.ts'
import { useStatus } from '../../app/status-store.ts'

/** To the tester, which asks devices of the running configuration alone: one that is not saved is not there. */
export function TestLink({ deviceId }: { readonly deviceId: string }) {
  const word = useCommonWords()
  const isThere = useStatus(({ devices }) => devices.has(deviceId))
  if (!isThere) return null
  return (
    <Button
      component="a"
      href={testAddress(deviceId)}
      variant="default"
      leftSection={<IconStethoscope size={15} aria-hidden />}
    >
      {word('testDevice')}
    </Button>
  )
}
