// A worker that looks for a number whose SHA-256 with the challenge begins with
// so many noughts.
onmessage = async ({ data: { proof, bits } }) => {
  const text = new TextEncoder();
  for (let n = 0; ; n++) {
    const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', text.encode(`${proof}:${n}`)));
    let noughts = 0;
    for (const byte of sum) {
      noughts += byte ? Math.clz32(byte) - 24 : 8;
      if (byte) break;
    }
    if (noughts >= bits) { postMessage(String(n)); return; }
  }
};
