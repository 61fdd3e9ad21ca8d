// The same work with the npm package ws, for RelayBench: frames of the same size to the same sockets,
// without tickets, bindings and acknowledgements. Run with --expose-gc and ws in the module path.
'use strict';
const readline = require('node:readline');
const { WebSocketServer } = require('ws');

const frame = 'x'.repeat(257);
let sockets = [];
let isRoom = true;
let next = 0;

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, backlog: 4096 });
server.on('listening', () => console.log(`port ${server.address().port}`));
server.on('connection', (socket) => sockets.push(socket));

function sendOne() {
  if (isRoom) {
    for (const socket of sockets) socket.send(frame);
  } else {
    sockets[next++ % sockets.length].send(frame);
  }
}

function fan(count, perSecond) {
  const startCpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  let sent = 0;
  const step = () => {
    if (perSecond > 0) {
      const due = Number(process.hrtime.bigint() - start) / 1e9 * perSecond;
      while (sent < count && sent <= due) { sendOne(); sent++; }
    } else {
      for (let i = 0; i < 50 && sent < count; i++, sent++) sendOne();
    }
    if (sent < count) {
      if (perSecond > 0) setTimeout(step, 1); else setImmediate(step);
      return;
    }
    setImmediate(() => {
      const cpu = process.cpuUsage(startCpu);
      console.log(`fanned ${process.hrtime.bigint() - start} ${(cpu.user + cpu.system) * 1000}`);
    });
  };
  step();
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [verb, first, second] = line.split(' ');
  if (verb === 'tickets') {
    sockets = [];
    isRoom = second === 'room';
    console.log(Array(Number(first)).fill('ticket ').join('\n'));
  } else if (verb === 'fan') {
    fan(Number(first), Number(second));
  } else if (verb === 'memory') {
    global.gc();
    global.gc();
    const usage = process.memoryUsage();
    console.log(`memory ${usage.rss} ${usage.heapUsed}`);
  }
}).on('close', () => process.exit(0));
