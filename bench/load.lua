-- wrk script. Sends the requests of a prepared file in turn, and prints one JSON line of what came back.
--   LOAD_REQUESTS  one request a line: METHOD <tab> PATH <tab> BODY
--   LOAD_HEADERS   one header a line: NAME <tab> VALUE
-- All requests are built before the clock starts: a request then costs a table lookup, and no Lua runs per answer.

local requests, at = {}, 0

local function headers()
  local out = {}
  for name, value in os.getenv("LOAD_HEADERS"):gmatch("([^\t\n]+)\t([^\n]*)") do out[name] = value end
  return out
end

function init()
  local with = headers()
  for line in io.lines(os.getenv("LOAD_REQUESTS")) do
    local method, path, body = line:match("^(%u+)\t([^\t]+)\t(.*)$")
    if body == "" then body = nil end
    requests[#requests + 1] = wrk.format(method, path, with, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "micros": %d, "p50": %d, "p99": %d, "refused": %d, "broken": %d}\n', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99), e.status,
    e.connect + e.read + e.write + e.timeout))
end
