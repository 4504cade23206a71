/* Runs first inside the sandbox and brings in H5P: makes up for what an origin of its own lacks, and talks with the page.
   Everything goes to the page by message; the page decides what it believes. */
(() => {
  "use strict";
  const { origin, content } = document.currentScript.dataset;
  const root = document.documentElement;

  const send = (act, says) => window.parent.postMessage({ takwin: "h5p", act, ...says }, origin);

  /* A sandbox has no localStorage, and H5P asks for it by name. */
  const stand_in = () => {
    const kept = new Map();
    const face = {
      getItem: (key) => (kept.has(String(key)) ? kept.get(String(key)) : null),
      setItem: (key, value) => void kept.set(String(key), String(value)),
      removeItem: (key) => void kept.delete(String(key)),
      clear: () => kept.clear(),
      key: (i) => [...kept.keys()][i] ?? null,
    };
    return new Proxy(face, {
      get: (_, key) => (key === "length" ? kept.size : key in face ? face[key] : (kept.get(String(key)) ?? undefined)),
      set: (_, key, value) => (kept.set(String(key), String(value)), true),
      deleteProperty: (_, key) => (kept.delete(String(key)), true),
    });
  };
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { value: stand_in(), configurable: true });
  }

  const files = JSON.parse(document.getElementById("h5p-files").textContent);
  window.H5PIntegration = JSON.parse(document.getElementById("h5p-integration").textContent);
  window.H5P = window.H5P || {};
  window.H5P.preventInit = true; // until the page has handed over the state

  const COLOUR = /^(#[0-9a-f]{3,8}|rgba?\([\d\s.,%/]+\))$/i;
  const dress = ({ dark, colours }) => {
    if (files.styles.some((address) => address.includes("/h5p-player/"))) {
      document.body.classList.add("h5p-frame-plain"); // foreign exercises know no dark
      root.style.colorScheme = "light";
      return;
    }
    root.style.colorScheme = dark ? "dark" : "light";
    for (const [name, value] of Object.entries(colours || {})) {
      if (/^[a-z0-9-]+$/.test(name) && COLOUR.test(value)) root.style.setProperty(`--takwin-${name}`, value);
    }
  };

  const put = (tag, says) => {
    const made = Object.assign(document.createElement(tag), says);
    const loaded = new Promise((done) => {
      made.onload = made.onerror = done;
    });
    document.head.append(made);
    return loaded;
  };

  /* What the page handed in is used as it is; the rest loads by address. One after the other: order matters. */
  const load = async ({ parts, fonts }) => {
    for (const { data, weight, range } of Array.isArray(fonts) ? fonts : []) {
      if (data instanceof ArrayBuffer) document.fonts.add(new FontFace("TkText", data, { weight, unicodeRange: range }));
    }
    for (const href of files.styles) {
      const text = parts?.[href];
      if (typeof text === "string") put("style", { textContent: text });
      else put("link", { rel: "stylesheet", href });
    }
    for (const src of files.scripts) {
      const text = parts?.[src];
      if (typeof text === "string") put("script", { textContent: text });
      else await put("script", { src });
    }
  };

  let last = null; // the state as it was last sent
  const sendState = (value) => {
    const state = typeof value === "string" ? value : JSON.stringify(value);
    if (state === undefined || state === last) return;
    last = state;
    send("state", { state });
  };
  const look = () => {
    const state = window.H5P.instances?.[0]?.getCurrentState?.();
    if (state !== undefined && state !== null) sendState(state);
  };

  const begin = async (said) => {
    const { H5P, H5PIntegration } = window;
    dress(said);
    await load(said);
    if (!H5P.init) {
      send("broken", {});
      return;
    }
    if (typeof said.state === "string" && said.state) {
      H5PIntegration.contents[`cid-${content}`].contentUserData = [{ state: said.state }];
      last = said.state;
    }
    H5P.getUserData = (id, kind, done, sub) => {
      const kept = H5PIntegration.contents[`cid-${id}`]?.contentUserData?.[sub || 0]?.[kind];
      try {
        done(undefined, kept === undefined ? undefined : JSON.parse(kept));
      } catch (error) {
        done(error);
      }
    };
    H5P.setUserData = (id, kind, data, extras) => {
      if (kind === "state" && !extras?.subContentId) sendState(data);
    };
    H5P.deleteUserData = () => sendState("");
    H5P.externalDispatcher.on("xAPI", (event) => {
      send("statement", { statement: JSON.parse(JSON.stringify(event.data.statement)) });
      setTimeout(look, 0);
    });
    try {
      H5P.init(document.body);
    } catch (error) {
      send("broken", {});
      throw error;
    }
    if (!H5P.instances.length) {
      send("broken", {});
      return;
    }
    last ??= JSON.stringify(H5P.instances[0].getCurrentState?.()); // nothing is saved before something is done
    let soon;
    const later = () => {
      clearTimeout(soon);
      soon = setTimeout(look, 50);
    };
    for (const act of ["click", "change", "keyup", "pointerup"]) document.addEventListener(act, later);
    document.addEventListener("visibilitychange", look);
    window.addEventListener("pagehide", look);
    const measure = () => send("height", { height: Math.ceil(document.body.getBoundingClientRect().height) });
    new ResizeObserver(measure).observe(document.body);
    measure();
  };

  let begun = false;
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== origin || begun) return;
    if (event.data?.takwin !== "h5p" || event.data.act !== "begin") return;
    begun = true;
    begin(event.data);
  });

  send("ready", {});
})();
