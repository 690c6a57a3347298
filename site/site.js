// Buttons of the page that open the chat; they stay hidden until the chat is there.
customElements.whenDefined("clinic-chat").then(() => {
  for (const button of document.querySelectorAll("[data-opens-chat]")) {
    button.hidden = false;
    button.addEventListener("click", () => document.querySelector("clinic-chat").open());
  }
});
