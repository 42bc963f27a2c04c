import '@mantine/core/styles.css'
import './app.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { usePreferences } from './app/preferences.ts'
import { cssVariablesResolver, theme } from './app/theme.ts'
import { Frame } from './shell/frame.tsx'

function App() {
  const chosen = usePreferences((preferences) => preferences.theme)
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      {...(chosen === 'system' ? {} : { forceColorScheme: chosen })}
    >
      <Frame />
    </MantineProvider>
  )
}

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
