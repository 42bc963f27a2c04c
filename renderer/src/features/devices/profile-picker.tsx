import { Group, Select, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { type Profile, useProfiles } from '../../app/use-profiles.ts'
import { useFormWords } from './form-words.ts'

/** Which known meter this is; how well its register map is proven is said where it is chosen. */
export function ProfilePicker(props: {
  /** Own or inherited; empty: none. */
  readonly value: string
  readonly isLocked: boolean
  /** null: no profile. */
  readonly onChange: (id: string | null) => void
}) {
  const { value, isLocked, onChange } = props
  const say = useFormWords()
  const { listed, list } = useProfiles()
  const profiles = listed.kind === 'listed' ? listed.profiles : []
  const chosen = profiles.find(({ id }) => id === value.toLowerCase())
  const unknown =
    value === '' || chosen !== undefined ? [] : [{ value, label: say('profileUnknown', { id: value }) }]
  return (
    <Stack gap={4}>
      <Select
        label={say('profile')}
        description={say('profileHelp')}
        placeholder={say('profileNone')}
        value={chosen?.id ?? (value === '' ? null : value)}
        data={[...unknown, ...profiles.map(({ id, title }) => ({ value: id, label: title }))]}
        disabled={isLocked}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': say('profileNone') }}
        onChange={onChange}
        // Somebody may have put one there since.
        onDropdownOpen={() => void list()}
        error={listed.kind === 'failed' ? say('profilesFailed', { message: listed.message }) : null}
        renderOption={({ option }) => {
          const profile = profiles.find(({ id }) => id === option.value)
          return (
            <div>
              {option.label}
              {profile !== undefined && <ProfileFacts profile={profile} />}
            </div>
          )
        }}
        maw={460}
      />
      {chosen !== undefined && (
        <div>
          <ProfileFacts profile={chosen} />
          {chosen.notes !== '' && <Text size="xs">{chosen.notes}</Text>}
          <Text size="xs" className="quiet" style={{ overflowWrap: 'anywhere' }}>
            {say('sources')}: {chosen.sources.join(' · ')}
          </Text>
        </div>
      )}
    </Stack>
  )
}

function ProfileFacts({ profile }: { readonly profile: Profile }) {
  const say = useFormWords()
  const { confidence, registerCount } = profile
  const isProven = confidence === 'two sources agree'
  return (
    <Group gap={4} fz="xs" wrap="nowrap">
      <span className="quiet">{say('profileRegisters', { count: registerCount })} ·</span>
      {isProven ? <IconCircleCheck size={13} aria-hidden /> : <IconAlertTriangle size={13} aria-hidden />}
      <span className={isProven ? 'quiet' : 'warn'}>{say(`confidence-${confidence}`)}</span>
    </Group>
  )
}
