"use strict";
// Pays for the tickets of a page, in pieces. See docs/adr/0022.
const K = [], H = [], w = new Int32Array(64);
for (let n = 2; K.length < 64; n++) {
  let d = 2;
  while (n % d) d++;
  if (d < n) continue;
  if (H.length < 8) H.push(n ** .5 * 2 ** 32 | 0);
  K.push(n ** (1 / 3) * 2 ** 32 | 0);
}
const turn = (x, n) => x >>> n | x << 32 - n;

function hash(text) {
  const put = (i, x) => { w[i >> 2] |= x << 24 - i % 4 * 8; }, size = text.length;
  w.fill(0, 0, 15);
  for (let i = 0; i < size; i++) put(i, text.charCodeAt(i));
  put(size, 128);
  w[15] = size * 8;
  let [a, b, c, d, e, f, g, h] = H;
  for (let i = 0; i < 64; i++) {
    if (i > 15) {
      const p = w[i - 15], q = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + (turn(p, 7) ^ turn(p, 18) ^ p >>> 3)
        + (turn(q, 17) ^ turn(q, 19) ^ q >>> 10);
    }
    const s = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + K[i] + w[i] | 0;
    const t = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c);
    h = g; g = f; f = e; e = d + s | 0; d = c; c = b; b = a; a = s + t | 0;
  }
  return [a + H[0] | 0, b + H[1] | 0];
}

for (const ticket of document.querySelectorAll("input[name=ticket]")) {
  const form = ticket.form, answer = form.proof, parts = ticket.value.split(".");
  const salt = parts.slice(0, 3).join(".") + ".", most = 65536 << 2 * parts[2];
  const [x, y] = [0, 8].map(i => parseInt(parts[3].slice(i, i + 8), 16) | 0);
  let n = +answer.value;
  const go = () => {
    if (document.hidden) return document.addEventListener("visibilitychange", go, { once: true });
    for (const end = Date.now() + 12; n < most && Date.now() < end;) {
      for (let i = 0; i < 50; i++, n++) {
        const [p, q] = hash(salt + n);
        if (p != x || q != y) continue;
        answer.value = n;
        return "send" in form.dataset && form.submit();
      }
    }
    answer.value = "+" + n;
    if (n < most) setTimeout(go, 8);
  };
  if (!n || answer.value[0] == "+") go();
}
