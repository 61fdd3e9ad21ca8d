package org.sealmesh.bus;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out where a request comes from when proxies stand in front of the site.
///
/// `X-Forwarded-For` is believed from the right, as far as each hop is a trusted proxy: what a
/// browser writes there itself is never used.
public final class ClientAddress {
  private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
  private static final int IPV6_BYTES = 16;
  private static final int IPV6_NETWORK_BYTES = 8;

  private final List<Network> trusted;

  /// @param trustedProxies addresses or networks: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`
  /// @throws IllegalArgumentException if one of them is neither
  public ClientAddress(Collection<String> trustedProxies) {
    trusted = trustedProxies.stream().map(Network::parse).toList();
  }

  /// @return a name for the address to count by; of IPv6 the network only, since one household has
  ///   2^64 addresses
  public String of(HttpServerRequest request) {
    return of(request.remoteAddress().hostAddress(), request.headers().getAll(FORWARDED_FOR));
  }

  /// @param peer the other end of the connection
  /// @param forwardedFor the values of all `X-Forwarded-For` headers, in order
  String of(String peer, List<String> forwardedFor) {
    byte[] address = parse(peer);
    if (address == null) {
      return "unknown";
    }
    List<String> hops =
        forwardedFor.stream().flatMap(v -> Arrays.stream(v.split(",", -1))).toList();
    for (int i = hops.size() - 1; i >= 0 && isTrusted(address); i--) {
      byte[] before = parse(hops.get(i).strip());
      if (before == null) {
        break;
      }
      address = before;
    }
    return name(address);
  }

  private boolean isTrusted(byte[] address) {
    return trusted.stream().anyMatch(network -> network.contains(address));
  }

  private static String name(byte[] address) {
    int bytes = address.length == IPV6_BYTES ? IPV6_NETWORK_BYTES : address.length;
    return HexFormat.of().formatHex(address, 0, bytes);
  }

  /// Never asks a name server.
  private static byte @Nullable [] parse(String text) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
    if (address == null || address.length != IPV6_BYTES) {
      return address;
    }
    boolean mapped = address[10] == -1 && address[11] == -1;
    for (int i = 0; mapped && i < 10; i++) {
      mapped = address[i] == 0;
    }
    return mapped ? Arrays.copyOfRange(address, 12, IPV6_BYTES) : address;
  }

  private record Network(byte[] prefix, int bits) {
    static Network parse(String text) {
      int slash = text.indexOf('/');
      byte[] address = ClientAddress.parse(slash < 0 ? text : text.substring(0, slash));
      if (address == null) {
        throw new IllegalArgumentException("trustedProxies: " + text + " is not an IP address");
      }
      int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > address.length * 8) {
        throw new IllegalArgumentException("trustedProxies: " + text + " is not a network");
      }
      return new Network(address, bits);
    }

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
