import { Select } from '@mantine/core'
import { useCommonWords } from './common-words.ts'
import { useStatus } from './status-store.ts'

/** One device, or all of them: null. One that is chosen but not there any more stays in the list. */
export function DeviceFilter(props: {
  readonly value: string | null
  readonly onChange: (deviceId: string | null) => void
}) {
  const { value, onChange } = props
  const word = useCommonWords()
  const order = useStatus((status) => status.order)
  const known = value === null || order.includes(value) ? order : [value, ...order]
  return (
    <Select
      aria-label={word('device')}
      placeholder={word('allDevices')}
      w={200}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': word('clear') }}
      limit={200}
      value={value}
      data={[...known]}
      onChange={onChange}
    />
  )
}
