import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** Petrol: the one accent. Everything else is neutral, so that a status colour is seen at once. */
const petrol: MantineColorsTuple = [
  '#e6f6f7',
  '#d3e9ec',
  '#a9d2d8',
  '#7cbac3',
  '#56a6b1',
  '#3d99a6',
  '#2e929f',
  '#1d7c89',
  '#0d6a76',
  '#005661',
]

/** Dark enough under white words in both schemes; the eighth is the colour of what is bad. */
const red: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8a80',
  '#f4696b',
  '#e5484d',
  '#d13438',
  '#b3261e',
  '#96191a',
]

/** Cool greys for the dark scheme, calmer than the library's. */
const dark: MantineColorsTuple = [
  '#d5dadf',
  '#b4bcc4',
  '#98a2ac',
  '#66717c',
  '#3d4752',
  '#303943',
  '#222a32',
  '#181f26',
  '#12181e',
  '#0c1115',
]

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  luminanceThreshold: 0.33,
  colors: { petrol, red, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", "DejaVu Sans Mono", monospace',
  defaultRadius: 'sm',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  spacing: { xs: '6px', sm: '10px', md: '14px', lg: '20px', xl: '28px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '19px', lineHeight: '1.3' }, h2: { fontSize: '15px' } },
  },
  components: {
    InputWrapper: {
      styles: { description: { fontSize: '11.5px' }, error: { fontSize: '11.5px', marginTop: '3px' } },
    },
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 'md' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Table: { defaultProps: { verticalSpacing: 5, horizontalSpacing: 'sm' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300, multiline: true, maw: 380 } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } },
      styles: { title: { fontWeight: 600, fontSize: '15px' } },
    },
  },
})

/** The library's own error, dimmed and placeholder colours are too pale for small text (WCAG 1.4.3). */
const readable = {
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-dimmed': 'var(--quiet)',
  '--mantine-color-placeholder': 'var(--quiet)',
} as const

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: readable,
  dark: readable,
})
