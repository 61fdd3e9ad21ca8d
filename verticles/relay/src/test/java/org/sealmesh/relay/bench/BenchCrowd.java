package org.sealmesh.relay.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Sockets in a process of their own, since one process may not open as many as a large room has;
/// told what to do line by line.
///
/// `ticket TICKET PASS` adds a socket, `open` opens all and prints `opened`; `await N` prints
/// `arrived` when N bytes have come in all, and `settle` what has come when nothing comes any more.
public final class BenchCrowd {
  private static final long SETTLED_NS = 500_000_000;
  private static final long LOOK_NS = 100_000;

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    List<String> hellos = new ArrayList<>();
    List<String> joins = new ArrayList<>();
    BenchSockets sockets = null;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "ticket" -> {
          hellos.add("{\"t\":\"hello\",\"ticket\":\"" + words[1] + "\"}");
          joins.add("{\"t\":\"join\",\"ref\":1,\"pass\":\"" + words[2] + "\"}");
        }
        case "open" -> {
          sockets = new BenchSockets(port, hellos, joins);
          System.out.println("opened");
        }
        case "await" -> {
          while (sockets.receivedBytes() < Long.parseLong(words[1])) {
            LockSupport.parkNanos(LOOK_NS);
          }
          System.out.println("arrived");
        }
        case "settle" -> System.out.println("settled " + settled(sockets));
        default -> throw new IllegalArgumentException(line);
      }
    }
    // The driver has gone.
    System.exit(0);
  }

  private static long settled(BenchSockets sockets) {
    long seen = -1;
    while (seen != sockets.receivedBytes()) {
      seen = sockets.receivedBytes();
      LockSupport.parkNanos(SETTLED_NS);
    }
    return seen;
  }

  private BenchCrowd() {}
}
