/**
 * What runs inside the networks of a stack. It needs only busybox, of any configuration: `nc` is told nothing but `-w`,
 * `-e` and `-z` being missing as often as not, and no `wget`, which shows neither the status nor the body of errors and
 * crashes in Debian's static busybox. It decides nothing but says, a line each, what it saw:
 *
 * - `lacks <programs>`: the image is of no use
 * - `dns <output of nslookup>`
 * - `call <address> <port> <exit code of nc> <start> <first byte> <end> <stderr> <answer>`, times in seconds
 * - `end`: nothing is missing
 *
 * Whatever comes from outside is in base64 behind `:`, so that no answer can speak for the probe. A request is written
 * into a FIFO that stays open, because some servers take the end of their input for a client that has gone; without a
 * request the input is at its end at once, so that servers that wait for one hang up.
 */
export const PROBE_SCRIPT = `set -u
kind=$1 connect=$2 most=$3 host=$4 port=$5 request=$6
shift 6
limit=$((connect + 1))
missing=
for program in nc nslookup timeout mkfifo dd head base64 tr; do
  command -v "$program" >/dev/null || missing="$missing $program"
done
[ -z "$missing" ] || { echo "lacks$missing"; exit 0; }
cd /tmp || { echo "lacks /tmp"; exit 0; }
coded() { base64 <"$1" | tr -d '\\n'; }
uptime() { read -r seconds idle </proc/uptime; echo "$seconds"; }
look() {
  timeout "$limit" nslookup -type=a "$1" >found 2>&1 </dev/null
  echo "dns :$(coded found)"
}
found() {
  name=
  while read -r key value rest; do
    case $key in
      Name:) name=$value ;;
      Address:) [ "$name" != "$1" ] || echo "$value" ;;
    esac
  done <found
}
call() {
  if [ -z "$request" ]; then exec 3</dev/null; else
    mkfifo "request.$1"
    exec 3<>"request.$1"
    printf %s "$request" >&3
  fi
  start=$(uptime)
  {
    nc -w "$connect" "$2" "$port" <&3 2>"said.$1" &
    calling=$!
    { sleep "$limit"; kill "$calling"; } >/dev/null 2>&1 &
    watching=$!
    wait "$calling" 2>/dev/null
    echo $? >"code.$1"
    kill "$watching" 2>/dev/null
  } | {
    dd bs=1 count=1 of="answer.$1" 2>/dev/null
    first=$(uptime)
    head -c "$most" >>"answer.$1"
    echo "$first $(uptime)" >"times.$1"
  }
  read -r code <"code.$1"
  read -r times <"times.$1"
  echo "call $2 $port $code $start $times :$(coded "said.$1") :$(coded "answer.$1")" >"line.$1"
}
look "$host"
if [ "$kind" = each ]; then
  for address in $(found "$host"); do
    case " $* " in *" $address "*) ;; *) set -- "$@" "$address" ;; esac
  done
else set -- "$host"; fi
[ -n "$port" ] || set --
number=0
for address; do
  number=$((number + 1))
  call "$number" "$address" &
done
wait
number=0
for address; do
  number=$((number + 1))
  cat "line.$number"
done
echo end`;

export interface ProbeQuestion {
  readonly host: string;
  /** Whether each address of the host is called, and not the host once. */
  readonly each: boolean;
  /** Called too, whatever the name gives; only with `each`. */
  readonly addresses: readonly string[];
  /** Absent: nothing is called. */
  readonly port?: number;
  /** Absent: a connection is enough. */
  readonly path?: string;
  readonly timeoutMs: number;
}

/** Bytes of an answer that are looked at; what is behind them is not read. */
const MOST_BYTES = 16_384;
const MOST_BYTES_OF_EACH = 4_096;

/** The program and its arguments; what users write is an argument and never part of the program. */
export function probeCommand(question: ProbeQuestion): readonly string[] {
  const { host, each, addresses, port, path, timeoutMs } = question;
  const request = path === undefined || port === undefined ? '' : requestFor(host, port, path);
  const most = each ? MOST_BYTES_OF_EACH : MOST_BYTES;
  const facts = [each ? 'each' : 'one', Math.ceil(timeoutMs / 1000), most, host, port ?? '', request];
  return ['sh', '-c', PROBE_SCRIPT, 'probe', ...facts.map(String), ...addresses];
}

function requestFor(host: string, port: number, path: string): string {
  const authority = port === 80 ? host : `${host}:${port}`;
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${authority}`,
    'User-Agent: swarm-delivery-probe',
    'Accept: */*',
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
