// Keys of the desk. An element says with data-key which key presses it; ? shows the list of them.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select, [contenteditable]')) return;
  if (event.key === 'Escape') document.querySelector('dialog[open]')?.close();
  const wanted = [...document.querySelectorAll('[data-key]')].find((one) => one.dataset.key === event.key && !one.parentElement.closest('dialog:not([open])'));
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches('dialog')) wanted.showModal();
  else if (wanted.matches('input, textarea, select')) wanted.focus();
  else wanted.click();
});
