package org.sealmesh.mesh;

/// Bounds that the protocol itself sets, the same for every site. What an operator may choose is in
/// the verticles' configs.
public final class Limits {
  /// A frame, and a message on the bus between nodes: what every hop is willing to hold for a
  /// stranger.
  public static final int FRAME_BYTES_MAX = 64 * 1024;

  /// An envelope: its base64url is 32 characters short of a frame, which is room for the frame's
  /// own members.
  public static final int ENVELOPE_BYTES_MAX = 48 * 1024 - 24;

  /// A sealed typing or presence signal: a few words of JSON and their header.
  public static final int SIGNAL_BYTES_MAX = 1024;

  /// A sealed call signal: a session description with video and audio takes 5 to 8 KiB.
  public static final int CALL_SIGNAL_BYTES_MAX = 16 * 1024;

  /// What a party and the media server tell each other at once, in characters: the description of a
  /// subscription to two dozen others, and a frame's own members around it.
  public static final int MEDIA_CHARS_MAX = 60 * 1024;

  /// A ticket, pass, grant or revocation: five ids and a signature need half of it.
  public static final int TOKEN_CHARS_MAX = 1024;

  private Limits() {}
}
