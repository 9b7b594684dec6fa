'use strict'
const find = id => document.getElementById(id)
const { source, refresh } = document.body.dataset
const state = { messages: [], chosen: null, view: 'html', channel: '', known: null }
const seen = new Set(JSON.parse(sessionStorage.getItem('seen') ?? '[]'))

function choice(id, change) {
  const buttons = [...find(id).querySelectorAll('button')]
  for (const button of buttons) button.addEventListener('click', () => {
    for (const one of buttons) one.setAttribute('aria-pressed', String(one === button))
    change(button.dataset.value)
  })
}

function make(name, text, className) {
  const made = document.createElement(name)
  made.textContent = text
  if (className) made.className = className
  return made
}

const title = message => message.subject || message.text.split('\n')[0]

function shown() {
  const words = find('search').value.toLowerCase().split(/\s+/)
  return state.messages.filter(message => {
    const text = `${message.to} ${message.subject} ${message.text}`.toLowerCase()
    return (!state.channel || message.channel === state.channel) && words.every(word => text.includes(word))
  })
}

function item(message) {
  const button = make('button', '')
  button.type = 'button'
  button.dataset.id = message.id
  button.setAttribute('aria-current', String(message.id === state.chosen))
  const subject = make('span', title(message), refresh && !seen.has(message.id) ? 'unread' : '')
  if (message.channel === 'sms') subject.prepend(make('span', 'SMS', 'badge'))
  button.append(subject)
  const at = make('time', message.at ? new Date(message.at).toLocaleTimeString() : '')
  at.dateTime = message.at ?? ''
  button.append(at, make('span', message.to, 'soft'))
  button.addEventListener('click', () => choose(message.id))
  const entry = make('li', '')
  entry.append(button)
  return entry
}

function list() {
  const focused = document.activeElement?.dataset.id
  const found = shown()
  find('messages').replaceChildren(...found.map(item))
  find('count').textContent = state.messages.length || ''
  find('none').hidden = found.length > 0
  if (focused) find('messages').querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus()
}

function choose(id) {
  history.replaceState(null, '', `#${encodeURIComponent(id)}`)
  display(id)
}

function display(id) {
  state.chosen = id
  seen.add(id)
  sessionStorage.setItem('seen', JSON.stringify([...seen]))
  document.body.classList.add('reading')
  list()
  read()
}

function read() {
  const message = state.messages.find(one => one.id === state.chosen)
  document.querySelector('.reader').hidden = !message
  find('nothing').hidden = Boolean(message)
  if (!message) return
  const views = { html: message.html, text: message.text, source: message.source }
  for (const button of find('views').children) button.disabled = !views[button.dataset.value]
  find('views').hidden = message.channel === 'sms'
  const view = views[state.view] ? state.view : 'text'
  find('subject').textContent = title(message)
  const about = [message.from && `From ${message.from}`, `To ${message.to}`, new Date(message.at).toLocaleString()]
  find('about').textContent = refresh ? about.filter(Boolean).join(' · ') : message.id
  find('code-row').hidden = !refresh || !message.code
  find('code').textContent = message.code ?? ''
  find('copied').textContent = ''
  find('looks').hidden = view !== 'html'
  find('plain').hidden = view === 'html'
  find('plain').textContent = view === 'html' ? '' : views[view]
  find('plain').className = message.channel === 'sms' ? 'sms' : ''
  // A new frame each time: Chromium may leave one blank that was hidden when its document changed.
  const frame = find('page').cloneNode()
  frame.hidden = view !== 'html'
  frame.srcdoc = view === 'html' ? `<base target="_blank">${message.html}` : ''
  find('page').replaceWith(frame)
}

async function load() {
  const language = find('language')?.value
  const response = await fetch(language ? `${source}?language=${language}` : source)
  const body = await response.text()
  if (body === state.known) return
  const before = new Set(state.messages.map(message => message.id))
  state.messages = JSON.parse(body)
  const fresh = state.messages.filter(message => !before.has(message.id)).length
  if (state.known !== null && refresh && fresh) find('news').textContent = `${fresh} new`
  const first = state.known === null
  state.known = body
  const wanted = decodeURIComponent(location.hash.slice(1))
  if (first && state.messages.some(message => message.id === wanted)) display(wanted)
  else if (first && state.messages.length && matchMedia('(min-width: 761px)').matches) display(state.messages[0].id)
  else {
    list()
    if (!refresh) read()
  }
}

async function watch() {
  try {
    if (!document.hidden) await load()
  } catch {
    find('news').textContent = 'The server does not answer.'
  }
  if (refresh) setTimeout(watch, 1500)
}

choice('channels', value => { state.channel = value; list() })
choice('views', value => { state.view = value; read() })
choice('widths', value => {
  find('page').style.width = value
  find('page').className = value ? 'narrow' : ''
})
// A frame's own colour scheme is what `prefers-color-scheme` means inside it.
choice('schemes', value => { find('page').style.colorScheme = value })
find('page').style.colorScheme = 'light'
find('search').addEventListener('input', list)
find('language')?.addEventListener('change', load)
find('back').addEventListener('click', () => {
  document.body.classList.remove('reading')
  find('messages').querySelector('[aria-current="true"]')?.focus()
})
find('copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText(find('code').textContent)
  find('copied').textContent = 'Copied'
})
watch()
