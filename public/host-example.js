// MIT. Everything that a page needs to hold the lab: its height, its messages, its commands.
const frame = document.getElementById('lab')
const origin = new URL(frame.src).origin
let asked = 0

addEventListener('message', (event) => {
  // Only this frame, only the lab's own messages.
  if (event.source !== frame.contentWindow || event.data?.ns !== 'exactly-once-lab') return
  const { type } = event.data
  if (type === 'resize') frame.height = String(event.data.height)
  const line = document.createElement('li')
  line.textContent = JSON.stringify(event.data)
  document.getElementById('said').prepend(line)
})

for (const button of document.querySelectorAll('button[data-command]')) {
  button.addEventListener('click', () => {
    const command = JSON.parse(button.dataset.command)
    frame.contentWindow.postMessage({ ns: 'exactly-once-lab', v: 1, req: ++asked, ...command }, origin)
  })
}
