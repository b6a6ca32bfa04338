// A client of a Troth cell in node's standard library. See README.md.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { setTimeout as wait } from "node:timers/promises";

/** A problem (RFC 9457): `status`, and in `problem` detail, at (where the request was wrong), next (what to do). */
export class Refused extends Error {
  constructor(status, problem) {
    super(`${status}: ${problem.detail} (${problem.at ?? "-"}); ${problem.next}`);
    Object.assign(this, { status, problem });
  }
}

export class Cell {
  constructor(url, tokenFile, { ca, attempts = 5 } = {}) {
    Object.assign(this, { url, attempts, ca: ca && readFileSync(ca) });
    this.token = readFileSync(tokenFile, "utf8").split("\n")[0].trim();
  }

  /** The answer's JSON. What changes something carries one Idempotency-Key in all its attempts, so that it happens once. */
  async ask(method, path, body, headers = {}) {
    const sent = { Authorization: `Bearer ${this.token}`, ...headers };
    if (method !== "GET" && path.startsWith("/v1/tenants/")) sent["Idempotency-Key"] ??= randomUUID();
    if (body !== undefined) sent["Content-Type"] = "application/json";
    for (let attempt = 1; ; attempt++) {
      let answer;
      try {
        answer = await this.send(method, path, body === undefined ? "" : JSON.stringify(body), sent);
      } catch (error) {
        if (attempt === this.attempts || !/^E(CONN|PIPE|TIMEDOUT)/.test(error.code ?? "")) throw error;
        answer = { status: 503, headers: {}, text: "{}" };
      }
      if (answer.status < 400) return JSON.parse(answer.text);
      if (![429, 503].includes(answer.status) || attempt === this.attempts) throw new Refused(answer.status, JSON.parse(answer.text));
      await wait(1000 * Math.min(60, Number(answer.headers["retry-after"] ?? 1)));
    }
  }

  send(method, path, body, headers) {
    return new Promise((resolve, reject) => {
      const options = { method, ca: this.ca, timeout: 30_000, headers: { ...headers, "Content-Length": Buffer.byteLength(body) } };
      const asked = request(new URL(path, this.url), options, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (piece) => (text += piece)).on("error", reject)
          .on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
      });
      asked.on("timeout", () => asked.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" }))).on("error", reject).end(body);
    });
  }
}
