const BROWSERS: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HeadlessChrome\/|Chrome\/|CriOS\//, 'Chrome'],
  [/Version\/.* Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
  [/^python-/, 'Python']
]
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh|Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux']
]
const find = (list: [RegExp, string][], text: string) => list.find(([pattern]) => pattern.test(text))?.[1]

/** Browser and operating system from a user agent; for apps, their product name. */
export function deviceName(agent: string, unknown: string): string {
  const parts = [find(BROWSERS, agent), find(SYSTEMS, agent)].filter(Boolean)
  return parts.join(' · ') || agent.split(/[/\s]/)[0] || unknown
}

/** Whether the user agent looks like a phone or tablet. */
export function handheld(agent: string): boolean {
  return /Mobile|Android|iPhone|iPad/.test(agent)
}
