// Uploads with a progress bar, files dropped on the page, and a list that follows the reading. Without it all forms work too.

const form = document.querySelector('[data-upload]');
const status = document.getElementById('knowledge-status');

if (form !== null) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form.elements.files.files);
  });
  for (const type of ['dragenter', 'dragover']) {
    form.addEventListener(type, (event) => {
      event.preventDefault();
      form.classList.add('over');
    });
  }
  for (const type of ['dragleave', 'drop']) form.addEventListener(type, () => form.classList.remove('over'));
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    send(event.dataTransfer.files);
  });
}
follow();

/** One after the other: a large one does not starve the others of the line. */
async function send(files) {
  for (const file of files) await upload(file);
  form.reset();
  await refresh();
  follow();
}

function upload(file) {
  const line = document.createElement('li');
  const name = document.createElement('span');
  const bar = document.createElement('progress');
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute('aria-label', `Upload of ${file.name}`);
  line.append(name, bar);
  form.querySelector('.uploads').append(line);
  const end = (text, bad) => {
    bar.remove();
    name.textContent = `${file.name}: ${text}`;
    name.className = bad ? 'bad' : '';
  };
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ name: file.name, key: form.elements.key.value });
    request.open('POST', `${form.dataset.upload}?${query}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) bar.value = loaded / total;
    });
    request.addEventListener('loadend', () => {
      if (request.status === 202) end('uploaded, being read', false);
      else if (request.status === 401) location.reload();
      else end(whyNot(request.status), true);
      resolve();
    });
    request.send(file);
  });
}

function whyNot(status) {
  if (status === 413) return 'larger than 20 MB.';
  if (status === 415) return 'this kind of file cannot be read.';
  if (status === 409) return 'there are too many documents.';
  return status === 0 ? 'the connection was lost.' : 'it did not work, please try again.';
}

/** While something is being read, the list is read again every other second. */
function follow() {
  if (document.getElementById('documents')?.dataset.busy !== 'yes') return;
  setTimeout(async () => {
    await refresh();
    follow();
  }, 2_000);
}

async function refresh() {
  const response = await fetch(location.href, { redirect: 'manual' }).catch(() => null);
  if (response === null || !response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const next = page.getElementById('documents');
  const list = document.getElementById('documents');
  if (next === null || list === null) return;
  const focused = list.contains(document.activeElement)
    ? document.activeElement.getAttribute('aria-label')
    : null;
  const wasBusy = list.dataset.busy;
  list.replaceChildren(...next.childNodes);
  list.dataset.busy = next.dataset.busy;
  if (focused !== null) list.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  if (wasBusy === 'yes' && next.dataset.busy === 'no') status.textContent = 'Everything is read.';
}
