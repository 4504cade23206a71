// "Fetch the film" plays it in its place. Without script the link saves the file.
for (const link of document.querySelectorAll("[data-fetch]")) {
  const media = link.closest("figure")?.querySelector("audio, video");
  if (!media || !media.canPlayType) continue;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    media.play().then(() => (link.hidden = true), () => {
      link.toggleAttribute("data-fetch", false); // cannot be played here: the next press saves it
      location.assign(link.href);
    });
  });
  media.addEventListener("play", () => (link.hidden = true), { once: true });
}
