package org.sealmesh.node;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What of a session description (RFC 8866) these tests look at.
record Sdp(String text) {
  /// Names one generation of candidates (RFC 8839).
  String ufrag() {
    return value("ice-ufrag:(\\S+)");
  }

  /// Secret between the two.
  String password() {
    return value("ice-pwd:(\\S+)");
  }

  /// Of the certificate that the other end has to show (RFC 8122), in hexadecimal.
  String fingerprint() {
    return value("fingerprint:sha-256 (\\S+)");
  }

  private String value(String attribute) {
    Matcher found = Pattern.compile("(?m)^a=" + attribute).matcher(text);
    if (!found.find()) {
      throw new AssertionError("no " + attribute + " in " + text);
    }
    return found.group(1);
  }
}
