import { Anchor } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { addressOf } from '../../app/navigation.ts'
import { useFormWords } from './form-words.ts'

export function BackLink() {
  const say = useFormWords()
  return (
    <Anchor href={addressOf({ page: 'devices', detail: null })} fz="sm">
      <IconArrowLeft size={13} aria-hidden /> {say('back')}
    </Anchor>
  )
}
