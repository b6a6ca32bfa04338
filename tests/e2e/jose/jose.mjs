// Makes recipients' keys and opens what was disclosed to them: one JSON request a line, one JSON answer a line.
import * as jose from 'jose'
import { createInterface } from 'node:readline'

async function make({ crv }) {
  const pair = await jose.generateKeyPair('ECDH-ES', { crv, extractable: true })
  return { public: await jose.exportJWK(pair.publicKey), private: await jose.exportJWK(pair.privateKey),
           thumbprint: await jose.calculateJwkThumbprint(await jose.exportJWK(pair.publicKey)) }
}

async function open({ key, jwe }) {
  const { plaintext, protectedHeader } = await jose.compactDecrypt(jwe, await jose.importJWK(key, 'ECDH-ES'))
  return { header: protectedHeader, text: new TextDecoder().decode(plaintext) }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line)
  let answer
  try {
    answer = await (asked.make ? make(asked.make) : open(asked.open))
  } catch (error) {
    answer = { error: error.code ?? String(error) }
  }
  console.log(JSON.stringify(answer))
}
