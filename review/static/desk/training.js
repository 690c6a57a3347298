// The inbox by keys: one card is the current one, and the keys of its buttons are the page's. j and k walk over the cards.
const cards = [...document.querySelectorAll('.group')];

const makeCurrent = (card) => {
  for (const one of document.querySelectorAll('.group [data-key]')) delete one.dataset.key;
  for (const one of cards) one.toggleAttribute('data-current', one === card);
  for (const one of card.querySelectorAll('[data-card-key]')) one.dataset.key = one.dataset.cardKey;
};

const goTo = (card) => {
  makeCurrent(card);
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: 'nearest' });
};

const current = () => cards.findIndex((card) => card.hasAttribute('data-current'));

const tickAll = (card) => {
  const boxes = [...card.querySelectorAll('[name=also]')];
  const wanted = !boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = wanted;
};

document.addEventListener('focusin', (event) => {
  const card = event.target.closest('.group');
  if (card) makeCurrent(card);
});

document.addEventListener('keydown', (event) => {
  if (!cards.length || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input:not([type=checkbox]), textarea, select')) return;
  const card = { j: cards[current() + 1], k: cards[current() - 1] }[event.key];
  if (card) goTo(card);
  else if (event.key === 'a') tickAll(cards[current()]);
});

// After a decision the next question stands where the decided one stood, or is the last of the page.
const place = location.hash.match(/^#card-(\d+)$/);
if (place && cards.length) goTo(cards[Math.min(Number(place[1]), cards.length) - 1] ?? cards[0]);
